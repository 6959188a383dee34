"""Finding the known employers worth comparing with a new one: few statements, bounded."""

import sqlalchemy as sa

from crm.core import search
from crm.core.db import session
from crm.core.search import normalise
from crm.employers.likeness import Known, Likeness, alike, core_name
from crm.employers.models import Employer, Site

MOST = 200


def lookalikes(
    name: str, *, postcode: str = "", company_number: str = "", email: str = "", phone: str = ""
) -> list[Likeness]:
    """Return known employers that look like this one, strongest first."""
    key = normalise(name)
    if not key and not company_number:
        return []
    new = Known(0, key, name, postcode, company_number, email, phone)
    return alike(new, _candidates(key, postcode, company_number))


def _candidates(key: str, postcode: str, company_number: str) -> list[Known]:
    kind = next(k for k in search.kinds() if k.model is Employer)
    ids = []
    for word in sorted(core_name(key).split(), key=len, reverse=True)[:3]:
        found = search.matching(kind, word[:5] if len(word) > 5 else word)
        if found is not None:
            ids.append(Employer.id.in_(found.limit(MOST)))
    ways = ids + [Site.postcode == postcode] * bool(postcode)
    ways += [Employer.company_number == company_number] * bool(company_number)
    rows = session.execute(
        sa.select(
            Employer.id,
            Employer.name_key,
            Employer.name,
            Site.postcode,
            Employer.company_number,
            Employer.email,
            Employer.phone,
        )
        .outerjoin(Site, sa.and_(Site.employer_id == Employer.id, Site.is_main))
        .where(sa.or_(*ways))
        .limit(MOST * 3)
    )
    return [Known(i, k, n, p or "", c or "", e, t) for i, k, n, p, c, e, t in rows]

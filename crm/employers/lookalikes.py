"""Finding the known employers worth comparing with a new one: few statements, bounded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from crm.core import clock, search
from crm.core.db import session
from crm.core.search import normalise
from crm.employers.models import Employer, Site
from crm.likeness import queries as likeness
from crm.likeness.names import FILLER, FORMS
from crm.likeness.rules import Side, compare, side
from crm.likeness.sweep import Places

MOST = 200
SHOWN = 5
COMPARED = (
    Employer.id,
    Employer.name,
    Employer.trading_name,
    Employer.former_name,
    Employer.other_names,
    Employer.company_number,
    Employer.email,
    Employer.website,
    Employer.phone,
    Site.postcode,
    Site.address,
)


@dataclass(frozen=True)
class LookAlike:
    """A known employer that may be the one being added, and why."""

    id: int
    name: str
    score: float
    reasons: list[str]


def lookalikes(
    name: str, *, postcode: str = "", company_number: str = "", email: str = "", phone: str = ""
) -> list[LookAlike]:
    """Return the known employers that look like this one, strongest first."""
    key = normalise(name)
    if not key and not company_number:
        return []
    new = side(
        0,
        [name],
        postcode=postcode,
        company_number=company_number,
        email=email,
        phone=phone,
    )
    rules = likeness.in_force(clock.today())
    known = list(sides(_candidates(key, postcode, company_number)))
    places = Places([new, *known])
    found = [(one, compare(new, one, rules.weights, places.around(new, one))) for one in known]
    alike = [(one, how) for one, how in found if how.score >= rules.threshold]
    alike.sort(key=lambda pair: (-pair[1].points, pair[0].id))
    return [LookAlike(int(one.id), one.shown, how.score, how.reasons) for one, how in alike[:SHOWN]]


def sides(rows: Iterable[Any]) -> Iterator[Side]:
    """Yield employers as they are compared, from rows of ``COMPARED``."""
    for row in rows:
        yield side(
            row.id,
            [row.name, row.trading_name, row.former_name, *row.other_names.split(";")],
            postcode=row.postcode or "",
            address=row.address or "",
            company_number=row.company_number or "",
            email=row.email,
            website=row.website,
            phone=row.phone,
        )


def every() -> sa.Select[Any]:
    """Return a select of all employers with what is compared of them."""
    main = sa.and_(Site.employer_id == Employer.id, Site.is_main)
    return sa.select(*COMPARED).outerjoin(Site, main).order_by(Employer.id)  # type: ignore[return-value]


def _candidates(key: str, postcode: str, company_number: str) -> list[Any]:
    kind = next(k for k in search.kinds() if k.model is Employer)
    telling = [w for w in key.split() if w not in FORMS and w not in FILLER] or key.split()
    ways: list[Any] = []
    for word in sorted(telling, key=len, reverse=True)[:3]:
        found = search.matching(kind, word[:5] if len(word) > 5 else word)
        if found is not None:
            ways.append(Employer.id.in_(found.limit(MOST)))
    ways += [Site.postcode == postcode] * bool(postcode)
    ways += [Employer.company_number == company_number] * bool(company_number)
    return list(session.execute(every().where(sa.or_(*ways)).limit(MOST * 3)))

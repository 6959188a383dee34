"""What a row changes on an employer, its main site and its contact. Blank cells change nothing.

Officers know more than registers: an id, a legal form and a district that is sure are filled in
where they are missing, never replaced by something less certain.
"""

from typing import Any

from crm.employers.models import Contact, Employer, LegalForm, Site, SizeBand
from crm.records.mapping import Candidate
from crm.reference.rules import Certainty, Place

Values = dict[str, Any]
_PLAIN = (
    "trading_name",
    "former_name",
    "company_number",
    "size_text",
    "sic_codes",
    "sic_section",
    "website",
    "phone",
    "email",
)


def employer_changes(candidate: Candidate, name_key: str, employer: Employer | None) -> Values:
    """Return the values to set on ``employer``, or all that are known of a new one."""
    wanted: Values = {name: getattr(candidate, name) for name in _PLAIN}
    if candidate.size_band:
        wanted["size_band"] = SizeBand[candidate.size_band]
    if employer is None or employer.name_key != name_key:
        wanted |= {"name": candidate.name, "name_key": name_key}
        if employer is not None and not candidate.former_name:
            wanted["former_name"] = employer.name
    if employer is None or not employer.external_id:
        wanted["external_id"] = candidate.external_id
    if candidate.legal_form and (employer is None or employer.legal_form is LegalForm.UNKNOWN):
        wanted["legal_form"] = LegalForm(candidate.legal_form)
    return _different(wanted, employer)


def site_changes(candidate: Candidate, place: Place | None, site: Site | None) -> Values:
    """Return the values to set on the main site, or those of a new one; empty without a place."""
    wanted: Values = {name: getattr(candidate, name) for name in ("address", "town", "postcode")}
    if candidate.postcode and _may_place(candidate, place, site):
        wanted["district_certainty"] = place.certainty if place else Certainty.UNKNOWN
        changes = _different(wanted, site)
        code = place.authority if place else ""
        if code != (site.district_code if site else ""):
            changes["district_code"] = code
        return changes
    return _different(wanted, site)


def contact_changes(candidate: Candidate, contact: Contact | None) -> Values:
    """Return the values to set on the contact a row names, or those of a new one."""
    wanted = {"name": candidate.contact_name, "role": candidate.contact_role}
    return _different(wanted, contact) if candidate.contact_name else {}


def _may_place(candidate: Candidate, place: Place | None, site: Site | None) -> bool:
    """Say whether the postcode's district replaces the one that is kept."""
    return (
        site is None
        or site.postcode != candidate.postcode
        or site.district_certainty is Certainty.UNKNOWN
        or (place is not None and place.certainty is Certainty.SURE)
    )


def _different(wanted: Values, row: object | None) -> Values:
    return {
        name: value
        for name, value in wanted.items()
        if value and (row is None or getattr(row, name) != value)
    }

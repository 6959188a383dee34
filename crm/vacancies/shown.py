"""What the pages of a vacancy show beside its own facts."""

from typing import Any

from crm.employers import queries as employers
from crm.employers.models import Employer
from crm.pay import queries as pay
from crm.pay.rules import Standing
from crm.reference import queries as reference
from crm.reference.rules import read_sic
from crm.vacancies.forms import VacancyForm
from crm.vacancies.models import Vacancy
from crm.vacancies.queries import STATES


def form_for(employer_id: int, vacancy: Vacancy | None = None) -> VacancyForm:
    """Return the form of a vacancy with the lists of its employer."""
    form = VacancyForm(obj=vacancy, seen=vacancy.version if vacancy else 0)
    kept = vacancy.contact_id if vacancy else None
    contacts = [c for c in employers.contacts(employer_id) if c.to_on is None or c.id == kept]
    here = vacancy.site_id if vacancy else None
    sites = [s for s in employers.sites(employer_id) if s.closed_on is None or s.id == here]
    if vacancy is None and not form.is_submitted():
        form.fill(sites, contacts)
    form.offer(
        [(site.id, _site_name(site)) for site in sites],
        [(c.id, f"{c.name}, {c.role}" if c.role else c.name) for c in contacts],
        reference.occupations(),
    )
    return form


def _site_name(site: Any) -> str:
    return ", ".join(filter(None, [site.name, site.town, site.postcode])) or "Main site"


def verdict(vacancy: Vacancy) -> tuple[Standing | None, str]:
    """Return how the pay stands against the minimum wage, and in words."""
    return pay.verdict(vacancy.pay, vacancy.starts_on, vacancy.closed_on)


def beside(vacancy: Vacancy) -> dict[str, Any]:
    """Return what stands on the page of a vacancy beside its own columns."""
    return {
        "verdict": verdict(vacancy),
        "yardsticks": pay.yardsticks(vacancy.pay, vacancy.starts_on, vacancy.closed_on),
        "occupation": reference.occupation(vacancy.soc_code),
        "industry": industry(vacancy.employer),
    }


def lists() -> dict[str, list[tuple[str, str]]]:
    """Return what the list of vacancies can be narrowed to, as values and words."""
    names = reference.authority_names()
    return {
        "state": list(STATES.items()),
        "group": [(one.code, one.title) for one in reference.major_groups()],
        "district": [(code, names[code]) for code in reference.county_codes()],
    }


def industry(employer: Employer) -> str:
    """Return what the employer does: its first SIC code in words, else the section it is in."""
    first = next(iter(read_sic(employer.sic_codes).codes), "")
    words = reference.sic_descriptions([first]).get(first) if first else ""
    told = words or reference.section_name(employer.sic_section)
    return f"{told} (SIC {first})" if told and first else told


def worked_out(form: VacancyForm) -> dict[str, Any] | None:
    """Return what the pay comes to, once it was typed and can be read."""
    if not form.is_submitted() or form.asked_pay is None:
        return None
    starts_on = form.starts_on.data
    return {
        "verdict": pay.verdict(form.asked_pay, starts_on),
        "yardsticks": pay.yardsticks(form.asked_pay, starts_on),
    }

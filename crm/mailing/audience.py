"""Whom a mailing goes to: the list of employers under its filters, then everything that forbids."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

import sqlalchemy as sa

from crm.activity import touches
from crm.consent import queries as consent
from crm.consent.queries import Reader
from crm.core import clock, neighbours
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.employers import queries as employers
from crm.employers.conditions import FILTERS, meant
from crm.employers.listed import LIST
from crm.employers.models import Contact, Employer, Standing
from crm.mailing import rules
from crm.mailing.models import Mailing
from crm.mailing.rules import Purpose, Reach
from crm.people.models import Person
from crm.reference import queries as reference
from crm.views import queries as views
from crm.views.queries import View

MOST = 5000
NOT_FILTERS = frozenset({"sort", "after", "before", "view", "columns", "layout"})


@dataclass(frozen=True)
class Candidate:
    """Somebody the audience names; ``why`` says what keeps them out, or warns."""

    employer_id: int
    employer: str
    contact_id: int | None
    name: str
    address: str
    values: Mapping[str, str]
    corporate: bool
    why: str = ""


@dataclass(frozen=True)
class Plan:
    """Who gets it, who is left out and why, and who lacks a field (which stops the send)."""

    going: Sequence[Candidate]
    left_out: Sequence[Candidate]
    lacking: Sequence[tuple[Candidate, Sequence[str]]]


def read(address: str) -> tuple[dict[str, str], str]:
    """Return the filters and the search words of the address of a list of employers.

    Raises ``RuleBroken`` for a filter that the list does not have.
    """
    text = address.partition("?")[2] if "?" in address else address
    if "/" in text.partition("=")[0]:
        text = ""
    pairs = dict(parse_qsl(text, max_num_fields=30))
    query = pairs.pop("q", "")
    asked = {k: v for k, v in pairs.items() if k not in NOT_FILTERS}
    if wrong := sorted(set(asked) - set(FILTERS)):
        raise RuleBroken(f"The list of employers has no filter “{wrong[0]}”.", "audience")
    return asked, query


def tidy(address: str) -> str:
    """Return an audience as it is kept: the query string alone."""
    asked, query = read(address)
    return urlencode(asked | ({"q": query} if query else {}))


def plan(mailing: Mailing) -> Plan:
    """Work out who would get a mailing now. Raises ``RuleBroken`` for an audience too large."""
    found = _candidates(mailing)
    topic = mailing.topic if mailing.purpose is Purpose.MARKETING else ""
    readers = [Reader(c.address, c.employer_id, c.contact_id, c.corporate) for c in found]
    said = consent.verdicts([r for r in readers if r.address], topic)
    verdicts = iter(said)
    often = touches.often({c.employer_id for c in found}, clock.today())
    going: list[Candidate] = []
    left_out: list[Candidate] = []
    seen: set[str] = set()
    for one in found:
        verdict = next(verdicts) if one.address else None
        why = _why_not(one, verdict, seen)
        warning = often.get(one.employer_id, "")
        if not why and topic and not mailing.cap_reason:
            why = warning
        (left_out if why else going).append(_because(one, why or warning))
        seen.add(one.address.lower())
    texts = (mailing.subject, mailing.body)
    lacking = [(c, names) for c in going if (names := rules.lacking(c.values, *texts))]
    return Plan(going, left_out, lacking)


def _why_not(one: Candidate, verdict: Any, seen: set[str]) -> str:
    if not one.address:
        return "No email address"
    if not verdict.may:
        return str(verdict.words)
    return "Gets it once already" if one.address.lower() in seen else ""


def _because(one: Candidate, why: str) -> Candidate:
    return Candidate(**{**one.__dict__, "why": why}) if why else one


def chosen_view(mailing: Mailing) -> View | None:
    """Return the view a mailing goes by, as its author sees it now; None where it has none.

    Raises ``RuleBroken`` when it was deleted or is no longer shown to them.
    """
    if not mailing.view:
        return None
    author = session.get_one(Person, mailing.made_by_id)
    found = views.kept(LIST, author).find(mailing.view)
    if found is None:
        raise RuleBroken(
            f"The view “{mailing.view_name}” is gone. Choose the employers again.", "view"
        )
    return found


def _candidates(mailing: Mailing) -> list[Candidate]:
    view = chosen_view(mailing)
    asked, query = read(view.query if view else mailing.audience)
    meaning = meant(asked, mailing.made_by_id)
    listing = employers.listing(meaning, query, clock.today(), reference.county_codes())
    chosen = (
        listing.with_only_columns(
            Employer.id,
            Employer.name,
            Employer.email,
            Employer.legal_form,
            Employer.company_number,
            Standing.place,
            Person.name.label("owner"),
        )
        .order_by(Employer.name_key, Employer.id)
        .limit(MOST + 1)
    )
    about = neighbours.mailing_about().fields(mailing.about) if mailing.about else {}
    rows = session.execute(chosen).all()
    if len(rows) > MOST:
        raise RuleBroken(f"This is more than {MOST:,} employers. Narrow the list.", "audience")
    people = _people({row.id for row in rows})
    found: list[Candidate] = []
    for row in rows:
        here = people[row.id][: 1 if mailing.reach is Reach.MAIN else None]
        for contact_id, name, address in here or [(None, "", row.email)]:
            found.append(
                Candidate(
                    row.id,
                    row.name,
                    contact_id,
                    name,
                    address,
                    rules.values_of(
                        contact=name, employer=row.name, town=row.place, owner=row.owner or ""
                    )
                    | dict(about),
                    consent.corporate(row),
                )
            )
    return found


def _people(ids: set[int]) -> defaultdict[int, list[tuple[int | None, str, str]]]:
    """Return the contacts who can be written to, those who can hire first."""
    found: defaultdict[int, list[tuple[int | None, str, str]]] = defaultdict(list)
    for some in _portions(ids):
        rows = session.execute(
            sa.select(Contact.employer_id, Contact.id, Contact.name, Contact.email)
            .where(Contact.employer_id.in_(some), Contact.to_on.is_(None), Contact.email != "")
            .order_by(sa.case((Contact.can_hire.is_(True), 0), else_=1), Contact.name, Contact.id)
        )
        for employer_id, contact_id, name, address in rows:
            found[employer_id].append((contact_id, name, address))
    return found


def _portions(ids: set[int]) -> list[list[int]]:
    ordered = sorted(ids)
    return [ordered[n : n + 400] for n in range(0, len(ordered), 400)]

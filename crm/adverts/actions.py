"""The life of an import: brought, read, compared, looked at, saved or let go. Nothing commits."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Protocol

import sqlalchemy as sa

from crm.adverts import comparing, queries, reading, saving, values
from crm.adverts.comparing import NEW, SKIP
from crm.adverts.models import AdvertFile, AdvertRow, Kind, State
from crm.adverts.stated import Advert, Reading, Unreadable
from crm.core import clock, refs
from crm.core.db import session, table_of
from crm.core.errors import RuleBroken
from crm.core.permissions import Role
from crm.reference import queries as reference

SMALL_BYTES = 200_000
SMALL_ROWS = 25
UNUSED = timedelta(days=3)


class Actor(Protocol):
    """Whoever imports."""

    id: int
    name: str
    role: Role


def keep(content: bytes, name: str, person: Actor, form_token: str | None = None) -> AdvertFile:
    """Keep a page or feed; a small one is read and compared at once, a large one by a worker.

    A form that is sent twice makes one import. Raises ``RuleBroken`` when nothing can be read.
    """
    if form_token and (known := queries.by_form(form_token, person.id)):
        return known
    if not content or len(content) > reading.MOST_BYTES:
        _read(content)
    small = len(content) <= SMALL_BYTES
    found = _read(content) if small else None
    row = AdvertFile(
        form_token=form_token,
        name=name,
        size=len(content),
        state=State.WAITING,
        person_id=person.id,
        person_name=person.name,
        uploaded_at=clock.now(),
        content=None if found else content,
    )
    session.add(row)
    session.flush()
    if found is not None:
        put_down(row, found)
        if row.found <= SMALL_ROWS:
            compare_next(row, SMALL_ROWS)
    return row


def read(row: AdvertFile) -> None:
    """Read what a worker was left to read; a file with nothing in it is let go with the reason."""
    try:
        put_down(row, _read(row.content or b""))
    except RuleBroken as refusal:
        row.notices = [refusal.message]
        _close(row, State.DISCARDED)


def _read(content: bytes) -> Reading:
    try:
        return reading.read(content, reference.gazetteer().areas)
    except Unreadable as refusal:
        raise RuleBroken(str(refusal), "file") from None


def put_down(row: AdvertFile, found: Reading) -> None:
    """Write down what was read, one row for each advert; they are compared after that."""
    row.found, row.notices, row.content = len(found.adverts), found.notices, None
    places = reference.places([a.postcode for a in found.adverts if a.postcode])
    names = reference.authority_names()
    for number, advert in enumerate(found.adverts, 1):
        place = places.get(advert.postcode)
        district = names.get(place.authority, "") if place else ""
        session.add(_row(row.id, number, advert, district))
    session.flush()


def _row(file_id: int, number: int, advert: Advert, district: str) -> AdvertRow:
    kept = values.kept(values.facts(advert))
    return AdvertRow(
        file_id=file_id,
        number=number,
        key=advert.key,
        organisation=advert.organisation,
        employer_name=advert.employer,
        told={
            "employer": advert.employer,
            "where": advert.where,
            "url": advert.url,
            "pay": advert.pay.text,
            "hours": advert.hours.text,
            "posted_on": advert.posted_on.isoformat() if advert.posted_on else "",
            "district": district,
            "doubts": [doubt.words for doubt in advert.doubts],
        },
        read=kept,
        facts=kept,
        place={"address": advert.address, "town": advert.town, "postcode": advert.postcode},
        likely=[],
        changes=[],
    )


def compare_next(row: AdvertFile, limit: int) -> int:
    """Compare the next rows with what is here; how many, and the file is ready after the last."""
    rows = queries.waiting(row.id, limit)
    if rows:
        comparing.compare(rows)
        row.done += len(rows)
        session.flush()
    if row.done >= row.found:
        row.state, row.lease_until = State.READY, None
    return len(rows)


def choose(rows: Sequence[AdvertRow], posted: Mapping[str, str]) -> int:
    """Take over ticks and employers from the page; how many turn out to be here already.

    An employer that was not offered counts as nobody chosen.
    """
    moved = []
    for row in rows:
        offered = {NEW, SKIP, *(ref for ref, *_ in row.likely)}
        chosen = posted.get(f"employer-{row.number}", "")
        chosen = chosen if chosen in offered else ""
        row.ticked = posted.get(f"take-{row.number}") == "y" and chosen != SKIP
        row.fault = ""
        if chosen != row.employer and row.kind is not Kind.CHANGED:
            row.employer = chosen
            moved.append(row)
    return _look_again(moved)


def mend(row: AdvertRow, facts: Mapping[str, Any], *, employer: str, name: str,
         place: Mapping[str, str]) -> None:  # fmt: skip
    """Take over one found vacancy as somebody corrected it; ``employer`` as ``choose`` takes it.

    Raises ``RuleBroken`` for an employer that is not known.
    """
    number = refs.number_in(employer, "E")
    if number is not None and employer not in [ref for ref, *_ in row.likely]:
        found = queries.employers([number]).get(number)
        if found is None:
            raise RuleBroken(f"No employer has the reference {employer}.", "employer_ref")
        row.likely = [*row.likely, [found.ref, found.name, "chosen by hand"]]
    row.employer, row.employer_name = employer, name
    row.facts, row.place, row.fault = values.kept(facts), dict(place), ""
    if row.kind is Kind.CHANGED:
        row.changes = [[label, values.say(label, row.facts), was] for label, _, was in row.changes]
    else:
        _look_again([row])
        row.ticked = row.kind is Kind.NEW
    row.ticked = row.ticked and employer != SKIP
    session.flush()


def _look_again(rows: Sequence[AdvertRow]) -> int:
    """Compare rows with the vacancies of their new employers; how many are here already."""
    before = {row.number: row.kind for row in rows}
    comparing.find_same(rows)
    here = [row for row in rows if row.kind is Kind.HERE and before[row.number] is Kind.NEW]
    for row in here:
        row.ticked = False
    session.flush()
    return len(here)


def approve(row: AdvertFile, person: Actor) -> None:
    """Save what is ticked: few at once, many by a worker. Raises ``RuleBroken``."""
    if row.state is not State.READY:
        raise RuleBroken(f"This import cannot be saved now: it is {row.state.value}.")
    chosen = queries.ticked(row.id)
    saving.check(chosen)
    row.person_id, row.person_name = person.id, person.name
    row.state, row.attempts = State.APPROVED, 0
    if len(chosen) <= SMALL_ROWS:
        run(row, person)


def note_faults(row: AdvertFile) -> None:
    """Write on each ticked row why it cannot be saved, if it cannot."""
    with suppress(RuleBroken):
        saving.check(queries.ticked(row.id))


def run(row: AdvertFile, person: Actor) -> None:
    """Save what is ticked as one operation; raises ``RuleBroken`` naming the vacancy at fault."""
    saved = saving.save(row, queries.ticked(row.id), person)
    row.outcomes, row.operation_id = saved.outcomes, saved.operation_id
    _close(row, State.DONE)


def give_back(row: AdvertFile, reason: str) -> None:
    """Let somebody look again at an import that could not be saved."""
    row.state, row.lease_until = State.READY, None
    row.notices = [reason, *row.notices]


def give_up(row: AdvertFile) -> None:
    """Stop trying a feed at which the worker failed again and again."""
    row.notices = ["This could not be read in three attempts. Tell your administrator."]
    _close(row, State.DISCARDED)


def discard(row: AdvertFile) -> None:
    """Let go of what was read; raises ``RuleBroken`` while it is being saved or after."""
    if row.state not in (State.READY, State.WAITING):
        raise RuleBroken(f"This import cannot be discarded: it is {row.state.value}.")
    _close(row, State.DISCARDED)


def discard_unused(row: AdvertFile, at: datetime) -> bool:
    """Let go of what nobody saved in three days; whether it was."""
    old = row.state is State.READY and row.uploaded_at < at - UNUSED
    if old:
        row.notices = ["Nobody saved it in three days.", *row.notices]
        _close(row, State.DISCARDED)
    return old


def _close(row: AdvertFile, state: State) -> None:
    rows = table_of(AdvertRow)
    session.flush()
    session.connection().execute(sa.delete(rows).where(rows.c.file_id == row.id))
    row.state, row.content, row.lease_until = state, None, None
    row.settled_at = clock.now()

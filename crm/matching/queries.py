"""What is judged, read in a few statements whatever the number of people and vacancies."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from crm.core import clock
from crm.core.db import session
from crm.matching import reading
from crm.matching.models import MatchLimit
from crm.matching.numbers import limits as limits_on
from crm.matching.reading import Lexicon, Term, Terms, hundredths, minutes
from crm.matching.rules import Limits, Opening, Person
from crm.participants import queries as participants
from crm.participants.models import PassedMatch, WorkProfile
from crm.participants.rules import State as Looks
from crm.participants.rules import Unit, WordKind, codes
from crm.reference import queries as reference
from crm.vacancies.models import Contract, State, Vacancy

MOST = 20_000
"""People or vacancies that are looked at, at most."""
CONTRACTS = Terms([Term(c.value, c.value) for c in Contract if c is not Contract.UNKNOWN])
COLUMNS = tuple(
    getattr(WorkProfile, name)
    for name in (
        "id participant_ref state home travel_most travel_unit travel_by days earliest_at "
        "latest_at hours_from hours_to sorts_wanted sorts_unwanted tasks_want tasks_can "
        "tasks_cannot support contracts min_hourly earnings_limit hours_limit"
    ).split()
)


def limit_rows() -> Sequence[MatchLimit]:
    """Return every number of matching, the newest first."""
    return session.scalars(
        sa.select(MatchLimit).order_by(MatchLimit.from_on.desc(), MatchLimit.id)
    ).all()


def limits() -> Limits:
    """Return the numbers that count today."""
    return limits_on(limit_rows(), clock.today())


def lexicon() -> Lexicon:
    """Return the words of every kind, also those no longer offered."""
    found = participants.words()

    def terms(kind: WordKind) -> Terms:
        return Terms(
            [Term(w.code, w.label, w.beginnings, codes(w.soc)) for w in found if w.kind is kind]
        )

    return Lexicon(
        tasks=terms(WordKind.TASK),
        sorts=terms(WordKind.SORT),
        support=terms(WordKind.SUPPORT),
        contracts=CONTRACTS,
    )


def looking(known: Lexicon, numbers: Limits) -> list[Person]:
    """Return everybody who is looking for work, the first entered first."""
    statement = sa.select(*COLUMNS).where(WorkProfile.state == Looks.LOOKING)
    rows = session.execute(statement.order_by(WorkProfile.id).limit(MOST)).all()
    return _people(rows, known, numbers)


def person(profile: WorkProfile, known: Lexicon, numbers: Limits) -> Person:
    """Return one profile as it is judged."""
    return _people([profile], known, numbers)[0]


def _people(rows: Sequence[Any], known: Lexicon, numbers: Limits) -> list[Person]:
    homes = reference.points({row.home for row in rows if row.home})
    return [_person(row, homes.get(row.home), known, numbers) for row in rows]


def _person(row: Any, home: tuple[int, int] | None, known: Lexicon, numbers: Limits) -> Person:
    modes = reading.set_of(codes(row.travel_by), reading.MODES)
    by_minutes = row.travel_unit is Unit.MINUTES
    return Person(
        id=row.id,
        ref=row.participant_ref,
        days=reading.set_of(codes(row.days), reading.WEEKDAYS),
        earliest=minutes(row.earliest_at),
        latest=minutes(row.latest_at),
        hours=(hundredths(row.hours_from), hundredths(row.hours_to)),
        home=home,
        reach=reading.reach(row.travel_most, by_minutes=by_minutes, modes=modes, limits=numbers),
        modes=modes,
        tasks=known.tasks.of((*codes(row.tasks_want), *codes(row.tasks_can))),
        cannot=known.tasks.of(codes(row.tasks_cannot)),
        wanted=known.sorts.of(codes(row.sorts_wanted)),
        unwanted=known.sorts.of(codes(row.sorts_unwanted)),
        support=known.support.of(codes(row.support)),
        contracts=known.contracts.of(codes(row.contracts)),
        min_pay=hundredths(row.min_hourly),
        earn_most=hundredths(row.earnings_limit),
        hours_most=hundredths(row.hours_limit),
    )


def open_vacancies() -> Sequence[Vacancy]:
    """Return the vacancies in which somebody could start, with employer and site, oldest first."""
    return session.scalars(
        sa.select(Vacancy)
        .options(joinedload(Vacancy.employer), joinedload(Vacancy.site))
        .where(Vacancy.state == State.OPEN)
        .order_by(Vacancy.id)
        .limit(MOST)
    ).all()


def openings(vacancies: Iterable[Vacancy], known: Lexicon) -> list[Opening]:
    """Return vacancies as they are judged; their sites are placed in one statement."""
    found = list(vacancies)
    sites = reference.points({v.site.postcode for v in found if v.site and v.site.postcode})
    return [_opening(v, sites.get(v.site.postcode or "") if v.site else None, known) for v in found]


def _opening(row: Vacancy, site: tuple[int, int] | None, known: Lexicon) -> Opening:
    found, unread = reading.tasks_read((task.words for task in row.task_lines), known.tasks)
    sorts = known.sorts.of_occupation(row.soc_code) or known.sorts.read(row.title)
    least, most = row.hours_range
    contract = "" if row.contract is Contract.UNKNOWN else row.contract.value
    return Opening(
        id=row.id,
        ref=row.ref,
        days=reading.set_of(row.on_days, reading.WEEKDAYS),
        starts=minutes(row.starts_at),
        ends=minutes(row.ends_at),
        hours=(hundredths(least), hundredths(most)),
        site=site,
        first_bus=reading.first_bus(row.transport),
        tasks=found,
        unread=unread,
        sorts=sorts,
        offered=known.support.read(row.adjustments),
        asked=bool(row.adjustments.strip()),
        contract=known.contracts.of([contract]),
        pay=hundredths(row.hourly),
    )


def passed(profile_id: int, vacancy_id: int) -> PassedMatch | None:
    """Return that this match was set aside, if it was."""
    return session.scalar(
        sa.select(PassedMatch).where(
            PassedMatch.profile_id == profile_id, PassedMatch.vacancy_id == vacancy_id
        )
    )


def passed_for(vacancy_id: int) -> Sequence[Any]:
    """Return the profiles that were set aside for a vacancy, and why, oldest first."""
    return session.execute(
        sa.select(WorkProfile.id, WorkProfile.participant_ref, PassedMatch.reason)
        .join(WorkProfile, WorkProfile.id == PassedMatch.profile_id)
        .where(PassedMatch.vacancy_id == vacancy_id)
        .order_by(PassedMatch.id)
        .limit(MOST)
    ).all()


def passed_of(profile_id: int) -> Sequence[Any]:
    """Return the vacancies that were set aside for a person, and why, oldest first."""
    return session.execute(
        sa.select(Vacancy.id, Vacancy.title, PassedMatch.reason)
        .join(Vacancy, Vacancy.id == PassedMatch.vacancy_id)
        .where(PassedMatch.profile_id == profile_id)
        .order_by(PassedMatch.id)
        .limit(MOST)
    ).all()


def all_passed() -> dict[int, set[int]]:
    """Return the profiles that were set aside, by vacancy still open."""
    found: dict[int, set[int]] = {}
    rows = session.execute(
        sa.select(PassedMatch.vacancy_id, PassedMatch.profile_id)
        .join(Vacancy, Vacancy.id == PassedMatch.vacancy_id)
        .where(Vacancy.state == State.OPEN)
        .order_by(PassedMatch.id)
    )
    for vacancy_id, profile_id in rows:
        found.setdefault(vacancy_id, set()).add(profile_id)
    return found

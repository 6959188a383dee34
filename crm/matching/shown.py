"""Matches in order, a page at a time, each with its words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from crm.core import pages, refs
from crm.matching import grid, queries
from crm.matching.reading import Lexicon
from crm.matching.rules import BLOCKER, FIT, STRETCH, UNKNOWN, Limits, Match, Person, match
from crm.matching.telling import Told, headline, tell
from crm.participants.models import WorkProfile
from crm.vacancies.models import Vacancy

PAGE = 10
INDEX_PAGE = 50


class Shown(NamedTuple):
    """One match for a page: what fits, what does not and what is not known."""

    match: Match
    headline: str
    fits: Sequence[Told]
    others: Sequence[Told]
    asks: Sequence[Told]

    @property
    def profile_ref(self) -> str:
        """Return the short reference of the profile, which addresses may hold."""
        return refs.ref("C", self.match.person.id)


@dataclass(frozen=True)
class Leaf:
    """One page of a ranked list, with the addresses of its neighbours."""

    rows: Sequence[Shown]
    first: int
    total: int
    previous_url: str | None
    next_url: str | None


class Best(NamedTuple):
    """One open vacancy: how many people nothing stands in the way of, and its best match."""

    vacancy: Vacancy
    free: int
    best: Shown | None


class Overview(NamedTuple):
    """Every open vacancy against everybody who is looking."""

    rows: Sequence[Best]
    vacancies: int
    people: int
    without: Sequence[Person]
    previous_url: str | None
    next_url: str | None


def people_for(vacancy: Vacancy) -> Leaf:
    """Return who would suit a vacancy, the best first; those set aside are left out."""
    known, numbers = queries.lexicon(), queries.limits()
    aside = {row.id for row in queries.passed_for(vacancy.id)}
    people = [p for p in queries.looking(known, numbers) if p.id not in aside]
    opening = queries.openings([vacancy], known)[0]
    start = _start(len(people), PAGE)
    order = next(grid.score(people, [opening], numbers)).best(start + PAGE)[start:]
    rows = [match(people[place], opening, numbers) for place in order]
    return _leaf(rows, start, len(people), numbers, known)


def vacancies_for(profile: WorkProfile) -> tuple[Leaf, dict[int, Vacancy]]:
    """Return which open vacancies would suit somebody, the best first, and their rows by id."""
    known, numbers = queries.lexicon(), queries.limits()
    aside = {row.id for row in queries.passed_of(profile.id)}
    found = {v.id: v for v in queries.open_vacancies() if v.id not in aside}
    person = queries.person(profile, known, numbers)
    openings = queries.openings(found.values(), known)
    judged = sorted((match(person, o, numbers) for o in openings), key=lambda m: m.rank)
    start = _start(len(judged), PAGE)
    leaf = _leaf(judged[start : start + PAGE], start, len(judged), numbers, known)
    return leaf, found


def overview() -> Overview:
    """Return every open vacancy with its best match, those with most people to choose first."""
    known, numbers = queries.lexicon(), queries.limits()
    aside = queries.all_passed()
    people = queries.looking(known, numbers)
    vacancies = queries.open_vacancies()
    openings = queries.openings(vacancies, known)
    reached, rows = 0, []
    for vacancy, scored in zip(vacancies, grid.score(people, openings, numbers), strict=True):
        gone = aside.get(vacancy.id, set())
        left = scored.without([n for n, p in enumerate(people) if p.id in gone] if gone else ())
        reached |= left.unblocked
        rows.append((vacancy, left))
    rows.sort(key=lambda row: -row[1].free)
    start = _start(len(rows), INDEX_PAGE)
    shown = [
        _best(vacancy, scored, people, numbers, known)
        for vacancy, scored in rows[start : start + INDEX_PAGE]
    ]
    without = [p for n, p in enumerate(people) if not reached >> (8 * n) & 1]
    previous, following = _neighbours(start, INDEX_PAGE, len(rows))
    return Overview(shown, len(rows), len(people), without, previous, following)


def _best(
    vacancy: Vacancy,
    scored: grid.Scored,
    people: Sequence[Person],
    numbers: Limits,
    known: Lexicon,
) -> Best:
    place = next(iter(scored.best(1)), None)
    if place is None or scored.blockers[place] == grid.ASIDE:
        return Best(vacancy, 0, None)
    best = match(people[place], scored.opening, numbers)
    return Best(vacancy, scored.free, _shown(best, numbers, known))


def _leaf(rows: Sequence[Match], start: int, total: int, numbers: Limits, known: Lexicon) -> Leaf:
    previous, following = _neighbours(start, PAGE, total)
    shown = [_shown(row, numbers, known) for row in rows]
    return Leaf(shown, start + 1, total, previous, following)


def _shown(found: Match, numbers: Limits, known: Lexicon) -> Shown:
    told = tell(found, numbers, known)
    fits = [one for one in told if one.verdict is FIT]
    others = [one for kind in (BLOCKER, STRETCH) for one in told if one.verdict is kind]
    asks = [one for one in told if one.verdict is UNKNOWN]
    return Shown(found, headline(told), fits, others, asks)


def _start(total: int, size: int) -> int:
    """Return where the page that is asked for starts; one past the end is the last."""
    asked = (pages.asked_number("page") or 1) - 1
    return max(0, min(asked, (total - 1) // size)) * size


def _neighbours(start: int, size: int, total: int) -> tuple[str | None, str | None]:
    number = start // size + 1
    previous = pages.here(page=number - 1) if start else None
    return previous, pages.here(page=number + 1) if start + size < total else None

"""A match in words: what fits, what is a stretch, what stands in the way, and what to ask. Pure.

Words begin small, so that they can follow a colon.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from crm.matching import rules
from crm.matching.reading import MODES, WEEKDAYS, Lexicon
from crm.matching.rules import (
    BLOCKER,
    FIT,
    LINES,
    STRETCH,
    UNKNOWN,
    Limits,
    Match,
    Opening,
    Person,
    Verdict,
)
from crm.vacancies.rules import say_days

MOST_REASONS = 2


class Told(NamedTuple):
    """One line of a match, told."""

    title: str
    must: bool
    verdict: Verdict
    words: str


class Say(NamedTuple):
    """What is needed to tell one line."""

    person: Person
    opening: Opening
    verdict: Verdict
    limits: Limits
    lexicon: Lexicon


def tell(match: Match, limits: Limits, lexicon: Lexicon) -> list[Told]:
    """Return every line of a match in words."""
    return [
        Told(
            line.title,
            line.must,
            found,
            _SAY[line.code](Say(match.person, match.opening, found, limits, lexicon)),
        )
        for line, found in zip(LINES, match.verdicts, strict=True)
    ]


def headline(told: Sequence[Told]) -> str:
    """Return a match in one line: "Fits 5 of 6: starts at 06:30, before 07:30"."""
    by_verdict = {v: [one for one in told if one.verdict is v] for v in Verdict}
    worst = by_verdict[BLOCKER] or by_verdict[STRETCH]
    said = "; ".join(one.words for one in worst[:MOST_REASONS])
    if more := len(worst) - MOST_REASONS:
        said += f" and {more} more" if more > 0 else ""
    if not worst and by_verdict[UNKNOWN]:
        said = f"{len(by_verdict[UNKNOWN])} not known"
    lead = f"Fits {len(by_verdict[FIT])} of {len(told)}"
    return f"{lead}: {said}" if said else lead


def _sort(say: Say) -> str:
    labels = _listed(say.lexicon.sorts.labels(say.opening.sorts))
    match say.verdict:
        case Verdict.FIT:
            wanted = say.lexicon.sorts.labels(say.opening.sorts & say.person.wanted)
            return f"{_listed(wanted)} is wanted"
        case Verdict.BLOCKER:
            return f"does not want {labels}"
        case Verdict.STRETCH:
            return f"{labels} was not named as wanted"
    if not say.opening.sorts:
        return "ask what sort of work this is: the occupation and the title do not say"
    return f"ask whether {labels} would be wanted"


def _tasks(say: Say) -> str:
    terms, asked = say.lexicon.tasks, say.opening.tasks
    blocked = _listed(terms.labels(asked & say.person.cannot))
    match say.verdict:
        case Verdict.FIT:
            return f"can do {_listed(terms.labels(asked))}"
        case Verdict.BLOCKER:
            return f"cannot do {blocked}"
        case Verdict.STRETCH:
            return f"cannot do {blocked}: ask whether it could be carved off"
    if not asked and not say.opening.unread:
        return "ask the employer for the tasks"
    open_ones = terms.labels(asked & ~say.person.tasks)
    return "ask about " + _listed(open_ones + [f"“{line}”" for line in say.opening.unread])


def _days(say: Say) -> str:
    if not say.opening.days:
        return "ask the employer which days"
    if not say.person.days:
        return "ask which days would suit"
    if say.verdict is FIT:
        return f"{_on(say.opening.days)} would suit"
    return f"is also on {_on(say.opening.days & ~say.person.days)}"


def _on(days: int) -> str:
    return say_days([day for n, day in enumerate(WEEKDAYS) if days >> n & 1])


def _times(say: Say) -> str:
    person, opening = say.person, say.opening
    if say.verdict is UNKNOWN:
        if person.earliest is None and person.latest is None:
            return "ask between which times somebody can work"
        return "ask the employer when it starts and ends"
    wrong = []
    if rules.before(person.earliest, opening.starts) > 0:
        wrong.append(f"starts at {_clock(opening.starts)}, before {_clock(person.earliest)}")
    if rules.after(person.latest, opening.starts, opening.ends) > 0:
        wrong.append(f"ends at {_clock(opening.ends)}, after {_clock(person.latest)}")
    if wrong:
        return " and ".join(wrong)
    return " to ".join(_clock(at) for at in (opening.starts, opening.ends) if at is not None)


def _hours(say: Say) -> str:
    (least, most), (own_least, own_most) = say.opening.hours, say.person.hours
    if least is None or most is None:
        return "ask the employer for the hours a week"
    if own_least is None and own_most is None:
        return "ask how many hours a week would suit"
    offered = f"{_hundredths(least)}" + (f" to {_hundredths(most)}" if most != least else "")
    if say.verdict is FIT:
        return f"{offered} hours a week"
    if own_least is not None and own_least > most:
        return f"{offered} hours a week, fewer than {_hundredths(own_least)}"
    return f"{offered} hours a week, more than {_hundredths(own_most)}"


def _distance(say: Say) -> str:
    person, opening = say.person, say.opening
    if person.home is None:
        return "distance not known: ask for the first part of their postcode"
    if opening.site is None:
        return "distance not known: ask the employer for the postcode of the site"
    far = f"about {_tenths(rules.apart(person.home, opening.site, say.limits.road_percent))}"
    if person.reach is None:
        return f"{far} miles: ask how far they can travel, and how"
    if say.verdict is FIT:
        return f"{far} miles, within {_tenths(person.reach)}"
    return f"{far} miles, farther than {_tenths(person.reach)}"


def _transport(say: Say) -> str:
    person, opening = say.person, say.opening
    if not person.modes:
        return "ask how they would get there"
    if person.modes & ~rules.BUS:
        ways = [MODES[n] for n in range(len(MODES)) if person.modes >> n & 1]
        return f"gets there without a bus: {_listed([w for w in ways if w != 'bus'])}"
    if say.verdict is UNKNOWN:
        by = f" by {_clock(opening.starts)}" if opening.starts is not None else ""
        return f"ask which bus gets there{by}"
    if say.verdict is FIT:
        return f"the first bus is at {_clock(opening.first_bus)}"
    return f"no bus before {_clock(opening.first_bus)}"


def _pay(say: Say) -> str:
    person, opening = say.person, say.opening
    limited = (person.min_pay, person.earn_most, person.hours_most)
    hourly = "" if opening.pay is None else f"{_pounds(opening.pay)} an hour"
    if limited == (None, None, None):
        return f"{hourly or 'pay not known'}, no limit was said"
    if say.verdict is UNKNOWN:
        return "ask the employer for the pay and the hours"
    if say.verdict is FIT:
        return f"{hourly or 'the hours'}, within what was said"
    return " and ".join(_over(say))


def _over(say: Say) -> list[str]:
    """Return which limits of pay and hours are not kept."""
    person, opening = say.person, say.opening
    work = rules.fewest(person.hours[0], *opening.hours)
    found = []
    if person.min_pay is not None and opening.pay is not None and opening.pay < person.min_pay:
        found.append(f"pays {_pounds(opening.pay)} an hour, wanted {_pounds(person.min_pay)}")
    if work is None:
        return found
    if person.hours_most is not None and work > person.hours_most:
        hours = f"{_hundredths(work)} hours a week"
        found.append(f"{hours}, the limit is {_hundredths(person.hours_most)}")
    if person.earn_most is not None and opening.pay is not None:
        earned = opening.pay * work
        if earned > person.earn_most * 100:
            week = f"{_pounds(-(-earned // 100))} a week"
            found.append(f"{week}, the limit is {_pounds(person.earn_most)}")
    return found


def _support(say: Say) -> str:
    terms, needed = say.lexicon.support, say.person.support
    if say.verdict is FIT:
        return f"offers {_listed(terms.labels(needed))}" if needed else "nothing was asked for"
    missing = _listed(terms.labels(needed & ~say.opening.offered))
    return f"ask the employer for {missing}"


def _contract(say: Say) -> str:
    offered = _listed(say.lexicon.contracts.labels(say.opening.contract))
    if not say.opening.contract:
        return "any contract would do" if say.verdict is FIT else "ask what contract it is"
    return offered if say.verdict is FIT else f"{offered} was not named"


_SAY: dict[str, Callable[[Say], str]] = {
    "sort": _sort,
    "tasks": _tasks,
    "days": _days,
    "times": _times,
    "hours": _hours,
    "distance": _distance,
    "transport": _transport,
    "pay": _pay,
    "support": _support,
    "contract": _contract,
}


def _listed(words: Sequence[str]) -> str:
    small = [word[:1].lower() + word[1:] for word in words]
    return " and ".join(filter(None, [", ".join(small[:-1]), *small[-1:]]))


def _clock(at: int | None) -> str:
    return "" if at is None else f"{at // 60:02d}:{at % 60:02d}"


def _hundredths(amount: int | None) -> str:
    return "" if amount is None else f"{amount / 100:g}"


def _tenths(amount: int) -> str:
    return f"{amount / 10:g}"


def _pounds(pence: int) -> str:
    return f"£{pence // 100:,}.{pence % 100:02d}"

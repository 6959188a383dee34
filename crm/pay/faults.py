"""What is wrong with a set of dated rates, in words: gaps, doubles and ages left behind. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from crm.pay.rates import LEGAL, Rate, RateCode
from crm.pay.rules import day

YOUNGEST, OLDEST = 16, 70
"""Ages looked at: nobody under school-leaving age has a minimum wage, nobody over 70 another."""
NAMES = {
    RateCode.AGE: "minimum wage",
    RateCode.APPRENTICE: "apprentice rate",
    RateCode.ACCOMMODATION_DAY: "accommodation offset",
    RateCode.RLW_UK: "Real Living Wage for the UK",
    RateCode.RLW_LONDON: "Real Living Wage for London",
    RateCode.OLW: "Oxford Living Wage",
    RateCode.PERMITTED_WORK_WEEK: "earnings limit for permitted work",
    RateCode.PERMITTED_WORK_HOURS: "hours limit for permitted work",
    RateCode.CHECK_MONTHS: "time that a fair pay check holds",
}
YEARLY = (*sorted(LEGAL), RateCode.ACCOMMODATION_DAY)
"""What changes on the same day by law, so that one without a new amount was forgotten."""


def faults(rates: Iterable[Rate], since: date) -> list[str]:
    """Return a sentence for each gap, double and forgotten rate that counts on ``since`` or later.

    The earliest comes first; each says from which day.
    """
    rates = tuple(rates)
    edges = sorted({found for rate in rates for found in _edges(rate)})
    began: dict[str, date] = {}
    told: dict[str, date] = {}
    for on, until in zip(edges, [*edges[1:], date.max], strict=True):
        now = {shape: words for code in RateCode for shape, words in _on(code, on, rates)}
        began = {shape: began.get(shape, on) for shape in now}
        if until > since:
            told |= {f"From {day(began[shape])} {now[shape]}": began[shape] for shape in now}
    return sorted(told, key=lambda sentence: told[sentence])


def _edges(rate: Rate) -> Iterator[date]:
    yield rate.valid_from
    if rate.valid_until:
        yield rate.valid_until


def _on(code: RateCode, on: date, rates: tuple[Rate, ...]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with one kind of rate on a day: what it is, and the words."""
    series = [rate for rate in rates if rate.code is code]
    if not any(rate.valid_from <= on for rate in series):
        return
    ages = range(YOUNGEST, OLDEST + 1) if code is RateCode.AGE else (None,)
    newest = max(
        (r.valid_from for r in rates if r.code in YEARLY and r.in_force(on)), default=date.min
    )
    found: dict[tuple[str, str], list[int | None]] = {}
    for age in ages:
        in_force = [r for r in series if r.in_force(on) and (age is None or r.is_for(age))]
        if fault := _fault(code, _newest(in_force), newest):
            found.setdefault(fault, []).append(age)
    for (kind, words), at in found.items():
        yield f"{code}{kind}{at}", words.format(who=_who(code, at))


def _newest(found: Sequence[Rate]) -> list[Rate]:
    last = max((rate.valid_from for rate in found), default=None)
    return [rate for rate in found if rate.valid_from == last]


def _fault(code: RateCode, counting: Sequence[Rate], newest: date) -> tuple[str, str] | None:
    if not counting:
        return "gap", "no {who} is known."
    first = counting[0]
    if len(counting) > 1:
        amounts = " and ".join(sorted({rate.said for rate in counting}))
        return f"double{amounts}", f"two rates count as {{who}}: {amounts}. Put one right."
    if code in YEARLY and first.valid_from < newest:
        since = f"{first.said} of {day(first.valid_from)}"
        return f"old{since}", f"the {{who}} is still {since}, though newer rates are known."
    return None


def _who(code: RateCode, ages: Sequence[int | None]) -> str:
    known = [age for age in ages if age is not None]
    if not known:
        return NAMES[code]
    first, last = known[0], known[-1]
    if len(known) == OLDEST - YOUNGEST + 1:
        return NAMES[code]
    span = f"age {first}" if first == last else f"age {first} to {last}"
    return f"{NAMES[code]} at {span if last < OLDEST else f'age {first} and over'}"

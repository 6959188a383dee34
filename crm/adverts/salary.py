"""Pay as adverts write it. Pure: an amount is taken only where the words leave no doubt."""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from crm.adverts.stated import PayRead, Unit
from crm.adverts.wording import line

_AMOUNT = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,7})(?:\.[0-9]{1,4})?(?![0-9]|[.,][0-9])(?:\s?k\b)?"
_POUNDS = re.compile(rf"(?:£|\bGBP\s?)\s?(?P<low>{_AMOUNT})", re.I)
_RANGE = re.compile(
    rf"(?P<low>{_AMOUNT})\s*(?:-|–|—|to|and)\s*(?:£|GBP\s?)?\s?(?P<high>{_AMOUNT})", re.I
)
_BARE = re.compile(rf"(?P<low>{_AMOUNT})(?:\s*(?:-|–|—|to)\s*(?P<high>{_AMOUNT}))?", re.I)
_UNITS: tuple[tuple[Unit, str], ...] = (
    (Unit.HOUR, r"hours?|hr|hourly|p\.?h\.?|p/h|hur"),
    (Unit.DAY, r"days?|daily|p\.?d\.?|diem"),
    (Unit.FOUR_WEEKS, r"(?:4|four)[ -]?weeks?|four[ -]weekly|4[ -]weekly"),
    (Unit.WEEK, r"weeks?|wk|weekly|p\.?w\.?|wee"),
    (Unit.MONTH, r"months?|monthly|p\.?c?\.?m\.?|mon"),
    (Unit.YEAR, r"years?|yr|annum|annual|annually|yearly|p\.?a\.?|ann"),
)
_PER = r"(?:per|an?|each|every|/|p)\s*"
_SHORT = (
    r"hourly|daily|four[ -]weekly|weekly|monthly|annually|annual|yearly|p\.?h\.?|p/h|p\.?a\.?"
    r"|p\.?w\.?|p\.?c\.?m\.?"
)
_SAID = re.compile(
    rf"(?:{_PER}({'|'.join(f'(?:{words})' for _, words in _UNITS)})|\b({_SHORT}))(?![a-z])", re.I
)
_UNSURE = (
    (re.compile(r"\bpro[ -]?rata\b|\bfte\b|full[ -]time equivalent", re.I), "pay of full time"),
    (re.compile(r"\bup to\b|\bmaximum\b", re.I), "the most that is paid, not the least"),
    (re.compile(r"\bo\.?t\.?e\b|\bcommission\b|\bbonus\b", re.I), "pay with extras"),
    (re.compile(r"\bage[ds]?\b|\bunder (?:18|21)\b|\bapprentice", re.I), "pay that turns on age"),
)
_OTHER_MONEY = re.compile(r"[$€¥]|\b(?:USD|EUR)\b")
#: Pounds beyond which an amount for this unit is more likely a slip than pay.
_LIKELY = {
    Unit.HOUR: (1, 150), Unit.DAY: (8, 1_500), Unit.WEEK: (8, 5_000),
    Unit.FOUR_WEEKS: (30, 20_000), Unit.MONTH: (30, 25_000), Unit.YEAR: (400, 300_000),
}  # fmt: skip


def in_words(text: str) -> PayRead:
    """Read pay written as a sentence: "£12.71 per hour", "£21,575 - £22,369"."""
    shown = line(text)
    if not shown:
        return PayRead()
    low, high, many = _amounts(shown)
    units = _units(shown)
    pay = PayRead(low, high, units[0] if len(units) == 1 else None, shown)
    if low is None:
        return replace(pay, doubt="no amount of pounds is stated")
    if many or len(units) > 1:
        return replace(pay, low=None, high=None, unit=None, doubt="several amounts are stated")
    unsure = next((why for sign, why in _UNSURE if sign.search(shown)), "")
    return _checked(replace(pay, doubt=f"this is {unsure}" if unsure else ""))


def in_schema(value: Any, currency: str = "") -> PayRead:
    """Read a ``baseSalary`` of schema.org in any of the forms that pages give it."""
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, Mapping):
        return _in_pounds(in_words(_text(value)), currency)
    inner = value.get("value")
    if isinstance(inner, list):
        inner = inner[0] if inner else None
    deeper = inner if isinstance(inner, Mapping) else value
    currency = _text(value.get("currency") or value.get("priceCurrency")) or currency
    said = _text(deeper.get("unitText") or deeper.get("unitCode") or value.get("unitText"))
    low, high = _text(deeper.get("minValue")), _text(deeper.get("maxValue"))
    single = _text(deeper.get("value") if deeper is not value else inner)
    single = single or _text(value.get("price"))
    words = single or " to ".join(filter(None, (low, high)))
    pay = in_words(words)
    if not single and high and not low and pay.low is not None:
        pay = replace(pay, doubt="this is the most that is paid, not the least")
    unit = unit_of(said)
    if unit and pay.unit in (None, unit):
        pay = _checked(replace(pay, unit=unit))
    elif unit:
        pay = replace(pay, doubt="two different stretches of work are stated")
    shown = f"{line(words)} ({line(said).lower()})" if said and words else line(words)
    return _in_pounds(replace(pay, text=line(shown)), currency)


def unit_of(text: str) -> Unit | None:
    """Return the unit that a single word or code names: "HOUR", "hourly", "ANN"."""
    bare = line(text).lower().removeprefix("per ").strip()
    return next((unit for unit, words in _UNITS if re.fullmatch(words, bare)), None)


def _checked(pay: PayRead) -> PayRead:
    """Return ``pay`` with a doubt when it lacks a unit or its size makes no sense for it."""
    if pay.low is None or pay.high is None:
        return pay
    doubt = pay.doubt
    if doubt in ("", _NO_UNIT):
        doubt = _size(pay.low, pay.high, pay.unit)
    return replace(pay, doubt=doubt)


_NO_UNIT = "it does not say what stretch of work this is for"


def _size(low: Decimal, high: Decimal, unit: Unit | None) -> str:
    if unit is None:
        return _NO_UNIT
    if unit is Unit.DAY:
        return "pay by the day has to be worked out from the hours"
    least, most = _LIKELY[unit]
    if not least <= low <= high <= most:
        return f"this is not likely for one {unit.value.lower().removeprefix('four ')}"
    if low != low.quantize(Decimal("0.01")):
        return "the amount is finer than a penny"
    return ""


def _in_pounds(pay: PayRead, currency: str) -> PayRead:
    stated = line(currency).upper()
    if pay.text and ((stated and stated not in ("GBP", "£")) or _OTHER_MONEY.search(pay.text)):
        return PayRead(text=f"{pay.text} {stated}".strip(), doubt="this is not in pounds")
    return pay


def _amounts(text: str) -> tuple[Decimal | None, Decimal | None, bool]:
    """Return lowest and highest amount, and whether there are more than belong to one range."""
    marked = list(_POUNDS.finditer(text))
    if not marked:
        bare = _SAID.sub("", text).strip(" .,;")
        found = _BARE.fullmatch(bare)
        return (*_pair(found["low"], found["high"]), False) if found else (None, None, False)
    first = marked[0]
    span = _RANGE.match(text, first.start("low"))
    if span:
        rest = [one for one in marked if one.start() >= span.end()]
        return (*_pair(span["low"], span["high"]), bool(rest))
    return (*_pair(first["low"], None), len(marked) > 1)


def _pair(low: str, high: str | None) -> tuple[Decimal | None, Decimal | None]:
    least, most = _number(low), _number(high or low)
    if high and "k" in high.lower() and "k" not in low.lower() and least and least < 1_000:
        least *= 1_000
    return least, most


def _number(text: str) -> Decimal | None:
    bare = text.lower().replace(",", "").strip()
    thousands = bare.endswith("k")
    try:
        amount = Decimal(bare.rstrip("k ").strip())
    except InvalidOperation:
        return None
    return amount * 1_000 if thousands else amount


def _units(text: str) -> list[Unit]:
    found = [unit_of(one[1] or one[2]) for one in _SAID.finditer(text)]
    return list(dict.fromkeys(unit for unit in found if unit))


def _text(value: Any) -> str:
    """Return a number or a text as it stands; nothing for anything else."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | Decimal):
        return str(value) if len(str(value)) <= 20 else ""
    return value if isinstance(value, str) else ""

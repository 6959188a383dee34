"""A second reckoning of `parity check`, in fractions, written from the contract alone.

It shares no code with the product: its rates are typed here from the domain reference, 4.1, its
rounding and its order of judgement are its own. It takes a row as the command's file has it.
"""

from datetime import date
from fractions import Fraction

# From the first of April: ages and pounds an hour, apprentices, accommodation a day (4.1).
YEARS = {
    2020: ({25: "8.72", 21: "8.20", 18: "6.45", 0: "4.55"}, "4.15", "8.20"),
    2021: ({23: "8.91", 21: "8.36", 18: "6.56", 0: "4.62"}, "4.30", "8.36"),
    2022: ({23: "9.50", 21: "9.18", 18: "6.83", 0: "4.81"}, "4.81", "8.70"),
    2023: ({23: "10.42", 21: "10.18", 18: "7.49", 0: "5.28"}, "5.28", "9.10"),
    2024: ({21: "11.44", 18: "8.60", 0: "6.40"}, "6.40", "9.99"),
    2025: ({21: "12.21", 18: "10.00", 0: "7.55"}, "7.55", "10.66"),
    2026: ({21: "12.71", 18: "10.85", 0: "8.00"}, "8.00", "11.10"),
}
EXPLAINS = {
    "length_of_service", "qualification", "location", "shift_pattern", "performance_pay",
    "red_circled", "different_contract", "age_band",
}  # fmt: skip
WEEKS_IN = {"weekly": Fraction(1), "four_weekly": Fraction(4)}


def round_half_up(value, places=2):
    scaled = value * 10**places
    whole = int(abs(scaled) + Fraction(1, 2))
    whole = -whole if scaled < 0 else whole
    sign = "-" if whole < 0 else ""
    return f"{sign}{abs(whole) // 10**places}.{abs(whole) % 10**places:0{places}d}"


def number(row, name):
    return Fraction(row[name]) if row.get(name) else None


def year_of(day):
    year = day.year if day >= date(day.year, 4, 1) else day.year - 1
    return YEARS.get(min(year, max(YEARS)))


def floor(row, day):
    year = year_of(day)
    if year is None:
        return None
    ages, apprentice, _ = year
    age, stage = int(row["age"]), row.get("apprentice") or "no"
    if stage == "first_year" or (stage in {"under_19", "later"} and age < 19):
        return Fraction(apprentice)
    return Fraction(next(ages[first] for first in sorted(ages, reverse=True) if age >= first))


def hours_of(basis, weekly, weeks):
    if weekly is None:
        return None
    if basis in WEEKS_IN:
        return weekly * WEEKS_IN[basis]
    return weekly * weeks / 12 if basis in {"monthly", "annual"} else None


def by_the_hour(amount, basis, hours):
    if not amount or not basis:
        return None
    if basis == "hourly":
        return amount
    return amount / (12 if basis == "annual" else 1) / hours if hours else None


def answer(row):
    """Return the status and the figures of one row; figures only once the status is known."""
    days = [date.fromisoformat(row[n]) for n in ("period_start", "period_end") if row.get(n)]
    basis, weeks = row.get("pay_basis"), number(row, "weeks_per_year")
    weeks = Fraction(52) if weeks is None else weeks
    paid = number(row, "paid_hours")
    if paid is None:
        paid = hours_of(basis, number(row, "contract_weekly_hours"), weeks)
    hourly = by_the_hour(number(row, "basic_pay"), basis, paid)
    worked = number(row, "worked_hours")
    age = row.get("age")
    least = floor(row, days[0]) if len(days) == 2 and age and int(age) else None
    overtime = number(row, "overtime_hours") or 0
    known = all((len(days) == 2, hourly, paid, least, worked != 0))
    if not known or days[1] < days[0] or too_many(row, days):
        return {"status": "NEEDS_EVIDENCE"}
    counts = hourly * paid + (number(row, "bonus") or 0)
    rate = number(row, "overtime_rate")
    counts += overtime * min(hourly, hourly if rate is None else rate)
    counts -= number(row, "deductions_for_employer") or 0
    nights = min(number(row, "accommodation_nights") or 0, (days[1] - days[0]).days + 1)
    offset = Fraction(year_of(days[0])[2]) * nights
    counts -= max((number(row, "accommodation_charge") or 0) - offset, 0)
    hours = (paid if worked is None else worked) + overtime
    short = Fraction(round_half_up(least * hours)) - Fraction(round_half_up(counts))
    figures = {
        "hourly": round_half_up(hourly),
        "minimum_hourly": round_half_up(counts / hours),
        "minimum": round_half_up(least),
        "minimum_shortfall": round_half_up(max(short, Fraction(0))),
    }
    other = compared_with(row, weeks)
    figures["comparator_hourly"] = round_half_up(other) if other else None
    figures["gap_percent"] = round_half_up((other - hourly) / other * 100) if other else None
    return {"status": judge(row, short, hours, hourly, other), **figures}


def too_many(row, days):
    slip = max(number(row, "paid_hours") or 0, number(row, "worked_hours") or 0)
    day_hours = 24 * ((days[1] - days[0]).days + 1)
    contract = number(row, "contract_weekly_hours") or 0
    return slip + (number(row, "overtime_hours") or 0) > day_hours or contract > 168


def compared_with(row, weeks):
    basis, weekly = row.get("comparator_basis"), number(row, "comparator_weekly_hours")
    hours = hours_of(basis, weekly, weeks)
    return by_the_hour(number(row, "comparator_amount"), basis, hours)


def judge(row, short, hours, hourly, other):
    if short > 0:
        below = short >= Fraction(5, 1000) * hours
        return "BELOW_MINIMUM" if below else "BORDERLINE_MINIMUM"
    if not row.get("comparator_amount"):
        return "NOT_COMPARABLE"
    if other is None:
        return "NEEDS_EVIDENCE"
    if other - hourly <= Fraction(5, 1000):
        return "PARITY"
    shown = row.get("factor") in EXPLAINS and row.get("factor_evidence") == "yes"
    return "SHORTFALL_EXPLAINED" if shown else "SHORTFALL_UNEXPLAINED"

"""Pay as adverts write it, to pounds and a unit only where that is certain."""

from decimal import Decimal

import pytest

from crm.adverts.salary import in_schema, in_words
from crm.adverts.times import day_in, hours_in

CERTAIN = {
    "£12.71 per hour": ("12.71", "12.71", "HOUR"),
    "£12.71/hr": ("12.71", "12.71", "HOUR"),
    "£12.71 p.h.": ("12.71", "12.71", "HOUR"),
    "12.71 an hour": ("12.71", "12.71", "HOUR"),
    "GBP 12.71 hourly": ("12.71", "12.71", "HOUR"),
    "£12.71 - £13.20 per hour": ("12.71", "13.20", "HOUR"),
    "£24,000 to 26,500 per annum": ("24000", "26500", "YEAR"),
    "£24-26k p.a.": ("24000", "26000", "YEAR"),
    "Grade 5 (£24,702 - £25,119 a year)": ("24702", "25119", "YEAR"),
    "Between £400 and £450 weekly": ("400", "450", "WEEK"),
    "£2,050 pcm": ("2050", "2050", "MONTH"),
    "£1,900 every four weeks": ("1900", "1900", "FOUR WEEKS"),
    "From £12.71 per hour, 16 hours": ("12.71", "12.71", "HOUR"),
}


@pytest.mark.parametrize("text", CERTAIN)
def test_pay_that_is_certain_is_read(text):
    pay = in_words(text)
    low, high, unit = CERTAIN[text]

    assert (pay.low, pay.high, pay.unit) == (Decimal(low), Decimal(high), unit), pay
    assert pay.certain, pay.doubt


DOUBTED = {
    "Competitive": "no amount of pounds",
    "Minimum wage": "no amount of pounds",
    "£24,500": "what stretch of work",
    "£24,500 pro rata a year": "pay of full time",
    "£27,000 FTE per annum": "pay of full time",
    "Up to £14 per hour": "the most that is paid",
    "£12.71 per hour plus £1 for nights": "several amounts",
    "£24,500 a year (£12.71 per hour)": "several amounts",
    "£50,879 - £85,262 per week": "not likely for one week",
    "£1271 per hour": "not likely for one hour",
    "£0.01 per hour": "not likely for one hour",
    "£0 per hour": "not likely",
    "£13 - £12 per hour": "not likely",
    "£100 per day": "pay by the day",
    "£12.715 per hour": "finer than a penny",
    "$15 an hour": "not in pounds",
    "€15 an hour": "not in pounds",
    "£8 per hour under 18": "turns on age",
    "£30,000 OTE per year": "pay with extras",
    "12,21 per hour": "no amount of pounds",
    "£9999999999 per hour": "no amount of pounds",
}


@pytest.mark.parametrize("text", DOUBTED)
def test_pay_in_doubt_is_left_and_says_why(text):
    pay = in_schema(text)

    assert not pay.certain, pay
    assert DOUBTED[text] in pay.doubt
    assert pay.text.startswith(text[:10])


def quantity(**more):
    return {"@type": "MonetaryAmount", "currency": "GBP", "value": more}


SCHEMA = {
    "number": (quantity(value=12.5, unitText="HOUR"), "12.5", "HOUR"),
    "text": (quantity(value="£12.50", unitText="hour"), "12.50", "HOUR"),
    "code": (quantity(value=Decimal("12.50"), unitCode="HUR"), "12.50", "HOUR"),
    "list": ([quantity(value=24_000, unitText="YEAR")], "24000", "YEAR"),
    "list within": ({"value": [{"value": 24_000, "unitText": "YEAR"}]}, "24000", "YEAR"),
    "flat": ({"currency": "GBP", "value": "24000", "unitText": "ANNUAL"}, "24000", "YEAR"),
    "range": (quantity(minValue=24_000, maxValue="26,000", unitText="YEAR"), "24000", "YEAR"),
    "flat range": ({"minValue": 12, "maxValue": 13, "unitText": "HOUR"}, "12", "HOUR"),
    "price": ({"price": "12.71", "priceCurrency": "GBP", "unitText": "HOUR"}, "12.71", "HOUR"),
    "words in value": (quantity(value="£450 per week"), "450", "WEEK"),
}


@pytest.mark.parametrize("form", SCHEMA)
def test_every_form_of_base_salary_is_read(form):
    value, low, unit = SCHEMA[form]
    if isinstance(value, dict) and isinstance(value.get("value"), dict):
        inner = value["value"]
        value["value"] = {
            k: Decimal(str(v)) if isinstance(v, float) else v for k, v in inner.items()
        }
    pay = in_schema(value)

    assert (pay.low, pay.unit, pay.certain) == (Decimal(low), unit, True), pay


ODD = (None, True, [], {}, {"value": {}}, {"value": True}, {"value": {"value": {"value": 1}}},
       [[1]], Decimal("NaN"), Decimal("1E+999999"), Decimal("1E-999999"), 10**400, -5, "",
       {"minValue": None, "maxValue": []}, "£" * 10_000, "1" * 10_000, "1," * 5_000)  # fmt: skip


@pytest.mark.parametrize("value", ODD, ids=lambda v: str(v)[:20])
def test_an_odd_salary_is_never_certain(value):
    assert not in_schema(value).certain


def test_another_currency_is_not_pounds():
    pay = in_schema(quantity(value=15, unitText="HOUR") | {"currency": "EUR"})

    assert (pay.low, pay.doubt) == (None, "this is not in pounds")


def test_only_a_highest_amount_is_not_certain():
    assert not in_schema(quantity(maxValue=15, unitText="HOUR")).certain
    assert in_schema(quantity(minValue=15, unitText="HOUR")).certain


def test_two_units_are_a_doubt():
    assert "two different" in in_schema(quantity(value="£450 per week", unitText="YEAR")).doubt


DAYS = {
    "2026-10-01": "2026-10-01",
    "2026-10-01T23:59:59+01:00": "2026-10-01",
    "2026-10-01T23:30:00Z": "2026-10-02",
    "2042-08-23T01:40:35+0100": "2042-08-23",
    "2026-11-30T17:00": "2026-11-30",
    "20-5-2023": "2023-05-20",
    "01/09/2043 12:00:00": "2043-09-01",
    "1 September 2026": "2026-09-01",
    "Friday 27th November 2026 at 9am": "2026-11-27",
    "Fri, 27 Nov 2026 09:00:00 GMT": "2026-11-27",
    "31/11/2026": None,
    "2026-13-01": None,
    "2026-02-29T10:00:00": None,
    "tomorrow": None,
    "12": None,
    "27 November": None,
    "0001-01-01T00:00:00+14:00": None,
    "9999-12-31T23:59:59-12:00": None,
    "ongoing": None,
    "": None,
}


@pytest.mark.parametrize("text", DAYS)
def test_a_day_is_read_or_left(text):
    found = day_in(text)

    assert (found.isoformat() if found else None) == DAYS[text]


HOURS = {
    "10": (10, 10),
    "16 hours a week, Fri-Sun": (16, 16),
    "37.5 hrs pw": ("37.5", "37.5"),
    "20-25 hours per week": (20, 25),
    "up to 16 hours": (16, 16),
    "40 hours per week": (40, 40),
    "8 hours a day": (None, None),
    "8 hour shifts": (None, None),
    "16 hours over 3 days": (None, None),
    "75 hours per fortnight": (None, None),
    "16 hours a week or 20 hours a week": (None, None),
    "400": (None, None),
    "400 hours per week": (None, None),
    "0": (None, None),
    "-7": (None, None),
    "25-20 hours": (None, None),
    "9-5": (None, None),
    "ten": (None, None),
    "": (None, None),
}


@pytest.mark.parametrize("text", HOURS)
def test_hours_are_read_or_left(text):
    found = hours_in(text)
    low, high = HOURS[text]

    assert (found.low, found.high) == (low and Decimal(low), high and Decimal(high))
    assert found.text == text


WHEN = {
    "Mon-Fri 9am-5pm": ("mon,tue,wed,thu,fri", "09:00", "17:00"),
    "Saturdays and Sundays, 10:00 to 14:30": ("sat,sun", "10:00", "14:30"),
    "Fri to Mon": ("mon,fri,sat,sun", "", ""),
    "Wednesday 9-5pm": ("wed", "09:00", "17:00"),
    "Tues and Thurs 1-5pm": ("tue,thu", "13:00", "17:00"),
    "10pm-6am": ("", "22:00", "06:00"),
    "9-5": ("", "", ""),
    "7am-11am or 4pm-8pm": ("", "", ""),
    "13am-25pm": ("", "", ""),
    "by the sun": ("sun", "", ""),
}


@pytest.mark.parametrize("text", WHEN)
def test_days_and_times_are_read_or_left(text):
    found = hours_in(text)

    assert (",".join(found.weekdays), found.starts_at, found.ends_at) == WHEN[text]

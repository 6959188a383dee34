"""England's bank holidays of 2026 to 2028 as the golden rows assume them (GOV.UK)."""

from datetime import date

ENGLAND = frozenset(
    date(year, month, day)
    for year, days in {
        2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
        2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
        2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
    }.items()
    for month, day in (map(int, text.split("-")) for text in days.split())
)

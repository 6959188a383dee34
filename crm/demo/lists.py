"""An invented list from a jobs fair, waiting to be mended and imported."""

import csv
import io
from datetime import date, datetime, time, timedelta

from crm.core import calendar
from crm.demo.chapters import Chapters
from crm.demo.play import Scene, Turn
from crm.records import actions as records
from crm.reference import queries as reference

NAME = "jobs fair (invented).csv"
HEADINGS = ("Firm", "Town", "Post cod", "Telephone", "Mail adress", "Stand")
FIELDS = ["name", "town", "postcode", "phone", "email", ""]
FAIR = (
    ("Otmoor Lantern Works", "Kidlington", "OX5 1AA", "01632 960871", "hello@example.org", "A4"),
    ("", "Bicester", "OX26 1AA", "01632 960872", "stand@example.org", "A5"),
    ("Windrush Kite Makers", "Witney", "OX28 OAA", "01632 960873", "not an address", "B1"),
)


def fair(story: Chapters, on: date) -> Scene:
    """Let the owner of ``story`` have uploaded the list on the working day before ``on``.

    One row is an employer who is known, one cannot be imported and one is repaired.
    """
    day = on - timedelta(days=1)
    while not calendar.is_working_day(day, reference.holidays()):
        day -= timedelta(days=1)
    yield Turn(calendar.utc_from_london(datetime.combine(day, time(9, 40))), story.owner)
    known = (story.employer.name, "", "", "01632 960874", "", "B2")
    text = io.StringIO(newline="")
    csv.writer(text).writerows([HEADINGS, *FAIR, known])
    row = records.keep(text.getvalue().encode(), NAME, story.owner)
    records.choose(row, FIELDS, story.owner)

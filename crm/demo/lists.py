"""An invented list from a jobs fair, waiting to be mended and imported."""

import csv
import io
from datetime import date, timedelta

from crm.demo.chapters import Chapters
from crm.demo.play import Scene
from crm.records import actions as records

NAME = "jobs fair (invented).csv"
HEADINGS = ("Firm", "Town", "Post cod", "Telephone", "Mail adress", "Stand")
FIELDS = ["name", "town", "postcode", "phone", "email", ""]
FAIR = (
    ("Otmoor Lantern Works", "Kidlington", "OX5 1AA", "01632 960871", "hello@example.org", "A4"),
    ("", "Bicester", "OX26 1AA", "01632 960872", "stand@example.org", "A5"),
    ("Windrush Kite Makers", "Witney", "OX28 OAA", "01632 960873", "not an address", "B1"),
)


def fair(story: Chapters, on: date) -> Scene:
    """Let the owner of ``story`` have uploaded the list the day before ``on``.

    One row is an employer who is known, one cannot be imported and one is repaired.
    """
    yield story.turn(on - timedelta(days=1))
    known = (story.employer.name, "", "", "01632 960874", "", "B2")
    text = io.StringIO(newline="")
    csv.writer(text).writerows([HEADINGS, *FAIR, known])
    row = records.keep(text.getvalue().encode(), NAME, story.owner)
    records.choose(row, FIELDS, story.owner)

"""Invented papers: a pay scale, a job description and a wage slip that employers have sent."""

import io
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from crm.core import journal
from crm.demo.chapters import Chapters
from crm.demo.play import Scene
from crm.grades import actions as grades
from crm.grades import rules as grade_rules
from crm.pay.rules import Basis
from crm.vault import actions as vault
from crm.vault.rules import Kind

PAPERS = (
    (
        Kind.PAY_SCALE,
        (
            "{employer}",
            "Hourly rates from 1 April 2026 (an invented example)",
            "Grade 1    Assistant               12.71",
            "Grade 2    Senior assistant        13.16",
            "Grade 3    Team leader             14.20",
        ),
    ),
    (
        Kind.JOB_DESCRIPTION,
        (
            "{employer}",
            "Job description (an invented example)",
            "Help customers, fill shelves, keep the shop tidy",
            "18.5 hours a week, Grade 1",
        ),
    ),
    (
        Kind.WAGE_SLIP,
        (
            "{employer}",
            "PAY ADVICE (an invented example)",
            "Employee Ms A Example",
            "NI Number QQ 12 34 56 C",
            "Period 01/10/2026 - 31/10/2026",
            "Basic Pay 80 13.1600 1,052.80",
            "Overtime 4 13.1600 52.64",
            "Pension (employee) 33.16",
            "Total Gross Pay 1,105.44",
        ),
    ),
)
SCALE = """Grade 2,4,24404
Grade 3,5,24790
Grade 4,7,25583
Grade 5,12,27711
Grade 6,18,30559"""
FIRST = (0, 1, 0)
"""Which story each paper belongs to: the slip stands beside the pay scale of its employer."""


def sent(stories: Sequence[Chapters], on: date) -> Iterator[Scene]:
    """Let the first of ``stories`` have sent one paper each, three weeks before ``on``."""
    for place, (kind, text) in zip(FIRST, PAPERS, strict=True):
        if place < len(stories):
            yield _arrival(stories[place], kind, text, on - timedelta(days=21))


def scale(stories: Sequence[Chapters], on: date) -> Scene:
    """Let a town council among ``stories`` have its invented pay scale of this year and the last.

    The later year is a copy with a raise, confirmed since.
    """
    story = next((one for one in stories if "Council" in one.sketch.name), stories[0])
    yield story.turn(on - timedelta(days=20))
    employer = story.employer
    journal.operation(f"Added a pay scale of {employer.name}")
    lines = grade_rules.read_text(SCALE, Basis.ANNUAL, Decimal(37))
    first = grades.Details(
        "Town pay spine (invented)", _april(on, 1), None, "An invented example", "confirmed"
    )
    table = grades.add(employer, lines, first)
    table.employer = employer
    journal.operation(f"Copied a pay scale of {employer.name}")
    later = grades.copy_on(
        table,
        valid_from=_april(on, 0),
        per_cent=Decimal("3.2"),
        source="An invented pay award of 3.2 per cent",
    )
    later.status = "confirmed"


def _april(on: date, years: int) -> date:
    """Return the first of the April that began ``years`` before the year that ``on`` is in."""
    return date(on.year - (on.month < 4) - years, 4, 1)


def _arrival(story: Chapters, kind: Kind, text: Sequence[str], day: date) -> Scene:
    yield story.turn(day)
    page = drawn([line.format(employer=story.employer.name) for line in text])
    journal.operation(f"Took in a {kind.value} of {story.employer.name}", kind="file")
    arrived = vault.look_into(page)
    vault.keep(story.employer, kind, arrived, came_by="an officer", by=story.owner)


def drawn(text: Sequence[str]) -> bytes:
    """Return a page of PDF with these lines on it."""
    import pikepdf  # much memory, for the demo only

    made, into = pikepdf.new(), io.BytesIO()
    page = made.add_blank_page(page_size=(595, 420))
    lines = " ".join(
        f"BT /F1 {16 if at == 0 else 12} Tf 60 {360 - 30 * at} Td ({line}) Tj ET"
        for at, line in enumerate(text)
    )
    page.Contents = made.make_stream(lines.encode("latin-1", "replace"))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    made.save(into)
    return into.getvalue()

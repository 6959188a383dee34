"""Invented papers: a pay scale and a job description that employers are said to have sent."""

import io
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from PIL import Image, ImageDraw, ImageFont

from crm.core import journal
from crm.demo.chapters import Chapters
from crm.demo.play import Scene
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
)


def sent(stories: Sequence[Chapters], on: date) -> Iterator[Scene]:
    """Let the first of ``stories`` have sent one paper each, three weeks before ``on``."""
    for story, (kind, text) in zip(stories, PAPERS, strict=False):
        yield _arrival(story, kind, text, on - timedelta(days=21))


def _arrival(story: Chapters, kind: Kind, text: Sequence[str], day: date) -> Scene:
    yield story.turn(day)
    page = _drawn([line.format(employer=story.employer.name) for line in text])
    journal.operation(f"Took in a {kind.value} of {story.employer.name}", kind="file")
    arrived = vault.look_into(page)
    vault.keep(story.employer, kind, arrived, came_by="an officer", by=story.owner)


def _drawn(text: Sequence[str]) -> bytes:
    page, into = Image.new("RGB", (1240, 800), "white"), io.BytesIO()
    pen, large = ImageDraw.Draw(page), ImageFont.load_default(size=34)
    for number, line in enumerate(text):
        pen.text((100, 100 + 80 * number), line, fill=(11, 12, 12), font=large)
    page.save(into, "PNG")
    return into.getvalue()

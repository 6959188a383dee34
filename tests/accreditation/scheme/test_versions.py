"""Stored scheme versions: seeded once, never changed, the right one in force."""

from datetime import date

import pytest

from accreditation.scheme import queries
from accreditation.scheme.models import SchemeVersion, State, Unchangeable
from crm.core import clock
from crm.core.db import session
from tests.accreditation.scheme.cases import DOCUMENT, FIRST, ON
from tests.browse import count_rows


def add(version: str, state: State, effective_from: date | None) -> None:
    session.add(
        SchemeVersion(version=version, state=state, document={**DOCUMENT, "version": version},
                      digest=f"digest {version}", effective_from=effective_from, made_from="1",
                      created_at=clock.now())
    )  # fmt: skip
    session.commit()


def test_the_first_version_is_seeded_once_as_a_draft(app):
    assert queries.seed_first() == 0
    row = queries.find("1")

    assert (row.state, row.digest, count_rows(SchemeVersion)) == (State.DRAFT, FIRST.hash, 1)
    assert queries.ready(row).hash == FIRST.hash


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], "1"),
        ([("2", State.DRAFT, None)], "1"),
        ([("2", State.PUBLISHED, date(2026, 7, 1))], "2"),
        ([("2", State.PUBLISHED, date(2026, 7, 2))], "1"),
        ([("2", State.PUBLISHED, date(2026, 1, 1)), ("3", State.DRAFT, None)], "2"),
        (
            [("2", State.PUBLISHED, date(2026, 1, 1)), ("3", State.PUBLISHED, date(2026, 6, 1))],
            "3",
        ),
        ([("2", State.RETIRED, date(2026, 1, 1))], "1"),
    ],
)
def test_the_newest_published_version_counts_else_the_first_proposal(app, rows, expected):
    for row in rows:
        add(*row)

    assert queries.in_force(ON).version == expected


def test_a_stored_document_cannot_change(app):
    row = queries.find("1")
    row.document = {**DOCUMENT, "title": "Another"}

    with pytest.raises(Unchangeable, match="make a new version"):
        session.commit()
    session.rollback()


def test_a_version_can_be_retired(app):
    queries.find("1").state = State.RETIRED
    session.commit()

    assert queries.in_force(ON) is None

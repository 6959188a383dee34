"""The list of placements as a file: nothing about the person, noted as it leaves."""

import csv
import io
from decimal import Decimal

import pytest
import sqlalchemy as sa

from crm.core import clock
from crm.core.db import session
from crm.core.journal import Operation
from crm.exports.models import Export
from crm.exports.work import COLUMNS


def table(answer):
    text = answer.get_data().decode("utf-8-sig")
    answer.close()
    return list(csv.DictReader(io.StringIO(text)))


def test_the_file_has_the_list_and_nothing_about_the_person(officer, make):
    employer = make.employer(name="=Isis Bakery")
    make.placement(
        employer, participant_ref="CTW-7F3K9", notes="Named supervisor",
        pay_amount=Decimal("13.37"), weekly_hours=Decimal(16),
    )  # fmt: skip
    make.placement(ended_on=clock.today(), end_reason="x")

    answer = officer.post("/employers/export/placements")
    text = answer.get_data().decode()
    (row,) = table(answer)

    assert tuple(row) == COLUMNS
    assert (row["ref"], row["weekly_hours"], row["employer_ref"]) == ("P-00001", "16", "E-00001")
    assert row["employer"].startswith("'=")
    for secret in ("CTW-7F3K9", "13.37", "supervisor"):
        assert secret not in text
    session.remove()
    assert session.scalars(sa.select(Export.rows)).one() == 1
    last = session.scalars(sa.select(Operation.title).order_by(Operation.id.desc())).first()
    assert last == "Exported 1 placement as CSV"


@pytest.mark.parametrize(
    ("query", "rows"),
    [("", 1), ("?state=any", 2), ("?state=ended", 1), ("?state=risk", 1), ("?pathway=SEQF", 0)],
)
def test_the_file_follows_the_filter(officer, make, query, rows):
    make.placement()
    make.placement(ended_on=clock.today(), end_reason="x")

    assert len(table(officer.post(f"/employers/export/placements{query}"))) == rows


def test_a_trainee_takes_no_file(trainee):
    assert trainee.post("/employers/export/placements").status_code == 403

"""Rows that were not imported come back with reasons, are mended, and import without doubling."""

import csv
import io
import re

import pytest
import sqlalchemy as sa

from crm.core import clock, jobs, undo
from crm.core.db import session
from crm.employers.models import Employer
from crm.records.headings import REASON
from crm.records.models import ImportFile, ImportRow
from tests.browse import count_rows
from tests.crm.exports.tables import cells
from tests.crm.records.files import MIXED, mixed, table
from tests.crm.records.test_import_pages import only, path_of, text_of, upload

ROWS = 220
BAD = 6


def newest():
    session.remove()
    return session.scalars(sa.select(ImportFile).order_by(ImportFile.id.desc())).first()


def back(officer, path, kind="csv"):
    answer = officer.get(f"{path}/not-imported.{kind}")
    assert answer.status_code == 200
    content = answer.get_data()
    answer.close()
    return content


def rows_of(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def sums(row):
    counts = dict(row.counts)
    assert counts.pop("rows") == sum(counts.values())
    return counts


def test_sums_reconcile_bad_rows_return_mended_and_undo_restores_updates(officer):
    page = upload(officer, mixed(ROWS))
    path = path_of(only())
    assert sums(only()) == {
        "created": ROWS - BAD, "updated": 0, "unchanged": 0, "skipped": 0, "failed": BAD,
    }  # fmt: skip
    page = officer.post(f"{path}/run", follow=True)
    assert f"Rows in the file {ROWS} New {ROWS - BAD} Changed 0 Unchanged 0 Passed over 0 Not" in (
        text_of(page)
    )
    assert count_rows(Employer) == ROWS - BAD
    assert count_rows(ImportRow) == BAD

    found = rows_of(back(officer, path))
    assert tuple(found[0]) == (*MIXED, REASON)
    assert len(found) == BAD + 1
    assert found[1][-1].startswith("Row 34. Employer name: The employer's name is missing.")
    assert "characters; at most 200 are kept." in found[2][-1]

    mended = [[*row[:1], f"Mended {row[0]}", *row[2:]] for row in found[1:]]
    upload(officer, table(found[0], *mended), "mended.csv")
    assert sums(newest())["created"] == BAD
    officer.post(f"{path_of(newest())}/run")
    assert count_rows(Employer) == ROWS

    upload(officer, mixed(ROWS, mail="new"), "newer.csv")
    assert sums(newest()) == {
        "created": 0, "updated": ROWS - BAD, "unchanged": 0, "skipped": 0, "failed": BAD,
    }  # fmt: skip
    before = emails()
    officer.post(f"{path_of(newest())}/run")
    row = newest()
    kept = session.scalars(sa.select(Employer).order_by(Employer.id)).first()
    kept_id, kept.email = kept.id, "later@example.org"
    session.commit()

    done = undo.undo(row.operation_id)
    session.commit()

    assert [(r.table, r.id, r.field) for r in done.refused] == [("employer", kept_id, "email")]
    after = emails()
    assert after.pop(kept_id) == "later@example.org"
    before.pop(kept_id)
    assert after == before


def emails():
    session.remove()
    return dict(map(tuple, session.execute(sa.select(Employer.id, Employer.email))))


def test_importing_the_same_file_again_changes_nothing(officer):
    upload(officer, mixed(40))
    officer.post(f"{path_of(only())}/run")

    page = upload(officer, mixed(40), "again.csv")

    assert sums(newest()) == {
        "created": 0, "updated": 0, "unchanged": 39, "skipped": 0, "failed": 1,
    }  # fmt: skip
    assert "Mend 1 row" in page.text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cell_of_the_file_runs_and_it_comes_back_the_same(officer, kind):
    live = ('=HYPERLINK("http://x.example";"y")', "+44 1865 792422", "-1", "@A1", "＝1", "'x")
    rows = [("", cell, cell) for cell in live]
    upload(officer, table(("Employer name", "Trading name", "Town"), *rows))
    path = path_of(only())

    content = back(officer, path, kind)

    if kind == "csv":
        found = [cell for row in rows_of(content) for cell in row if cell]
        assert not [cell for cell in found if re.match(r"[=+\-@\t\r＝＋－＠]", cell)]
    else:
        assert not [cell for cell in cells(content) if cell.kind == "f"]
        assert live[0] in {cell.text for cell in cells(content)} or b"HYPERLINK" not in content
    upload(officer, content, f"back.{kind}")
    row = newest()
    assert row.headings == ["Employer name", "Trading name", "Town"]
    kept = session.scalars(
        sa.select(ImportRow.cells).where(ImportRow.file_id == row.id).order_by(ImportRow.number)
    ).all()
    assert [tuple(cells_) for cells_ in kept] == rows


def test_there_is_no_file_without_bad_rows(officer):
    upload(officer, table(("Employer name",), ("Alpha",)))
    path = path_of(only())

    assert "not-imported" not in officer.get(path).text
    for kind in ("csv", "xlsx", "exe", "csv%00"):
        assert officer.get(f"{path}/not-imported.{kind}").status_code == 404


def test_rows_are_let_go_when_the_file_is_discarded_or_a_month_later(officer):
    upload(officer, mixed(40))
    path = path_of(only())
    officer.post(f"{path}/discard")
    assert count_rows(ImportRow) == 0
    upload(officer, mixed(40), "second.csv")
    officer.post(f"{path_of(newest())}/run")
    assert count_rows(ImportRow) == 1
    assert "Placewell keeps these rows for a month." in officer.get(path_of(newest())).text
    jobs.run(jobs.find("discard-imports"), clock.now())
    assert count_rows(ImportRow) == 1

    newest().settled_at = clock.now().replace(year=2020)
    session.commit()
    jobs.run(jobs.find("discard-imports"), clock.now())

    assert count_rows(ImportRow) == 0
    assert "not-imported" not in officer.get(path_of(newest())).text

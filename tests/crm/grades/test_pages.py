"""Grade tables are typed, pasted or read from a file, copied to the next year, and undone."""

import io
import re
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from crm.core.db import session
from crm.core.sheets import write_xlsx
from crm.grades import queries
from crm.grades.models import GradeLine, GradeTable
from tests.browse import count_rows

SPINE = {
    "name": "NJC pay spine",
    "valid_from": "1/4/2026",
    "basis": "annual",
    "hours": "37",
    "lines": "Grade 3,5,24790\nGrade 4,7,25583",
    "source": "NJC circular, invented",
    "status": "confirmed",
}


@pytest.fixture
def place(make):
    return make.employer(name="Highways depot").ref


def added():
    return session.scalars(sa.select(GradeTable)).one()


def test_a_table_is_typed_shown_and_counts(officer, auditor, place):
    assert "No pay scale yet" in officer.get(f"/grades/of/{place}").text

    page = officer.submit(f"/grades/of/{place}/new", SPINE)

    assert "NJC pay spine from 1 April 2026 added." in page.text
    for word in ("Grade 4", "£25,583.00", "£13.30", "NJC circular, invented"):
        assert word in page.text
    listed = auditor.get(f"/grades/of/{place}").text
    assert "NJC pay spine" in listed
    assert "Add a pay scale" not in listed
    assert "Pay scales" in officer.get(f"/files/of/{place}").text
    found = queries.in_force(added().employer_id, date(2026, 5, 1))
    assert [(s.table.name, [row.line.name for row in s.lines]) for s in found] == [
        ("NJC pay spine", ["Grade 3, point 5", "Grade 4, point 7"])
    ]
    assert queries.in_force(added().employer_id, date(2026, 3, 31)) == []


def workbook():
    file = io.BytesIO()
    write_xlsx(file, ["Grade", "SCP", "Salary"], [["Grade 5", "12", "27711"]], sheet="Pay")
    return file.getvalue(), "scale.xlsx"


@pytest.mark.parametrize(
    "file", [workbook(), (b"grade;scp;salary\nGrade 5;12;27711\n", "scale.csv")]
)
def test_a_file_is_looked_over_before_it_is_saved(officer, place, file):
    content, name = file
    path = f"/grades/of/{place}/new"

    page = officer.submit(path, SPINE | {"lines": "", "file": (io.BytesIO(content), name)})

    assert "Read from the file. Look the lines over, then save." in page.text
    assert "Grade 5,12,27711,annual,37" in page.text
    assert count_rows(GradeTable) == 0
    officer.submit(path, SPINE | {"lines": "Grade 5,12,27711"})
    assert count_rows(GradeLine) == 1


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"lines": "Grade 3,5,lots"}, "Line 1: “lots” is not an amount"),
        ({"lines": ""}, "Enter a line for each grade."),
        ({"name": ""}, "Enter what the scale is called."),
        ({"valid_until": "1/4/2026"}, "A table must count for a day at least."),
        ({"file": b"%PDF-1.4"}, 'id="file-error"'),
        ({"status": ""}, "Say whether it was confirmed."),
    ],
)
def test_what_is_wrong_is_said_beside_the_form(officer, place, change, told):
    if "file" in change:
        change = {"file": (io.BytesIO(change["file"]), "scale.pdf")}

    page = officer.submit(f"/grades/of/{place}/new", SPINE | change)

    assert told in page.text
    assert "error" in page.text
    assert count_rows(GradeTable) == 0


def test_two_tables_of_one_name_cannot_begin_on_one_day(officer, place):
    officer.submit(f"/grades/of/{place}/new", SPINE)

    page = officer.submit(f"/grades/of/{place}/new", SPINE | {"name": "njc PAY spine"})

    assert "There is a table of this name from this day already." in page.text


def test_a_table_is_put_right_and_that_is_undone(officer, place):
    officer.submit(f"/grades/of/{place}/new", SPINE)
    path = f"/grades/{added().id}/edit"
    assert "Grade 4,7,25583,annual,37" in officer.get(path).text

    page = officer.submit(path, {"lines": "Grade 3,5,24999,year,37"})

    assert "Pay scale saved." in page.text
    assert [row.line.amount for row in queries.lines(added().id)] == [Decimal(24999)]
    officer.post(re.search(r'action="(/history/\d+/undo)"', page.text)[1])
    assert [row.line.amount for row in queries.lines(added().id)] == [24790, 25583]


def test_a_colleagues_edit_is_not_lost(officer, manager, place):
    officer.submit(f"/grades/of/{place}/new", SPINE)
    path = f"/grades/{added().id}/edit"
    stale = re.search(r'name="seen" value="(\d+)"', officer.get(path).text)[1]
    manager.submit(path, {"source": "The council"})

    page = officer.submit(path, {"seen": stale, "source": "Somebody"})

    assert page.status_code == 409


def test_the_next_year_is_a_copy_with_a_raise(officer, place):
    officer.submit(f"/grades/of/{place}/new", SPINE)
    path = f"/grades/{added().id}/copy"
    assert 'value="01/04/2027"' in officer.get(path).text

    page = officer.submit(path, {"per_cent": "3.2", "source": "Pay offer of 2027"})

    assert "NJC pay spine from 1 April 2027 added, not confirmed yet." in page.text
    assert "£26,401.66" in page.text
    assert "Coming" in officer.get(f"/grades/of/{place}").text
    assert "must begin after" in officer.submit(path, {
        "valid_from": "1/4/2026", "per_cent": "1", "source": "x"}).text  # fmt: skip
    assert "must be a number like 3.2" in officer.submit(path, {"per_cent": "lots"}).text


def test_a_table_is_removed_and_brought_back(officer, place):
    officer.submit(f"/grades/of/{place}/new", SPINE)

    page = officer.post(f"/grades/{added().id}/remove", follow=True)

    assert "NJC pay spine removed." in page.text
    assert count_rows(GradeLine) == 0
    officer.post(re.search(r'action="(/history/\d+/undo)"', page.text)[1])
    assert len(queries.lines(added().id)) == 2

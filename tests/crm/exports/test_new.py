"""The list of employers as a file: exactly the list, inert, noted, and light however long it is."""

import csv
import io
import json
import tracemalloc
from datetime import date

import pytest
import sqlalchemy as sa

from crm.core import clock, sheets
from crm.core.db import engine_name, session, table_of
from crm.core.journal import Entry, Operation
from crm.employers.models import Employer, LegalForm, SizeBand, Standing
from crm.exports import queries
from crm.exports.models import Export
from crm.exports.queries import COLUMNS, Chosen
from crm.records import plan
from tests.crm.exports.tables import cells

LIVE = ("=1+1", "+1", "-1", "@sum(1)", '=HYPERLINK("http://x.example";"y")', "＝1", "Plain")


def take(browser, form="csv", query="", **values):
    answer = browser.post(f"/employers/export{query}", {"form": form, **values})
    assert answer.get_data() is not None
    answer.close()
    return answer


def table(answer):
    assert answer.status_code == 200, answer.text[:300]
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def noted():
    session.remove()
    return session.scalars(sa.select(Export).order_by(Export.id.desc())).first()


def test_the_file_has_the_columns_of_the_contract_and_what_is_known(officer, make):
    make.employer(
        name="Grundon", trading_name="Grundon Waste", company_number="00012345", tier="A",
        legal_form=LegalForm.COMPANY, size_band=SizeBand.LARGE, sic_section="E",
    )  # fmt: skip
    page = officer.get("/employers/export")
    assert "Export 1 employer" in page.text

    answer = take(officer)

    assert answer.headers["Content-Disposition"].startswith("attachment; filename=employers-20")
    assert answer.mimetype == "text/csv"
    rows = table(answer)
    assert tuple(rows[0]) == COLUMNS
    told = rows[0]
    assert (told["ref"], told["name"], told["trading_name"]) == (
        "E-00001", "Grundon", "Grundon Waste",
    )  # fmt: skip
    assert (told["company_number"], told["legal_form"], told["size_band"]) == (
        "00012345", "company", "large",
    )  # fmt: skip
    assert (told["sic_section"], told["tier"], told["stage"]) == ("E", "A", "prospect")
    assert noted().rows == 1


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Alpha", "Beta", "Gamma"]),
        ("?tier=A", ["Alpha", "Gamma"]),
        ("?q=beta", ["Beta"]),
        ("?q=alp&tier=A", ["Alpha"]),
        ("?stage=nonsense", []),
        ("?size=nonsense&sort=%00", []),
        ("?after=gamma~3&sort=name", ["Alpha", "Beta", "Gamma"]),
    ],
)
def test_the_file_is_exactly_the_list_shown(officer, make, query, names):
    for name, tier in (("Beta", "B"), ("Gamma", "A"), ("Alpha", "A")):
        make.employer(name=name, tier=tier)

    rows = table(take(officer, query=query))

    assert [row["name"] for row in rows] == names
    assert noted().rows == len(names)
    page = officer.get(f"/employers{query}")
    if names and "after" not in query:
        assert f"/employers/export{query.replace('&', '&amp;')}" in page.text


def test_the_order_is_that_of_the_list(officer, make):
    for name, on in (("Alpha", date(2027, 2, 1)), ("Beta", date(2027, 1, 1))):
        employer = make.employer(name=name)
        session.get(Standing, employer.id).next_on = on
    session.commit()

    rows = table(take(officer, query="?sort=next"))

    assert [row["name"] for row in rows] == ["Beta", "Alpha"]


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_nothing_in_the_file_runs_and_an_import_reads_the_same(officer, make, form):
    made = [
        make.employer(
            name=name,
            trading_name=f"@{name}",
            size_band=SizeBand.MICRO,
            legal_form=LegalForm.CHARITY,
        )
        for name in LIVE
    ]

    answer = take(officer, form)

    content = answer.data
    if form == "json":
        found = json.loads(content)
        assert [tuple(row) for row in found] == [COLUMNS] * len(LIVE)
        assert {row["name"] for row in found} == set(LIVE)
        return
    if form == "csv":
        text = content.decode("utf-8-sig")
        assert not [
            c for row in csv.reader(io.StringIO(text)) for c in row if c[:1] in "=+-@" and c
        ]
    else:
        assert not [cell for cell in cells(content) if cell.kind == "f"]
    session.remove()
    again = plan.make(content, f"back.{form}")
    assert again.counts == {
        "rows": len(made), "created": 0, "updated": 0, "unchanged": len(made), "skipped": 0,
        "failed": 0,
    }  # fmt: skip


def test_people_need_a_purpose_and_are_those_in_a_role_now(officer, make):
    employer = make.employer(name="Grundon")
    make.contact(employer, name="Ann Ash", email="ann@example.org", phone="01865 1")
    make.contact(employer, name="Bob Birch")
    make.contact(employer, name="Gone Grey", to_on=date(2020, 1, 1))
    make.employer(name="Alone")
    session.commit()

    page = take(officer, with_contacts="y", purpose="short")
    assert "Say what the people&#39;s details are for" in page.text
    assert noted() is None
    answer = take(officer, with_contacts="y", purpose="Invitation to the autumn fair")

    rows = table(answer)
    assert [(row["name"], row["person_name"], row["person_email"]) for row in rows] == [
        ("Alone", "", ""), ("Grundon", "Ann Ash", "ann@example.org"), ("Grundon", "Bob Birch", ""),
    ]  # fmt: skip
    export = noted()
    assert (export.rows, export.with_contacts, export.purpose) == (
        3, True, "Invitation to the autumn fair",
    )  # fmt: skip


def test_history_says_who_took_what_and_offers_no_undo(officer, auditor, manager, make):
    make.employer(name="Grundon", tier="A")
    take(officer, query="?tier=A&q=grundon", purpose="Board paper")

    page = manager.get("/history")
    assert "Exported 1 employer as CSV" in page.text
    assert "Cannot be undone" in page.text
    operation = session.scalars(sa.select(Operation).where(Operation.kind == "export")).one()
    assert (operation.actor_id, operation.kind) == (officer.person_id, "export")
    page = manager.get(f"/history/{operation.id}")
    for told in ("the record has “grundon”; Tier is A", "Board paper", "Rows: 1"):
        assert told in page.text
    assert "Undo this change" not in page.text
    page = manager.post(f"/history/{operation.id}/undo", follow=True)
    assert "stays as it happened" in page.text
    assert session.scalar(sa.select(sa.func.count(Entry.id)).where(Entry.table_name == "export"))
    take(auditor)
    assert noted().person_id == auditor.person_id


def test_a_trainee_sees_no_way_to_export_and_has_none(trainee, make):
    make.employer(name="Grundon")

    assert "/employers/export" not in trainee.get("/employers").text
    assert take(trainee).status_code == 403
    assert trainee.get("/employers/export").status_code == 403
    assert noted() is None


def test_an_unknown_kind_of_file_is_refused(officer, make):
    make.employer(name="Grundon")

    assert take(officer, "exe").status_code == 200
    assert noted() is None


def fill(count):
    """Many employers below the mapping, with the standings that a list needs."""
    connection = session.connection()
    for start in range(1, count + 1, 5_000):
        numbers = range(start, min(start + 5_000, count + 1))
        connection.execute(
            sa.insert(table_of(Employer)),
            [{"id": n, "name": f"Made up employer {n}", "name_key": f"{n:06}", "version": 1,
              "created_at": clock.now()} for n in numbers],
        )  # fmt: skip
        connection.execute(sa.insert(table_of(Standing)), [{"employer_id": n} for n in numbers])
    session.commit()


def test_memory_does_not_grow_with_the_rows(app):
    fill(20_000)
    for _ in zip(range(1_200), queries.rows(Chosen()), strict=False):
        pass  # what is made once is made now
    session.rollback()

    tracemalloc.start()
    try:
        sent = sum(len(text) for text in sheets.csv_text(COLUMNS, queries.rows(Chosen())))
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert queries.count(Chosen()) == 20_000
    assert sent > 1_000_000
    # psycopg keeps a batch of AT_ONCE rows, SQLite fetches as many: 20,000 rows would be 12 MB.
    assert peak < 3_000_000, peak
    session.rollback()


def test_rows_are_read_while_the_file_is_sent(officer, app, engine):
    fill(3_000)
    read = []

    def watch(rows):
        for row in rows:
            read.append(row)
            yield row

    pieces = sheets.csv_text(COLUMNS, watch(queries.rows(Chosen())))
    next(pieces)

    assert 0 < len(read) < 3_000
    assert engine_name() in ("sqlite", "postgresql")
    pieces.close()
    session.rollback()
    assert len(table(take(officer))) == 3_000

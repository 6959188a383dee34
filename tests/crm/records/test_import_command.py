"""``flask employers import`` as people script against it."""

import json

import pytest
import sqlalchemy as sa

from crm.core.db import session
from crm.core.journal import Operation
from crm.core.permissions import Role
from crm.employers.models import Contact, Employer, LegalForm, Site, SizeBand
from crm.reference.rules import Certainty
from tests.browse import Statements, count_rows
from tests.crm.records.files import PAY_GAP, made, table
from tests.shared_data import shared

KEYS = ["operation", "rows", "created", "updated", "unchanged", "skipped", "failed", "warnings",
        "errors"]  # fmt: skip


@pytest.fixture
def run(app, tmp_path):
    def command(content, *args, name="list.csv", code=0):
        file = tmp_path / name
        if content is not None:
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        session.remove()
        result = app.test_cli_runner().invoke(args=["employers", "import", str(file), *args])
        assert result.exit_code == code, result.output
        return result

    def document(content, *args, code=0, name="list.csv"):
        found = json.loads(command(content, "--json", *args, code=code, name=name).stdout)
        assert list(found) == KEYS
        assert found["rows"] == sum(found[key] for key in KEYS[2:7])
        return found

    command.json = document
    return command


def undo(app, operation):
    session.remove()
    result = app.test_cli_runner().invoke(args=["journal", "undo", str(operation), "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def dump():
    """Return every business row, as the database holds it."""
    session.remove()
    kinds = (Employer, Site, Contact)
    rows = [
        [tuple(r) for r in session.execute(sa.select(k.__table__).order_by(k.id))] for k in kinds
    ]
    session.remove()
    return rows


def one(**filters):
    session.remove()
    return session.execute(
        sa.select(Employer, Site)
        .outerjoin(Site, Site.employer_id == Employer.id)
        .where(*(getattr(Employer, name) == value for name, value in filters.items()))
    ).one()


def test_a_pay_gap_row_becomes_an_employer_with_its_place(run):
    found = run.json(
        table(PAY_GAP, ("OLD PLC", "1330", "1 Mill Lane, Witney, OX28 4LE", "ox284le", "1234567",
                        "1130", "Jo Park (CEO)", "1000 to 4999", "NEW LIMITED"))
    )  # fmt: skip

    employer, site = one(external_id="gpg:1330")
    assert (found["rows"], found["created"], found["warnings"]) == (1, 1, [])
    assert (employer.name, employer.former_name) == ("NEW LIMITED", "OLD PLC")
    assert (employer.size_band, employer.size_text) == (SizeBand.LARGE, "1000 to 4999")
    assert (employer.sic_codes, employer.sic_section) == ("01130", "A")
    assert (employer.company_number, employer.legal_form) == ("01234567", LegalForm.COMPANY)
    assert (site.postcode, site.district_code) == ("OX28 4LE", "E07000181")
    assert (site.district_certainty, site.is_main) == (Certainty.PROBABLE, True)
    assert count_rows(Contact) == 0


def test_an_import_is_one_operation_in_the_name_of_the_person(run, make):
    person = make.person(name="Amy Ward")

    found = run.json(made(3), "--as", person.email.upper())

    operation = session.get(Operation, found["operation"])
    assert (operation.actor, operation.kind) == ("Amy Ward", "import")
    assert operation.title == "Imported 3 employers from list.csv"


def test_a_second_import_of_the_same_file_changes_nothing(run):
    run(made(30))
    before = dump()

    again = run.json(made(30))

    assert (again["operation"], again["unchanged"]) == (None, 30)
    assert dump() == before


def test_a_dry_run_says_the_same_and_writes_nothing(run):
    before = dump()
    dry = run.json(made(5), "--dry-run")

    assert dry["operation"] is None
    assert dump() == before
    real = run.json(made(5))
    assert {**real, "operation": None} == dry


def test_blank_cells_never_erase(run):
    headings = ("Employer name", "Company number", "Phone", "Address", "Postcode", "Size")
    run(table(headings, ("Bakery Ltd", "1234567", "01865 792422", "1 High St", "OX1 1AA", "60")))
    before = dump()

    found = run.json(table(headings, ("Bakery Ltd", "1234567", "", "", "", "")))

    assert found["unchanged"] == 1
    assert dump() == before


def test_a_changed_cell_is_an_update_that_undo_takes_back(app, run):
    run(made(4))
    before = dump()
    changed = made(4).replace(b"2 High Street", b"2 Low Street").replace(b"OX26 3AA", b"OX10 6LX")

    found = run.json(changed)

    assert (found["updated"], found["unchanged"]) == (2, 2)
    _, site = one(external_id="gpg:3")
    assert (site.postcode, site.district_code) == ("OX10 6LX", "E07000179")
    assert undo(app, found["operation"])["refused"] == []
    assert dump_without_versions() == strip(before)


def test_undo_of_a_first_import_restores_the_database(app, run, make):
    employer = make.employer(name="Was here before", company_number="90000002")
    make.contact(employer)
    before = dump()

    found = run.json(made(40))
    assert (found["created"], found["updated"]) == (39, 1)
    assert undo(app, found["operation"])["refused"] == []

    assert dump_without_versions() == strip(before)


def test_what_was_changed_since_stays_and_is_listed(app, run):
    found = run.json(made(3))
    employer, _ = one(external_id="gpg:2")
    employer.phone = "01865 792422"
    session.commit()

    result = undo(app, found["operation"])

    assert [(r["table"], r["field"]) for r in result["refused"]] == [("employer", "phone")]
    assert count_rows(Employer) == 1


def test_bad_rows_are_reported_and_the_good_ones_kept(run):
    found = run.json(
        table(
            ("Employer name", "Postcode", "Note"),
            ("Good Ltd", "OX1 1AA", ""),
            ("", "OX1 1AA", ""),
            ("x" * 10_000, "", ""),
            ("Letter O Ltd", "KT16 OPZ", ""),
            ("Good ltd", "OX1 1AA", ""),
        )
    )

    assert {key: found[key] for key in ("rows", "created", "skipped", "failed")} == {
        "rows": 5, "created": 2, "skipped": 1, "failed": 2,
    }  # fmt: skip
    assert [(e["row"], e["field"]) for e in found["errors"]] == [(3, "name"), (4, "name")]
    assert [(w["row"], w["field"]) for w in found["warnings"]] == [
        (1, "Note"), (5, "postcode"), (6, "name"),
    ]  # fmt: skip
    assert "KT16 0PZ" in found["warnings"][1]["reason"]
    assert one(name="Letter O Ltd")[1].postcode == "KT16 0PZ"


def test_a_contact_comes_with_its_role(run):
    headings = ("Employer name", "Contact name", "Job title")
    run(table(headings, ("Bakery Ltd", "Jo Park", "Baker")))

    found = run.json(table(headings, ("Bakery Ltd", "jo park", "Owner")))

    assert found["updated"] == 1
    (contact,) = session.scalars(sa.select(Contact))
    assert contact.role == "Owner"


def test_our_own_reference_finds_the_employer_under_another_name(run, make):
    employer = make.employer(name="Old name")
    number, ref = employer.id, employer.ref

    found = run.json(table(("ref", "name"), (ref, "New name"), ("E-99999", "X")))

    assert (found["updated"], found["failed"]) == (1, 1)
    row, _ = one(id=number)
    assert (row.name, row.name_key, row.former_name) == ("New name", "new name", "Old name")


def test_a_register_never_overrules_what_is_sure(run, make):
    employer = make.employer(
        name="Bakery", postcode="OX17 2AA", district_code="E07000177", external_id="gpg:9",
        legal_form=LegalForm.CHARITY,
    )  # fmt: skip
    ref, before = employer.ref, dump()

    found = run.json(
        table(("name", "postcode", "employer id", "legal form"), ("BAKERY", "OX17 2AA", "7", "plc"))
    )

    assert found["created"] == 1
    assert dump()[0][0] == before[0][0]
    found = run.json(table(("ref", "postcode", "name"), (ref, "OX17 2AA", "BAKERY")))
    assert found["unchanged"] == 1


def test_every_row_failing_is_a_refusal(run):
    result = run(table(("Employer name", "Town"), ("", "Thame")), code=1)

    assert "None of the rows" in result.stderr
    found = run.json(table(("Employer name", "Town"), ("", "Thame")), code=1)
    assert (found["failed"], found["operation"]) == (1, None)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "nothing in this file"),
        (b"Employer name\n", "no rows below"),
        (b"%PDF-1.7", "not a CSV or an XLSX"),
        (b"Colour\nred\n", "Employer name"),
        (b"Employer name\nA\nB\0\n", "Row 3, column"),
        (b"Employer name\n" + b"x\n" * 200_000, "more than 100,000 rows"),
        (None, "cannot be opened"),
    ],
)
def test_a_file_refused_as_a_whole_changes_nothing(run, content, reason):
    result = run(content, "--json", code=1)

    assert reason in result.stderr
    assert result.stdout == ""
    assert count_rows(Employer) == 0


def test_only_people_who_may_import_are_acted_for(run, make):
    trainee = make.person(role=Role.TRAINEE)

    assert "may not import" in run(made(1), "--as", trainee.email, code=1).stderr
    assert "Nobody here" in run(made(1), "--as", "x@council.example", code=1).stderr
    assert count_rows(Employer) == 0


def test_the_text_answer_says_how_to_take_it_back(run):
    result = run(made(2))

    assert "2 rows, 2 created, 0 updated" in result.stdout
    assert "flask journal undo" in result.stdout


def test_statements_do_not_grow_with_every_row(run):
    with Statements() as few:
        run(made(200))
    with Statements() as many:
        run(made(1_000, first=1_000))

    assert many.count <= few.count + 20
    assert many.count <= 100


def test_the_real_employers_of_the_county(run):
    found = run.json(shared("employers-oxfordshire.csv").read_bytes())

    assert (found["rows"], found["created"], found["errors"]) == (191, 191, [])
    _, site = one(name="GRUNDON WASTE MANAGEMENT LIMITED")
    assert (site.postcode, site.district_code) == ("OX10 6LX", "E07000179")
    again = run.json(shared("employers-oxfordshire.csv").read_bytes())
    assert again["unchanged"] == 191


def strip(dumped):
    """Leave out the count of saves: the last column of the tables that people edit."""
    return [[row[:-1] for row in rows] for rows in dumped[:3]] + dumped[3:]


def dump_without_versions():
    return strip(dump())

"""Reference rows in the database: shipped, replaced by official files, asked in few statements."""

import json
from datetime import date

import pytest
import sqlalchemy as sa

from crm.core.db import session
from crm.reference import actions, queries
from crm.reference.models import BankHoliday, PostcodeShare, SicCode
from crm.reference.rules import Certainty
from tests.browse import Statements, count_rows

POSTCODES = "postcode,district_code\nOX14 3HB,E07000180\n"


def run(app, *args):
    return app.test_cli_runner().invoke(args=["reference", *args])


def test_a_new_installation_knows_places_and_holidays(app):
    place = queries.place("OX17 2AA")

    assert (place.authority, place.certainty) == ("E06000062", Certainty.PROBABLE)
    assert queries.authority_names()["E06000062"] == "West Northamptonshire"
    assert date(2026, 12, 28) in queries.holidays()
    assert queries.holidays_end_on() == date(2028, 12, 26)
    assert [row.name for row in queries.authorities()][:6] == [
        "Cherwell", "Oxford", "South Oxfordshire", "Vale of White Horse", "West Oxfordshire",
        "Buckinghamshire",
    ]  # fmt: skip


def test_seeding_again_changes_nothing(app):
    assert actions.seed() == 0


def test_many_postcodes_cost_few_statements(app):
    postcodes = {f"OX{district} {n}AA" for district in range(1, 50) for n in range(10)}
    with Statements() as statements:
        queries.places(postcodes)
        queries.places({"OX1 1AA"})

    assert statements.count == 3


def test_holidays_are_read_seldom_and_anew_once_others_are_loaded(app, tmp_path):
    with Statements() as statements:
        queries.holidays()
        queries.holidays()
    assert statements.count == 1

    file = tmp_path / "holidays.json"
    file.write_text(
        '{"england-and-wales": {"events": [{"title": "One day", "date": "2031-05-05"}]}}'
    )
    assert run(app, "load", "bank-holidays", str(file)).exit_code == 0
    assert queries.holidays() == {date(2031, 5, 5)}


def test_a_loaded_postcode_makes_its_district_sure(app, tmp_path):
    assert queries.place("OX14 3HB").certainty is Certainty.PROBABLE
    session.rollback()
    file = tmp_path / "codes.csv"
    file.write_text(POSTCODES)

    result = run(app, "load", "postcodes", str(file))

    assert result.exit_code == 0
    assert "1 row of postcodes" in result.output
    assert queries.place("OX14 3HB").certainty is Certainty.SURE


def test_outward_codes_replace_outward_codes_only(app, tmp_path):
    sectors = sa.select(sa.func.count()).where(PostcodeShare.part.like("% %"))
    before = session.scalar(sectors)
    session.rollback()
    file = tmp_path / "outward.csv"
    file.write_text("outward,district_code,share\nZE1,S12000027,1\n")

    assert run(app, "load", "outward", str(file)).exit_code == 0

    assert session.scalar(sectors) == before
    assert queries.place("ZE1 0AA").authority == "S12000027"
    assert queries.place("OX1 6AA") is None


def test_sic_codes_and_bank_holidays_load(app, tmp_path):
    sic, holidays = tmp_path / "sic.csv", tmp_path / "bank-holidays.json"
    sic.write_text("code,description,section\n01130,Growing of vegetables,A\n")
    day = {"title": "Jubilee", "date": "2027-06-04", "notes": "", "bunting": True}
    holidays.write_text(json.dumps({"england-and-wales": {"events": [day]}}))

    assert run(app, "load", "sic", str(sic)).exit_code == 0
    assert run(app, "load", "bank-holidays", str(holidays)).exit_code == 0

    assert queries.sic_descriptions({"01130", "99999"}) == {"01130": "Growing of vegetables"}
    assert queries.holidays() == {date(2027, 6, 4)}
    session.rollback()
    assert actions.seed() == 0


REFUSED = [
    ("postcodes", b"postcode,district_code\nOX14 3HB,Vale\n", "Row 2, district_code"),
    ("postcodes", b"\xff\xfe\x00", "not UTF-8"),
    ("sic", b"", "no column called"),
]


@pytest.mark.parametrize(("kind", "content", "reason"), REFUSED)
def test_a_refused_file_changes_nothing(app, tmp_path, kind, content, reason):
    file = tmp_path / "file"
    file.write_bytes(content)

    result = run(app, "load", kind, str(file))

    assert result.exit_code == 1
    assert reason in result.stderr
    assert count_rows(SicCode) == 0


def test_a_missing_file_and_an_unknown_kind(app, tmp_path):
    assert run(app, "load", "sic", str(tmp_path / "none.csv")).exit_code == 1
    assert run(app, "load", "colours", str(tmp_path / "none.csv")).exit_code == 2


def test_the_list_names_sources_and_ages(app, tmp_path):
    file = tmp_path / "codes.csv"
    file.write_text(POSTCODES)
    run(app, "load", "postcodes", str(file))

    found = {row["kind"]: row for row in json.loads(run(app, "list", "--json").stdout)}

    assert found["postcodes"]["source"] == "codes.csv"
    assert (found["postcodes"]["built_in"], found["outward"]["built_in"]) == (False, True)
    assert found["outward"]["as_of"] == "2025-11"
    assert "sic             not loaded" in run(app, "list").output


def test_the_page_says_what_is_loaded_and_what_is_not(officer, manager):
    page = officer.get("/reference").text

    assert "Full postcodes and their districts" in page
    assert "Not loaded" in page
    assert "Code-Point Open 2025.4.0" in page
    assert "Bank holidays are known up to 26 December 2028." in page
    assert "Reference data" in manager.get("/reference").text


def test_the_page_warns_before_the_bank_holidays_end(officer):
    session.execute(sa.delete(BankHoliday))
    session.commit()
    queries.forget()

    assert "Bank holidays are needed." in officer.get("/reference").text

"""The register as open data: CSV, JSON, and what their columns mean."""

import csv
import io

import pytest
from jsonschema import Draft202012Validator

from accreditation.register.columns import COLUMNS
from tests.accreditation.register.world import holder, page_of


def rows(stranger):
    text = stranger.client.get("/register.csv").text
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


def test_both_forms_say_the_same(make, stranger):
    award = holder(make, "Windrush Foods", "gold")
    holder(make, "Abbey Care", "bronze")

    path = page_of(award)
    found = stranger.client.get("/register.json").json

    assert rows(stranger) == found["employers"]
    assert list(found["employers"][0]) == list(COLUMNS)
    second = found["employers"][1]
    assert second == {
        "employer": "Windrush Foods", "district_code": "E07000179",
        "district": "South Oxfordshire", "level": "gold", "level_title": "Gold, Leading",
        "scheme_version": "1", "since": award.valid_from.isoformat(),
        "valid_until": award.ends_on.isoformat(), "status": "valid",
        "badge": f"http://127.0.0.1:8000{path}", "invented": "yes",
    }  # fmt: skip


def test_the_json_fits_its_schema(make, stranger):
    holder(make, "Windrush Foods")
    found = stranger.client.get("/register.json").json
    schema = stranger.client.get("/register/schema.json").json

    Draft202012Validator.check_schema(schema)
    assert not list(Draft202012Validator(schema).iter_errors(found))
    assert found["schema"] == schema["$id"] == "http://127.0.0.1:8000/register/schema.json"


def test_every_column_stands_on_the_page_in_words(app, stranger):
    page = stranger.get("/register/schema")

    for name, words in COLUMNS.items():
        assert f">{name}<" in page.text
        assert words.split(";")[0] in page.text


@pytest.mark.parametrize("evil", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\tx", "＝1"])
def test_no_cell_of_the_csv_runs_as_a_formula(make, stranger, evil):
    holder(make, evil)

    cell = rows(stranger)[0]["employer"]

    assert cell == f"'{evil}"


def test_commas_quotes_and_lines_stay_in_their_cell(make, stranger):
    name = 'Bright, "Sons" & Co'
    holder(make, name)

    assert rows(stranger)[0]["employer"] == name


@pytest.mark.parametrize("path", ["/register.csv", "/register.json", "/register/schema.json"])
def test_whoever_asks_again_is_told_that_nothing_changed(make, stranger, path):
    holder(make, "Windrush Foods")
    first = stranger.client.get(path)

    again = stranger.client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "public, no-cache"
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert (again.status_code, again.data) == (304, b"")


def test_an_empty_register_is_an_empty_list(app, stranger):
    assert stranger.client.get("/register.json").json["employers"] == []
    assert rows(stranger) == []


@pytest.mark.parametrize("form", ["xml", "xlsx", "json.json"])
def test_other_forms_are_not_found(app, stranger, form):
    assert stranger.client.get(f"/register.{form}").status_code == 404

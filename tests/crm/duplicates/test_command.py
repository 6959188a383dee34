"""``flask employers duplicates`` as people script against it."""

import json

import pytest

from crm.core.db import session


@pytest.fixture
def run(app):
    def command(*args, code=0):
        session.remove()
        result = app.test_cli_runner().invoke(args=["employers", "duplicates", *args])
        assert result.exit_code == code, result.output
        return result

    return command


def test_pairs_of_the_database_by_reference_strongest_first(run, make):
    one = make.employer(name="Windrush Care")
    two = make.employer(name="Windrush Care Ltd")
    make.employer(name="Windrush Care", postcode="OX1 1AA")
    refs = one.ref, two.ref

    found = json.loads(run("--json").stdout)

    assert (found[0]["a"], found[0]["b"]) == refs
    assert found[0]["score"] == 1
    assert found[0]["reasons"] == ["same name", "same postcode"]
    assert [row["score"] for row in found] == sorted((r["score"] for r in found), reverse=True)


def test_the_threshold_may_be_given(run, make):
    make.employer(name="Windrush Care", postcode="OX1 1AA")
    make.employer(name="Windrush Care Ltd", postcode="OX9 1AA")

    assert len(json.loads(run("--json", "--threshold", "0.6").stdout)) == 1
    assert json.loads(run("--json", "--threshold", "0.9").stdout) == []
    run("--threshold", "7", code=2)


def test_rows_of_a_file_by_their_record_id(run, tmp_path):
    file = tmp_path / "names.csv"
    file.write_text(
        "record_id,name,address,postcode\nx1,Isis Bakery,,OX1 1AA\nx2,ISIS BAKERY LTD,,ox11aa\n",
        encoding="utf-8",
    )

    found = json.loads(run("--from", str(file), "--json").stdout)

    assert [(row["a"], row["b"]) for row in found] == [("x1", "x2")]


def test_a_list_of_names_alone_will_do(run, tmp_path):
    file = tmp_path / "names.csv"
    file.write_text('"Organisation Name"\n" Isis Bakery "\nOther\nISIS BAKERY LTD\n')

    found = json.loads(run("--from", str(file), "--json").stdout)

    assert [(row["a"], row["b"]) for row in found] == [("1", "3")]


@pytest.mark.parametrize("content", [b"", b"town\nBenson\n", b"name\n\xff\xfe\n"])
def test_a_file_that_cannot_be_compared_is_refused(run, tmp_path, content):
    file = tmp_path / "names.csv"
    file.write_bytes(content)

    result = run("--from", str(file), "--json", code=1)

    assert "cannot be compared" in result.stderr
    assert result.stdout == ""


def test_a_missing_file_is_refused(run, tmp_path):
    assert "No such file" in run("--from", str(tmp_path / "none.csv"), code=1).stderr

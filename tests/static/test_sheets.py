"""The compiled sheets and the scripts are fit to serve under the strict policy."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "crm/static"
SHEETS = sorted(STATIC.glob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def test_the_three_sheets_are_there():
    assert [sheet.name for sheet in SHEETS] == ["app.css", "govuk.css", "moj.css"]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
@pytest.mark.parametrize("banned", ["GDS Transport", "@font-face", "url(", "@import", "Error:"])
def test_a_sheet_asks_for_nothing_else_and_is_no_error_page(sheet, banned):
    assert banned not in sheet.read_text(encoding="utf-8")


def test_sheets_stay_light():
    assert sum(sheet.stat().st_size for sheet in SHEETS) < 145_000


def test_the_lock_names_no_registry():
    lock = json.loads((ROOT / "requirements/styles/package-lock.json").read_text(encoding="utf-8"))

    assert not [name for name, entry in lock["packages"].items() if "resolved" in entry]


def test_each_vendored_file_has_its_licence_line():
    licences = (STATIC / "vendor/LICENCES.md").read_text(encoding="utf-8")

    for file in (STATIC / "vendor").glob("*.js"):
        assert f"vendor/{file.name}" in licences


def test_the_script_fetches_a_file_that_is_there():
    script = (STATIC / "app.js").read_text(encoding="utf-8")

    assert all((STATIC / name).is_file() for name in re.findall(r'import\("\./([^"]+)"\)', script))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_no_inline_style_or_script(template):
    markup = re.sub(r"\{#.*?#\}", "", template.read_text(encoding="utf-8"), flags=re.DOTALL)

    assert not re.findall(
        r"\sstyle=|\son[a-z]+=\"|<style|<script(?![^>]*\b(?:src=|ld\+json))", markup
    )

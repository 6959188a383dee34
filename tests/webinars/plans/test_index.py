"""Templates of webinars."""

import pytest
import sqlalchemy as sa

from crm.core.db import session
from tests.browse import count_rows
from webinars.programme import seed
from webinars.programme.models import WebinarTemplate

TEMPLATE = {"name": "Small firms", "title": "Work that fits", "minutes": "45"}


def test_the_shipped_template_waits_for_somebody_to_agree(officer):
    assert "Not confirmed" in officer.get("/webinars/manage/templates").text

    officer.submit("/webinars/manage/templates/1", {})

    assert "Not confirmed" not in officer.get("/webinars/manage/templates").text


def test_what_was_changed_or_retired_is_not_loaded_again(officer):
    officer.submit("/webinars/manage/templates/1", {"name": "Ours"})
    officer.post("/webinars/manage/templates/1/retire")

    assert seed.load() == 0
    assert count_rows(WebinarTemplate) == 1
    assert "No templates" in officer.get("/webinars/manage/templates").text


def test_a_template_is_written_and_used(officer):
    page = officer.submit("/webinars/manage/templates/new", TEMPLATE)
    assert "The template “Small firms” is saved." in page.text

    form = officer.get("/webinars/manage/new?template=2").text

    assert 'value="Work that fits"' in form
    assert 'value="45"' in form


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": ""}, "Enter a name"),
        ({"name": "employer webinar, TWICE a year"}, "Another template has this name."),
        ({"attended_percent": "0"}, "from 1 to 100"),
    ],
)
def test_what_cannot_be_is_refused(officer, typed, told):
    assert told in officer.submit("/webinars/manage/templates/new", TEMPLATE | typed).text
    assert count_rows(WebinarTemplate) == 1


def test_retiring_can_be_undone(officer):
    page = officer.post("/webinars/manage/templates/1/retire", follow=True).text
    path = page.split('action="/history/')[1].split('"')[0]

    officer.post(f"/history/{path}")

    assert session.scalar(sa.select(WebinarTemplate.retired_at)) is None

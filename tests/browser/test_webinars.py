"""The programme of webinars in a real browser: planned, published, seen by all, invited to."""

import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.budget import Budget
from tests.browser.conftest import ROOT, SIZES, Site, no_violations, picture

SETUP = """
from app import create_app
from crm.core.db import session
from crm.core import clock
from crm.employers.models import Contact, Employer, LegalForm, Site
from crm.people.models import Person
with create_app().app_context():
    owner = session.query(Person).filter_by(email="officer@council.example.org").one()
    for number, name in enumerate(("Otmoor Joinery", "Thame Tiles", "Cowley Cycles", "Isis Bakes")):
        firm = Employer(name=name, name_key=name.lower(), owner_id=owner.id,
                        legal_form=LegalForm.COMPANY, created_at=clock.now())
        session.add(firm)
        session.flush()
        session.add(Site(employer_id=firm.id, is_main=True, postcode="OX10 6LX", town="Benson"))
        session.add(Contact(employer_id=firm.id, name=f"Sam {name.split()[0]}",
                            email=f"sam{number}@firm.example"))
        session.commit()
"""


@pytest.fixture
def firms(site: Site) -> None:
    """Four companies of the officer, each with somebody to write to."""
    done = subprocess.run(
        [sys.executable, "-c", SETUP],
        cwd=ROOT, env=site.env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def both_widths(page: Page, name: str) -> None:
    for width, size in SIZES.items():
        page.set_viewport_size(size)
        no_violations(page)
        picture(page, f"{name}-{width}")
    page.set_viewport_size(SIZES["desktop"])


def test_a_webinar_from_its_template_to_its_invitations(
    sign_in: Callable[[str], Page], firms: None
) -> None:
    page = sign_in("officer")
    walk = Budget(page)
    page.get_by_role("link", name="Webinars", exact=True).first.click()
    both_widths(page, "webinars-none")
    page.get_by_role("link", name="Plan a webinar").first.click()
    both_widths(page, "webinars-new")
    page.get_by_label("Start, UK time").fill("10:00")
    page.get_by_label("Link to join").fill("https://teams.example/l/meetup-join/1")
    page.get_by_label("Who speaks").fill("Idris Vale, job coach")
    page.get_by_label("Captions").fill("Live captions in English")
    page.get_by_role("button", name="Save and publish").click()
    page.get_by_text("is published.").first.wait_for()
    both_widths(page, "webinars-show")
    page.get_by_role("link", name="Change", exact=True).click()
    both_widths(page, "webinars-edit")
    page.goto("/webinars/manage")
    both_widths(page, "webinars-list")

    with walk.step("Invite to the webinar", 6, 2):
        walk.press(page.get_by_role("link", name="Employing people who need support").first)
        walk.press(page.get_by_role("link", name="Invite employers"))
        both_widths(page, "webinars-invite")
        view = page.get_by_label("Employers in the view")
        view.select_option(label="My employers")
        walk.entries += 1
        walk.press(page.get_by_role("button", name="Preview three people"))
        page.get_by_role("heading", name="As they get it").wait_for()
        assert page.get_by_role("heading", name="To Sam ").count() == 3
        both_widths(page, "webinars-preview")
        walk.press(page.get_by_role("button", name="Send to 4"))
        page.get_by_text("Sending began.").wait_for()

    page.goto("/webinars")
    both_widths(page, "webinars-public-list")
    page.get_by_role("link", name="Employing people who need support").click()
    assert page.get_by_role("button", name="Sign up").is_visible()
    assert "teams.example" not in page.content()
    both_widths(page, "webinars-public")


def test_a_webinar_is_called_off_in_words(sign_in: Callable[[str], Page]) -> None:
    page = sign_in("manager")
    page.goto("/webinars/manage/new")
    page.get_by_label("Title").fill("A very long title " * 6)
    page.get_by_label("Start, UK time").fill("9")
    page.get_by_role("button", name="Save and publish").click()
    both_widths(page, "webinars-error")
    page.get_by_label("Link to join").fill("https://teams.example/l/meetup-join/2")
    page.get_by_role("button", name="Save and publish").click()
    page.get_by_role("link", name="Cancel it").click()
    page.get_by_label("Why it does not take place").fill("The speaker moved away.")
    both_widths(page, "webinars-cancel")
    page.get_by_role("button", name="Cancel the webinar").click()
    page.get_by_text("is cancelled. Who booked is told").first.wait_for()
    both_widths(page, "webinars-cancelled")
    page.goto("/webinars/manage/templates")
    both_widths(page, "webinars-templates")

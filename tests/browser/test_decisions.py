"""Deciding in a browser: the manager's budgets 5 and 6, the letter behind its link, a waiver."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.budget import Budget
from tests.browser.conftest import PASSWORD, ROOT, SIZES, Site, no_violations, picture, running

CASES = {"desktop": ("S-00001", "S-00002"), "phone": ("S-00003", "S-00004")}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Placewell with a manager and five cases that wait."""

    def fill(made: Site) -> None:
        made.person("manager@council.example.org", "Manager One", "manager")
        command = [sys.executable, "-m", "tests.accreditation.decisions.fill"]
        subprocess.run(command, cwd=ROOT, env=made.env, check=True, capture_output=True)

    with running(tmp_path_factory.mktemp("desk"), fill) as made:
        yield made


@pytest.fixture
def manager(desk: Site, page: Page) -> Page:
    page.goto(f"{desk.url}/sign-in")
    page.get_by_label("Email address").fill("manager@council.example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{desk.url}/")
    return page


def look(page: Page, name: str) -> None:
    no_violations(page)
    picture(page, f"decisions-{name}")


@pytest.mark.parametrize("size", SIZES)
def test_decide_within_the_budget(desk: Site, manager: Page, size: str) -> None:
    page, walk = manager, Budget(manager)
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    own, proposed = CASES[size]
    page.goto(f"{desk.url}/accreditation/decisions/new/{own}")
    look(page, f"desk-{size}")

    with walk.step("C3 step 5, decide", 3, 1):
        walk.press(page.get_by_role("radio", name="Approve", exact=True))
        page.get_by_label("Reason").select_option("A-EVIDENCE")
        walk.entries += 1
        walk.press(page.get_by_role("button", name="Show the letter"))
        expect(page.get_by_text("We gave you the level Silver, Practising.")).to_be_visible()
        look(page, f"letter-{size}")
        walk.press(page.get_by_role("button", name="Confirm and send the letter"))
        expect(page.get_by_text("is decided and its letter is on its way")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Decide: "))

    page.goto(f"{desk.url}/accreditation/decisions/new/{proposed}")
    with walk.step("C3 step 6, second approval on the same page", 2, 0):
        walk.press(page.get_by_role("button", name="Approve Silver, Practising as proposed"))
        walk.press(page.get_by_role("button", name="Confirm and send the letter"))
        expect(page.get_by_text("is decided and its letter is on its way")).to_be_visible()
    page.goto(f"{desk.url}/accreditation/decisions")
    look(page, f"list-{size}")


@pytest.mark.parametrize("size", SIZES)
def test_a_blocked_gate_says_why_and_can_be_waived(desk: Site, manager: Page, size: str) -> None:
    page = manager
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    page.goto(f"{desk.url}/accreditation/decisions/new/S-00005")
    expect(page.get_by_text("No level can be awarded.")).to_be_visible()
    look(page, f"blocked-{size}")

    page.get_by_role("link", name="Waive it").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Waive a gate: Elder Hotel")
    look(page, f"waive-{size}")
    page.get_by_role("button", name="Waive this gate").click()
    expect(page.get_by_text("Say why this gate may be set aside.").first).to_be_visible()
    look(page, f"waive-errors-{size}")


def test_an_award_is_not_confirmed_while_a_condition_is_open(desk: Site, manager: Page) -> None:
    """The page says so before anything is filled in, and leads to where the proof is noted."""
    page = manager
    page.goto(f"{desk.url}/accreditation/awards")
    page.get_by_role("link", name="Gorse Garden Centre").click()
    page.get_by_role("link", name="Confirm", exact=True).click()
    expect(page.get_by_text("has 2 open conditions.")).to_be_visible()
    expect(page.get_by_label("Reason")).to_have_count(0)
    for size in SIZES:
        page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
        look(page, f"not-confirmed-{size}")

    page.get_by_role("link", name="Note the proof").click()
    for _ in range(2):
        page.get_by_label("What shows that it is met").first.fill("Seen on the visit.")
        page.get_by_role("button", name="Mark as met").first.click()
    expect(page.get_by_text("The award is confirmed")).to_be_visible()
    page.goto(f"{desk.url}/accreditation/awards")
    page.get_by_role("link", name="Gorse Garden Centre").click()
    for size in SIZES:
        page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
        look(page, f"award-{size}")
    page.get_by_role("link", name="Open decision").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Decision about Gorse Garden Centre")


@pytest.mark.parametrize("size", SIZES)
def test_the_business_reads_its_letter(desk: Site, page: Page, size: str, tmp_path: Path) -> None:
    """The link as the mail will carry it; the paper comes as a file."""
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    page.goto(address(desk, tmp_path))

    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Our decision about"))
    look(page, f"received-{size}")
    with page.expect_download() as download:
        page.get_by_role("link", name="Get this letter as a PDF").click()
    assert download.value.suggested_filename == "D-00001.pdf"


def address(desk: Site, folder: Path) -> str:
    """The link of the first letter, made again as the worker does."""
    script = folder / "address.py"
    script.write_text(
        "from app import create_app\n"
        "from crm.core import links\n"
        "from crm.core.db import session\n"
        "with create_app().app_context():\n"
        "    print(links.address(session.get(links.OneTimeLink, 1)))\n"
    )
    done = subprocess.run(
        [sys.executable, str(script)], cwd=ROOT, check=True, capture_output=True, text=True,
        env=desk.env | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    return done.stdout.strip()

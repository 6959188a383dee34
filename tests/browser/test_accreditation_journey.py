"""From a phone to a badge and its end: applied, assessed, decided, verified elsewhere, revoked.

The verifiers are programs of npm that nobody here wrote; they see only what the site publishes.
"""

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accreditation.applications import queries as applications
from accreditation.openbadges import contexts
from accreditation.scheme import queries as schemes
from accreditation.versions import actions as versions
from app import create_app
from crm.activity.models import Activity
from crm.activity.rules import Kind, Outcome
from crm.core import clock, config
from crm.core.db import db, session, set_may_write
from crm.employers.models import SizeBand
from crm.people.models import Person
from crm.vacancies.models import Contract
from tests.browser.conftest import PASSWORD, SIZES, Site, no_violations, picture, running
from tests.makers import Make
from tests.verifiers import judge, need_npm

NAME = "Cherwell Bicycle Works"
PEOPLE = {"officer": "Asha Officer", "second": "Sol Second", "manager": "Mo Manager"}


@contextmanager
def inside(site: Site) -> Iterator[Make]:
    """Work in the site's own database."""
    app = create_app(config.load(site.env) | {"TESTING": True})
    with app.app_context():
        set_may_write(True)
        yield Make()
        session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site of three people, a published scheme and an employer that does well."""

    def fill(made: Site) -> None:
        for who, name in PEOPLE.items():
            role = "manager" if who == "manager" else "officer"
            made.person(f"{who}@council.example.org", name, role)

    with running(tmp_path_factory.mktemp("town"), fill) as made:
        with inside(made) as make:
            publish()
            does_well(make)
        yield made


def publish() -> None:
    row = schemes.find("1")
    assert row
    by = session.query(Person).filter_by(email="manager@council.example.org").one()
    versions.publish(
        row, seen=row.digest, effective_from=clock.today(), honoured_until=None,
        why="Scrutiny committee", by=by,
    )  # fmt: skip
    session.commit()


def does_well(make: Make) -> None:
    """Openings, a job kept since spring that is paid fairly, visits, and talks with who hires."""
    owner = make.person(name="Olu Owner")
    with clock.at(clock.now() - timedelta(days=230)):
        employer = make.employer(name=NAME, size_band=SizeBand.SMALL, owner_id=owner.id)
        boss = make.contact(employer, name="Bea Boss", email="bea@cherwell.example", can_hire=True)
    for title in ("Mechanic", "Shop assistant"):
        make.vacancy(employer, title=title, adjustments="Quiet room", pay_amount=Decimal("13.00"))
    first = make.vacancy(
        employer, title="Wheel builder", adjustments="Later start", contract=Contract.PERMANENT
    )
    placement = make.placement(
        employer, vacancy_id=first.id, started_on=clock.today() - timedelta(days=220)
    )
    make.check(placement)
    for days, kind in ((9, Kind.VISIT), (40, Kind.CALL), (80, Kind.CALL), (120, Kind.CALL)):
        session.add(
            Activity(
                employer_id=employer.id,
                contact_id=boss.id,
                by_id=owner.id,
                kind=kind,
                outcome=Outcome.SPOKE,
                hiring_authority=True,
                summary="Talked about openings",
                happened_at=clock.now() - timedelta(days=days),
            )
        )
    session.commit()


def signed_in(site: Site, browser: Browser, who: str) -> Page:
    page = browser.new_context(base_url=site.url).new_page()
    page.goto("/sign-in")
    page.get_by_label("Email address").fill(f"{who}@council.example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
    return page


def look(page: Page, name: str) -> None:
    no_violations(page)
    picture(page, f"accreditation-{name}")


def test_from_a_phone_to_a_badge_and_its_end(town: Site, browser: Browser) -> None:
    need_npm()
    officer, manager = (signed_in(town, browser, who) for who in ("officer", "manager"))
    ask(officer)
    apply(town, browser)
    ref = assess(town, browser, officer)
    decide(manager, ref)
    address = badge_of(manager)
    before = verified(town, address)
    assert before["digitalBazaar"] == {"verified": True, "revoked": [False], "errors": []}
    assert before["verifierCore"]["log"]["revocation_status"] is True

    revoke(manager, town, browser, address)
    after = verified(town, address)
    assert after["digitalBazaar"]["revoked"] == [True]
    assert after["verifierCore"]["log"]["revocation_status"] is False


def ask(page: Page) -> None:
    page.goto("/employers/E-00001")
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    page.get_by_role("link", name="Ask to apply").first.click()
    page.get_by_label("Send the link to").select_option(label="Bea Boss, bea@cherwell.example")
    page.get_by_role("button", name="Ask to apply").click()
    expect(page.get_by_text("A link is mailed to Bea Boss")).to_be_visible()


def apply(site: Site, browser: Browser) -> None:
    """The business answers, signs and sends on a phone."""
    with inside(site):
        row = applications.application_or_404("L-00001")
        address = applications.address(row)
    page = browser.new_context(viewport=SIZES["phone"]).new_page()
    page.goto(address)
    look(page, "1-tasks")
    page.get_by_role("link", name="Fair pay").click()
    page.get_by_role("radio", name="Accredited as a living wage employer").check()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("radio", name="A supervisor is named and there is").check()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("radio", name="Level 1, Committed").check()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("Full name").fill("Bea Boss")
    page.get_by_label("Role").fill("Owner")
    page.get_by_label("List us in the public register").check()
    look(page, "2-check")
    page.get_by_role("button", name="Agree and send").click()
    expect(page.get_by_role("heading", name="We have your application")).to_be_visible()
    page.context.close()


def assess(site: Site, browser: Browser, page: Page) -> str:
    """An officer who never had the employer judges what it says; it finds nothing wrong."""
    page.goto("/accreditation/reviews")
    page.get_by_role("button", name=f"Take it application of {NAME}").click()
    ref = page.url.rstrip("/").rpartition("/")[2].partition("?")[0]
    for title, verdict in (
        ("Pays a living wage", "I saw proof: Accredited as a living wage employer"),
        ("Named supervisor and induction", "I saw proof: A supervisor is named and there is"),
        ("Disability Confident", "I saw proof: Level 1, Committed"),
    ):
        page.get_by_role("link", name=title).first.click()
        page.get_by_label(verdict).check()
        page.get_by_label("What you saw, or why").fill("Seen on the visit.")
        page.get_by_role("button", name="Save verdict").click()
    look(page, "3-case")
    page.get_by_role("button", name="Send the draft").click()
    expect(page.get_by_text("The draft is mailed")).to_be_visible()
    agree(site, browser, ref)
    page.goto(f"/accreditation/reviews/{ref}")
    page.get_by_label("What did you find, in a few words?").fill("Good practice, a job that lasts.")
    page.get_by_role("button", name="Send for a").click()
    if page.get_by_text("It waits for a second opinion").count():
        second = signed_in(site, browser, "second")
        second.goto(f"/accreditation/reviews/{ref}")
        second.get_by_label("I agree").check()
        second.get_by_label("What did you find?").fill("I read all of it and agree.")
        second.get_by_role("button", name="Give this opinion").click()
    return ref


def agree(site: Site, browser: Browser, ref: str) -> None:
    from accreditation.assessments.queries import assessment_or_404
    from crm.core import links
    from crm.core.links import OneTimeLink

    with inside(site):
        row = assessment_or_404(ref)
        address = links.address(session.get_one(OneTimeLink, row.link_id))
    phone = browser.new_context(viewport=SIZES["phone"]).new_page()
    phone.goto(address)
    look(phone, "4-draft")
    phone.get_by_role("button", name="Nothing is wrong").click()
    expect(phone.get_by_text("Thank you. We have your answer")).to_be_visible()
    phone.context.close()


def decide(page: Page, ref: str) -> None:
    page.goto(f"/accreditation/decisions/new/{ref}")
    look(page, "5-decide")
    page.get_by_role("radio", name="Approve", exact=True).check()
    page.get_by_label("Reason").select_option("A-EVIDENCE")
    page.get_by_role("button", name="Show the letter").click()
    look(page, "6-letter")
    page.get_by_role("button", name="Confirm and send the letter").click()
    expect(page.get_by_text("is decided and its letter is on its way")).to_be_visible()


def badge_of(page: Page) -> str:
    page.goto("/accreditation/awards/B-00001")
    look(page, "7-award")
    page.get_by_role("link", name="Open").last.click()
    expect(page.get_by_role("heading", name="Valid today")).to_be_visible()
    expect(page.get_by_text(NAME).first).to_be_visible()
    look(page, "8-badge")
    return page.url


def verified(site: Site, address: str) -> Any:
    """What verifiers of npm say of the badge, given only what the site publishes."""

    def fetch(url: str) -> Any:
        asked = urllib.request.Request(url, headers={"Accept": "application/json"})
        with urllib.request.urlopen(asked) as answer:
            text = answer.read().decode()
            return json.loads(text) if "json" in answer.headers["Content-Type"] else text

    badge = fetch(f"{address}.json")
    found = {each: contexts.load(each)["document"] for each in contexts.VENDORED}
    document = fetch(f"{site.url}/.well-known/did.json")
    found[f"{site.url}/.well-known/did.json"] = found[document["id"]] = document
    found[document["id"].replace("did:web:", "https://").replace("%3A", ":")
          + "/.well-known/did.json"] = document  # fmt: skip
    for key in fetch(f"{site.url}/badges/keys")["keys"]:
        url = f"{site.url}/badges/keys/{key['kid']}"
        found[url] = fetch(url)
    listed = badge["credentialStatus"]["statusListCredential"]
    found[listed] = fetch(listed)
    answer = judge(found, {"badge": badge})
    return answer["judged"]["badge"]


def revoke(page: Page, site: Site, browser: Browser, address: str) -> None:
    page.goto("/accreditation/awards/B-00001/revoke")
    page.get_by_label("Reason").select_option("RV-2")
    page.get_by_label("Why, for the file").fill("The wage slip was not true.")
    look(page, "9-revoke")
    page.get_by_role("button", name="Take this level away").click()
    expect(page.get_by_text("The business is told by mail")).to_be_visible()
    stranger = browser.new_page()
    stranger.goto(address)
    expect(stranger.get_by_role("heading", name="Withdrawn")).to_be_visible()
    look(stranger, "10-withdrawn")
    stranger.goto(f"{site.url}/register?q=Cherwell")
    expect(stranger.get_by_role("link", name=NAME)).to_have_count(0)
    stranger.close()

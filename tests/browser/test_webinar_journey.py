"""From a webinar to what came of it: published, booked on a phone, waited for, attended, counted.

Days do not pass in a test: the webinar is moved behind us in its table before its report is read.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app import create_app
from crm.core import clock, config, links
from crm.core.db import db, session, set_may_write
from crm.core.links import OneTimeLink
from crm.core.outbox import Mail
from crm.employers.models import Employer
from tests.browser.conftest import PASSWORD, SIZES, Site, no_violations, picture, running
from tests.makers import Make
from webinars.bookings import moves, queries
from webinars.bookings.models import Booking, Came
from webinars.programme.models import Webinar

TITLE = "What a job coach does for a small firm"
AS_A_PERSON = 3200
SIGN_UP = re.compile("Sign up|Join the waiting list")
SAY_YES = re.compile("^Yes, ")
FIRMS = 6


@contextmanager
def inside(site: Site) -> Iterator[Make]:
    """Work in the site's own database."""
    app = create_app(config.load(site.env) | {"TESTING": True})
    with app.app_context():
        set_may_write(True)
        yield Make()
        session.commit()
        session.remove()
        db.engine.dispose()


def look(page: Page, name: str) -> None:
    no_violations(page)
    picture(page, f"webinar-{name}")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site of its own: what came of other webinars would hide small counts of this one."""

    def fill(made: Site) -> None:
        made.person("officer@council.example.org", "Olu Officer", "officer")

    with running(tmp_path_factory.mktemp("webinar-town"), fill) as made:
        yield made


@pytest.fixture
def officer(town: Site, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(base_url=town.url)
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("Email address").fill("officer@council.example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
    yield page
    context.close()


@pytest.fixture
def phone(town: Site, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(base_url=town.url, viewport=SIZES["phone"])
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def test_from_an_invitation_to_a_job(
    town: Site, officer: Page, phone: Page, tmp_path: Path
) -> None:
    site = town
    ref = publish(officer)
    fill_up(site, ref)
    book(site, phone, ref, "Ffion Vale", "ffion@vale.example")
    expect(phone.get_by_text("You have a seat.")).to_be_visible()
    seat = phone.url
    book(site, phone, ref, "Gus Hale", "gus@hale.example")
    expect(phone.get_by_text("You are number 1 on the waiting list.")).to_be_visible()
    look(phone, "1-waiting")
    waiting = phone.url
    promoted(site, phone, seat, waiting)
    reminded(site, officer, ref)
    starts = held(site, ref)
    attended(officer, ref, report(tmp_path, starts))
    came_of_it(site, officer, ref)


def publish(page: Page) -> str:
    page.goto("/webinars/manage/new")
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("What it is about").or_(page.get_by_label("In plain words")).first.fill(
        "What a job coach does, and what it costs you: nothing."
    )
    page.get_by_label("Day", exact=True).fill("in 3 weeks")
    page.get_by_label("Start, UK time").fill("10:00")
    page.get_by_label("Seats", exact=True).fill(str(FIRMS + 1))
    page.get_by_label("Link to join").fill("https://teams.example/l/meetup-join/9")
    page.get_by_role("button", name="Save and publish").click()
    page.get_by_text("is published.").first.wait_for()
    found = re.search(r"W-\d{4}", page.url) or re.search(r"W-\d{4}", page.content())
    assert found
    return found[0]


def number(ref: str) -> int:
    return int(ref[2:])


def fill_up(site: Site, ref: str) -> None:
    """Six firms have their seats, so that one is left."""
    with inside(site) as make:
        for n in range(FIRMS):
            firm = make.employer(name=f"Vale Workshop {n}")
            moves.book(
                queries.lock(number(ref)), came=Came.FORM, name=f"Person {n} Vale",
                email=f"p{n}@vale-workshop.example", employer_words=firm.name,
                employer_id=firm.id, follow_up_ok=True,
            )  # fmt: skip


def book(site: Site, page: Page, ref: str, name: str, email: str) -> None:
    """Sign up on a phone and prove the address by the mail."""
    page.goto(f"/webinars/{ref}")
    page.get_by_role("button", name=SIGN_UP).click()
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Work email address").fill(email)
    page.get_by_label("Where you work").fill("Vale Workshop 1")
    page.wait_for_timeout(AS_A_PERSON)
    page.get_by_role("button", name=SIGN_UP).click()
    expect(page.get_by_role("heading", name="One more step: check your email")).to_be_visible()
    page.goto(link_in_mail(site, email))
    page.get_by_role("button", name=SAY_YES).click()


def link_in_mail(site: Site, email: str) -> str:
    with inside(site):
        mail = (
            session.query(Mail)
            .filter(Mail.to_addr == email, Mail.link_id.is_not(None))
            .order_by(Mail.id.desc())
            .first()
        )
        assert mail
        return links.address(session.get_one(OneTimeLink, mail.link_id))


def promoted(site: Site, page: Page, seat: str, waiting: str) -> None:
    """Who has the last seat gives it up; who waits is offered it and takes it."""
    page.goto(seat)
    page.get_by_role("link", name="Cancel this booking").click()
    page.get_by_role("button", name="Cancel my booking").click()
    expect(page.get_by_text("This booking is cancelled.")).to_be_visible()
    take = page.get_by_role("button", name=re.compile("take", re.IGNORECASE))
    for _ in range(60):  # the worker looks every 15 seconds
        page.goto(waiting)
        if take.count():
            break
        page.wait_for_timeout(1_000)
    look(page, "2-offered")
    take.first.click()
    expect(page.get_by_text("You have a seat.")).to_be_visible()
    look(page, "3-seat")
    expect(page.get_by_role("link", name="https://teams.example/l/meetup-join/9").or_(
        page.get_by_role("link", name=re.compile("[Jj]oin"))
    ).first).to_be_visible()  # fmt: skip


def reminded(site: Site, page: Page, ref: str) -> None:
    """A week before the start the reminder lies in the outbox, once for each seat."""
    for _ in range(90):  # the worker waits half a minute for an undo
        with inside(site):
            told = session.query(Mail).filter(Mail.kind.like("webinar%")).count()
            starts = session.get_one(Webinar, number(ref)).starts_at
            seated = (
                session.query(Booking)
                .filter_by(webinar_id=number(ref), email="gus@hale.example")
                .one()
            )
            known = seated.last_sequence
        if known is not None and told:
            break
        page.wait_for_timeout(1_000)
    at = (starts - timedelta(hours=168) + timedelta(seconds=5)).isoformat()
    site.flask("jobs", "run", "remind-of-webinars", "--at", at)
    page.goto("/outbox")
    expect(page.locator("main").get_by_text(re.compile(f"^In .*: {TITLE}")).first).to_be_visible()
    look(page, "4-outbox")


def held(site: Site, ref: str) -> datetime:
    """Let the webinar lie two days behind us; return its start on a clock in the UK."""
    with inside(site):
        row = session.get_one(Webinar, number(ref))
        starts = clock.now().replace(hour=10, minute=0, second=0, microsecond=0)
        row.starts_at = starts - timedelta(days=2)
        row.ends_at = row.starts_at + timedelta(hours=1)
        session.commit()
        return clock.to_london(row.starts_at).replace(tzinfo=None)


def report(folder: Path, starts: datetime) -> Path:
    """A report as Teams writes it: UTF-16, tabs, the order of an American clock."""

    def moment(minutes: int) -> str:
        at = starts + timedelta(minutes=minutes)
        return f"{at.month}/{at.day}/{at:%y}, {at:%I:%M:%S %p}".replace(", 0", ", ")

    people = [(f"Person {n} Vale", f"p{n}@vale-workshop.example", 1, 58) for n in range(FIRMS)]
    people.append(("Hale, Gus", "", 2, 57))
    lines = [
        "1. Summary", f"Meeting title\t{TITLE}", f"Attended participants\t{len(people)}",
        f"Start time\t{moment(0)}", f"End time\t{moment(60)}", "Meeting duration\t1h", "",
        "2. Participants",
        "Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole",
        *(f"{name}\t{moment(a)}\t{moment(b)}\t{b - a}m\t{mail}\t\tAttendee"
          for name, mail, a, b in people),
        "",
    ]  # fmt: skip
    path = folder / "Attendance.csv"
    path.write_bytes(b"\xff\xfe" + "\r\n".join(lines).encode("utf-16-le"))
    return path


def attended(page: Page, ref: str, file: Path) -> None:
    at = f"/webinars/manage/{ref}"
    page.goto(f"{at}/attendance")
    page.get_by_label("Attendance report").set_input_files(file)
    expect(page.get_by_text("Nothing is saved yet.")).to_be_visible()
    look(page, "5-attendance")
    page.get_by_role("button", name="Same person").click()
    page.get_by_role("button", name=f"Save {FIRMS + 1}").click()
    expect(page.get_by_text(f"Saved {FIRMS + 1} people.")).to_be_visible()
    page.get_by_role("button", name="Apply both plans").click()
    expect(page.get_by_text("mails leave in ten minutes.")).to_be_visible()
    look(page, "6-follow-ups")


def came_of_it(site: Site, page: Page, ref: str) -> None:
    """Every firm offers an opening the day after; five is the least that is shown."""
    with inside(site) as make:
        firms = session.query(Employer).filter(Employer.name.like("Vale Workshop %")).all()
        for firm in firms:
            with clock.at(clock.now() - timedelta(days=1)):
                make.vacancy(firm, title="Packer")
    page.goto(f"/webinars/manage/{ref}/outcomes")
    row = page.get_by_role("row", name=re.compile("[Vv]acanc|[Oo]pening")).first
    expect(row).to_contain_text(f"{FIRMS} of {FIRMS}")
    expect(page.get_by_text("Associated with, not caused by.")).to_be_visible()
    look(page, "7-outcomes")
    page.set_viewport_size(SIZES["phone"])
    look(page, "7-outcomes-phone")

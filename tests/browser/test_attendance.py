"""After a webinar in a real browser: the report, the unsure, both plans; the day on a phone."""

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.budget import Budget
from tests.browser.conftest import ROOT, SIZES, Site, no_violations, picture

LONG = "Maximiliane-Theodora Featherstonehaugh-Cholmondeley-Warburton"
SETUP = f"""
from datetime import timedelta
from itertools import count
from app import create_app
from crm.core import clock
from crm.core.db import session
from crm.core.search import normalise
from crm.employers.models import Employer
from webinars.bookings.models import Booking, State
from webinars.programme.models import Webinar
with create_app().app_context():
    starts = (clock.now() - timedelta(days=2)).replace(hour=10, minute=0, second=0, microsecond=0)
    if OPEN: starts = clock.now() - timedelta(minutes=10)
    one = Webinar(title="Your first supported employee", words="What a job coach does.",
        starts_at=starts, ends_at=starts + timedelta(hours=1), capacity=60,
        join_url="https://join.example/7", state="published")
    session.add(one)
    session.flush()
    people = (("Sunita Rao", "Windrush Foods"), ("Ken Abara", "Grundon Waste Management"),
        ("Joan Whitlock", "Ridgeway Care Homes (Wantage and Faringdon)"),
        ("Sam Pike", "Isis Garden Centre"), ("{LONG}", "Wolds Catering"), ("Lee Marsh", "Wolds"))
    for number, (name, firm) in enumerate(people):
        known = Employer(name=firm, name_key=normalise(firm), created_at=clock.now())
        session.add(known)
        session.flush()
        session.add(Booking(webinar_id=one.id, name=name, email=f"p{{number}}@x{{one.id}}.example",
            email_folded=f"p{{number}}@x{{one.id}}.example", employer_words=firm,
            employer_id=known.id, follow_up_ok=number != 1, state=State.SEAT, queue=number,
            asked_at=clock.now(), proved_at=clock.now(), moved_at=clock.now(),
            uid=f"t{{one.id}}-{{number}}@x"))

    session.commit()
    print(one.ref, one.id, clock.to_london(starts).replace(tzinfo=None).isoformat())
"""


def webinar(site: Site, *, still_open: bool) -> tuple[str, str, datetime]:
    """A webinar with six seats, over or going on: its reference, its domain and its start."""
    done = subprocess.run(
        [sys.executable, "-c", f"OPEN = {still_open}\n{SETUP}"],
        cwd=ROOT, env=site.env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    ref, number, starts = done.stdout.split()
    return ref, f"x{number}.example", datetime.fromisoformat(starts)


def report(folder: Path, domain: str, starts: datetime) -> Path:
    """A report of Zoom with one person who is not sure, and a walk-in."""
    rows = [
        ("Sunita Rao", f"p0@{domain}", 1, 58), ("Ken Abara", f"p1@{domain}", 0, 22),
        ("Ken Abara", f"p1@{domain}", 31, 60), ("Joan Whitlock", f"p2@{domain}", 40, 60),
        ("Sam P", "", 2, 60), (LONG, f"p4@{domain}", 0, 60),
        ("Peter Lamb", "peter@lamb.example", 5, 59),
    ]  # fmt: skip
    lines = ["Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest"]
    for name, email, first, last in rows:
        begin, end = (f"{starts + timedelta(minutes=m):%d/%m/%Y %H:%M:%S}" for m in (first, last))
        lines.append(f"{name},{email},{begin},{end},{last - first},Yes")
    path = folder / "attendance.csv"
    path.write_text("\r\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("size", SIZES)
def test_after_the_webinar_within_its_budget(site: Site, sign_in, tmp_path: Path, size: str):
    ref, domain, starts = webinar(site, still_open=False)
    page: Page = sign_in("officer")
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    walk, at = Budget(page), f"/webinars/manage/{ref}"
    page.goto(f"{at}/attendance")
    no_violations(page)
    picture(page, f"attendance-bring-{size}")
    with walk.step("C1 step 11, after the webinar", 4, 0):
        page.get_by_label("Attendance report").set_input_files(report(tmp_path, domain, starts))
        walk.presses += 1
        expect(page.get_by_text("Nothing is saved yet.")).to_be_visible()
        no_violations(page)
        picture(page, f"attendance-look-{size}")
        walk.press(page.get_by_role("button", name="Same person"))
        walk.press(page.get_by_role("button", name="Save 6"))
        expect(page.get_by_role("status")).to_contain_text("Saved 6 people.")
        no_violations(page)
        picture(page, f"attendance-saved-{size}")
        walk.press(page.get_by_role("button", name="Apply both plans"))
        expect(page.get_by_role("status")).to_contain_text("leave in ten minutes.")
    expect(page.get_by_text("Both plans were applied to everybody.")).to_be_visible()
    for place in ("follow-ups", "outcomes", "day", "rule", "recording", "day/walk-in"):
        page.goto(f"{at}/{place}")
        no_violations(page)
        picture(page, f"attendance-{place.replace('/', '-')}-{size}")
    page.goto(f"{at}/follow-ups")
    expect(page.get_by_role("heading", name="The answers are shown after")).to_be_visible()
    page.goto(f"/employers/{employer_of(site, f'p0@{domain}')}")
    expect(page.get_by_text(f"Sunita Rao came to {ref}, 57 minutes")).to_be_visible()
    no_violations(page)
    picture(page, f"attendance-timeline-{size}")
    page.goto("/webinars/manage/outcomes")
    no_violations(page)
    picture(page, f"attendance-all-{size}")


def test_the_day_on_a_phone(site: Site, sign_in):
    ref, _, _ = webinar(site, still_open=True)
    page: Page = sign_in("officer")
    page.set_viewport_size(SIZES["phone"])  # type: ignore[arg-type]
    page.goto(f"/webinars/manage/{ref}/day")
    no_violations(page)
    picture(page, "day-phone")
    page.get_by_role("button", name="There Sunita Rao", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Sunita Rao is there.")
    page.get_by_role("button", name="Send link again to Ken Abara").click()
    expect(page.get_by_text("The link to join is on its way to Ken Abara.")).to_be_visible()
    page.get_by_role("link", name="Add somebody who walked in").click()
    page.get_by_label("Name", exact=True).fill("Peter Lamb")
    page.get_by_role("button", name="Add to the register").click()
    expect(page.get_by_role("status")).to_contain_text("Peter Lamb stands in the register.")
    no_violations(page)
    picture(page, "day-phone-marked")


def test_the_survey_on_a_phone(site: Site, sign_in, tmp_path: Path):
    ref, domain, starts = webinar(site, still_open=False)
    page: Page = sign_in("officer")
    page.goto(f"/webinars/manage/{ref}/attendance")
    page.get_by_label("Attendance report").set_input_files(report(tmp_path, domain, starts))
    page.get_by_role("button", name="Save 5, keep 1 for later").click()
    page.get_by_role("button", name="Apply both plans").click()
    expect(page.get_by_role("status")).to_contain_text("leave in ten minutes.")
    address = link_of(site, f"p0@{domain}")
    page.set_viewport_size(SIZES["phone"])  # type: ignore[arg-type]
    page.goto(address)
    expect(page.get_by_role("heading", name="Thank you for coming")).to_be_visible()
    no_violations(page)
    picture(page, "after-phone")
    page.get_by_role("link", name="Tell us how it was").click()
    no_violations(page)
    picture(page, "survey-phone")
    page.get_by_role("group", name="Was the webinar useful").get_by_label("Yes").check()
    page.get_by_role("button", name="Send answers").click()
    expect(page.get_by_text("They were added to the counts.")).to_be_visible()
    no_violations(page)
    other = link_of(site, f"p4@{domain}").replace("/me/after.", "/me/survey.")
    long_ago(site, ref)
    page.goto(other)
    expect(page.get_by_role("heading", name="The survey is closed")).to_be_visible()
    no_violations(page)
    picture(page, "survey-closed-phone")
    page.goto(f"/webinars/manage/{ref}/follow-ups")
    expect(page.get_by_text("Fewer than 5 answered, so nothing is shown")).to_be_visible()
    no_violations(page)
    picture(page, "survey-results-phone")


def long_ago(site: Site, ref: str) -> None:
    """Let a webinar have been a month ago, so that its survey is closed."""
    lines = (
        "from datetime import timedelta\n"
        "from app import create_app\n"
        "from crm.core.db import session\n"
        "from webinars.programme.queries import find_by_ref\n"
        "with create_app().app_context():\n"
        f"    one = find_by_ref({ref!r})\n"
        "    one.starts_at -= timedelta(days=30)\n"
        "    one.ends_at -= timedelta(days=30)\n"
        "    session.commit()\n"
    )
    told(site, lines)


def told(site: Site, lines: str) -> str:
    """What these lines print, run inside the application of the site."""
    done = subprocess.run(
        [sys.executable, "-c", lines],
        cwd=ROOT, env=site.env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def employer_of(site: Site, email: str) -> str:
    """The reference of the employer that a booking was matched to."""
    lines = (
        "from app import create_app\n"
        "from crm.core.db import session\n"
        "from crm.employers.models import Employer\n"
        "from webinars.bookings.models import Booking\n"
        "with create_app().app_context():\n"
        f"    one = session.query(Booking).filter(Booking.email == {email!r}).one()\n"
        "    print(session.get(Employer, one.employer_id).ref)\n"
    )
    return told(site, lines)


def link_of(site: Site, email: str) -> str:
    """The link in the newest mail to somebody."""
    lines = (
        "from app import create_app\n"
        "from crm.core import links\n"
        "from crm.core.db import session\n"
        "from crm.core.links import OneTimeLink\n"
        "from crm.core.outbox import Mail\n"
        "with create_app().app_context():\n"
        f"    mail = session.query(Mail).filter(Mail.to_addr == {email!r}).first()\n"
        "    print(links.address(session.get(OneTimeLink, mail.link_id)))\n"
    )
    return told(site, lines)

"""Sending: once, counted, with a receipt; the asker and the employer's page see what came."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.core import clock, links
from crm.core.db import session
from crm.core.links import LinkEvent, State
from crm.evidence import queries
from crm.evidence.models import EvidenceFile
from crm.followups.models import FollowUp
from crm.vault import rules as vault
from crm.vault.models import StoredFile
from tests import papers
from tests.browse import Browser, count_rows
from tests.crm.evidence import asking
from tests.crm.evidence.asking import Asked
from tests.makers import Make


def test_the_receipt_says_what_came_and_until_when_it_is_kept(
    stranger: Browser, request_made: Asked
) -> None:
    page = asking.sends(
        stranger, request_made.path, ("slip.pdf", papers.pdf()), ("job.jpg", papers.photo())
    ).text

    assert "We have your 2 files" in page
    assert request_made.ref in page
    until = vault.later(clock.today(), 6)
    assert f"Kept until {until.day} {until:%B %Y}" in page
    assert "Add another file" in page
    assert "3 more" in page
    assert request_made.link.uses == 2
    assert asking.drafts() == []


def test_what_came_is_kept_as_evidence_of_the_employer(
    stranger: Browser, request_made: Asked
) -> None:
    asking.sends(stranger, request_made.path, ("slip.pdf", papers.pdf()))

    row = session.scalars(sa.select(StoredFile)).one()
    assert (row.employer_id, row.kind, row.came_by, row.arrived_by_id) == (
        request_made.employer_id, vault.Kind.WAGE_SLIP, "a secure link", None,
    )  # fmt: skip
    assert list(queries.files_about("placement", request_made.placement_id)) == [row]


def test_pressing_send_twice_sends_once(stranger: Browser, request_made: Asked) -> None:
    asking.sends(stranger, request_made.path, ("slip.pdf", papers.pdf()))
    again = stranger.post(f"{request_made.path}/hide", {"act": "send"}, follow=True)

    assert "We have your file" in again.text
    assert (count_rows(StoredFile), request_made.link.uses) == (1, 1)


def test_back_after_sending_leads_to_the_receipt(stranger: Browser, request_made: Asked) -> None:
    asking.sends(stranger, request_made.path, ("slip.pdf", papers.pdf()))

    assert "We have your file" in stranger.get(f"{request_made.path}/hide", follow=True).text
    assert "Up to 4 files" in stranger.get(request_made.path).text


def test_a_used_up_link_shows_its_receipt(stranger: Browser, request_made: Asked) -> None:
    five = [(f"{n}.pdf", papers.pdf((f"Page {n}",))) for n in range(5)]
    asking.sends(stranger, request_made.path, *five)

    page = stranger.get(request_made.path, follow=True)

    assert links.state(request_made.link) is State.USED_UP
    assert "This link takes no more files" in page.text
    assert "Ask for a new link" in page.text
    more = asking.upload(stranger, request_made.path, ("6.pdf", papers.pdf(("six",))))
    assert "no more files" in more.text
    assert count_rows(EvidenceFile) == 5


def test_two_phones_share_the_count(app: Flask, stranger: Browser, request_made: Asked) -> None:
    other = Browser(app, None)
    three = [(f"{n}.pdf", papers.pdf((f"Page {n}",))) for n in range(3)]
    asking.upload(stranger, request_made.path, *three)
    asking.upload(other, request_made.path, *three)

    other.post(f"{request_made.path}/hide", {"act": "send"})
    page = stranger.post(f"{request_made.path}/hide", {"act": "send"})

    assert "others came meanwhile" in page.text
    assert (request_made.link.uses, len(asking.drafts())) == (3, 3)


def test_the_asker_has_it_on_today_and_the_timeline_shows_it(
    app: Flask, stranger: Browser, make: Make, disk: Path
) -> None:
    person = make.person(name="Ann Officer")
    ann = Browser(app, person)
    made = asking.asked(make, by=person)
    asking.sends(stranger, made.path, ("slip.pdf", papers.pdf()))

    assert "Wage evidence came: look at it" in ann.get("/").text
    step = session.get(FollowUp, made.row.follow_up_id)
    assert step
    assert (step.waiting_for, step.waiting_on_id) == ("", None)
    assert step.due_on >= clock.today()
    page = ann.get(f"/employers/{made.employer_ref}").text
    assert "Wage evidence: one file came by a link" in page
    assert "1 of 5 files came" in ann.get(f"/placements/{made.placement_ref}").text


def test_what_comes_after_the_step_was_done_is_told_anew(
    app: Flask, stranger: Browser, request_made: Asked
) -> None:
    step = session.get(FollowUp, request_made.row.follow_up_id)
    assert step
    step.closed_at = clock.now()
    session.commit()

    asking.sends(stranger, request_made.path, ("slip.pdf", papers.pdf()))

    assert request_made.row.follow_up_id != step.id
    assert session.get(FollowUp, request_made.row.follow_up_id)


def test_after_a_handover_the_new_owner_answers(
    app: Flask, stranger: Browser, make: Make, request_made: Asked
) -> None:
    step = session.get(FollowUp, request_made.row.follow_up_id)
    assert step
    step.owner_id = make.person(name="Ben Follower").id
    session.commit()

    page = stranger.get(request_made.path).text

    assert "Ask Ben Follower" in page


def test_the_log_is_whole(
    app: Flask, stranger: Browser, officer: Browser, request_made: Asked
) -> None:
    stranger.get(request_made.path)
    asking.sends(stranger, request_made.path, ("slip.pdf", papers.pdf()))
    officer.post(f"/evidence/{request_made.ref}/close", {"why": "Everything came"})

    events = session.scalars(
        sa.select(LinkEvent).where(LinkEvent.link_id == request_made.link.id).order_by(LinkEvent.id)
    ).all()
    assert [event.what for event in events] == ["asked", "opened", "came", "closed"]
    assert [event.count for event in events] == [0, 0, 1, 0]
    page = officer.get(f"/evidence/{request_made.ref}").text
    for said in ("Asked: the link was mailed", "Page opened", "One file came", "Ended by us"):
        assert said in page


def test_what_came_cannot_be_undone(
    app: Flask, stranger: Browser, manager: Browser, request_made: Asked
) -> None:
    asking.sends(stranger, request_made.path, ("slip.pdf", papers.pdf()))

    history = manager.get("/history").text
    found = re.search(r'/history/(\d+)"[^>]*>\s*One file came from', history)
    assert "One file came from Windrush Foods by a link" in history
    if found:
        manager.post(f"/history/{found[1]}/undo")
    assert count_rows(StoredFile) == 1


def test_old_links_with_a_log_are_not_forgotten(app: Flask, request_made: Asked) -> None:
    link = request_made.link
    link.expires_at = clock.now() - timedelta(days=60)
    other = links.make("password", "people.accept", 1, timedelta(days=-60))
    session.commit()
    kept, gone = link.id, other.id

    assert links.forget_old() == 1
    session.commit()
    assert session.get(links.OneTimeLink, kept)
    assert session.get(links.OneTimeLink, gone) is None


@pytest.mark.parametrize(("count", "fits"), [(5, True), (6, False)])
def test_uses_are_taken_whole_or_not_at_all(
    app: Flask, request_made: Asked, count: int, fits: bool
) -> None:
    assert links.take(request_made.link.id, count) is fits
    session.commit()
    assert request_made.link.uses == (5 if fits else 0)

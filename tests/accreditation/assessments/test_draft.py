"""The draft result behind an employer's link."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from accreditation.assessments import queries
from accreditation.assessments.drafting import why_not_mailed
from accreditation.assessments.models import Assessment
from accreditation.assessments.rules import State
from crm.core import clock, links
from crm.core.db import session
from crm.core.journal import THEIRS, Operation
from crm.core.links import OneTimeLink
from crm.core.outbox import Mail
from tests.accreditation.assessments.world import case_of, says, sealed

QUEUE = "/accreditation/reviews"


def sent(make, officer):
    """A draft that was sent: the assessment and the path of its link."""
    row = case_of(make, officer)
    officer.post(f"{QUEUE}/{row.ref}/send")
    link = session.query(OneTimeLink).one()
    return row, "/" + links.address(link).split("/", 3)[3]


def fresh(row) -> Assessment:
    session.expire_all()
    return session.get_one(Assessment, row.id)


def test_it_says_level_gates_criteria_and_what_would_raise_it(make, officer, stranger):
    _, path = sent(make, officer)

    page = stranger.get(path).text

    for words in ("Your draft result: No level yet", "What would raise it most",
                  "Workplace seen by an officer", "No points yet, which is not the same as zero",
                  "Nothing is wrong"):  # fmt: skip
        assert words in page
    assert page.split("What has to be right")[0].count("can change it:") <= 4
    assert "P-0" not in page
    assert not re.search(r"\((G|C|FLOOR|[A-Z]{2}\d)", page), "codes are for the staff"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"words": "We have 12 staff, not 60."}, "We have 12 staff, not 60."),
        ({"words": "", "agree": "y"}, ""),
    ],
)
def test_an_answer_brings_it_back_to_the_assessor_once(make, officer, stranger, given, kept):
    row, path = sent(make, officer)

    page = stranger.post(path, given, follow=True).text
    assert "Thank you. We have your answer" in page
    assert (fresh(row).state, fresh(row).corrections) == (State.OPEN, kept)

    stranger.post(path, {"words": "Once more"})
    assert fresh(row).corrections == kept
    seen = officer.get(f"{QUEUE}/{row.ref}").text
    assert (kept or "found nothing wrong in the draft") in seen


def test_words_or_the_other_button(make, officer, stranger):
    row, path = sent(make, officer)

    assert "Say what is wrong" in stranger.post(path, {"words": ""}).text
    assert fresh(row).state is State.DRAFT_SENT


def test_after_the_last_day_it_is_neither_read_nor_answered(make, officer, stranger):
    row, path = sent(make, officer)
    with clock.at(clock.now() + timedelta(days=40)):
        assert stranger.get(path).status_code == 410
        stranger.post(path, {"words": "Too late"})

    assert fresh(row).corrections == ""


def test_a_revoked_link_shows_nothing(make, officer, stranger):
    row, path = sent(make, officer)
    links.revoke(queries.DRAFT, row.id)
    session.commit()

    answer = stranger.get(path)
    assert answer.status_code == 410
    assert "draft result:" not in answer.text


def test_an_answered_draft_is_not_read_once_the_case_is_sealed(make, stranger):
    link = links.make(queries.DRAFT, "assessments.draft", 1, timedelta(days=5))
    path = "/" + links.address(link).split("/", 3)[3]
    assert links.use(link.id)
    sealed(make, link_id=link.id)

    assert stranger.get(path).status_code == 410


@pytest.mark.parametrize("path", ["/me/draft.nonsense", "/me/draft."])
def test_what_is_no_link_opens_nothing(app, stranger, path):
    assert stranger.get(path).status_code in {404, 410}


def shown(page):
    """What the page says, without the token that differs each time."""
    return page.split("<h1")[1].split("Is a fact wrong?")[0]


def test_what_the_employer_reads_stays_what_was_sent(make, officer, stranger):
    row, path = sent(make, officer)
    before = shown(stranger.get(path).text)
    says(make, row.employer_id, "living_wage", 1)

    assert shown(stranger.get(path).text) == before


def test_the_mail_does_not_leave_when_sending_was_undone(make, officer):
    row, _ = sent(make, officer)
    kept = fresh(row)
    kept.state = State.OPEN
    session.commit()
    mail = session.query(Mail).filter_by(kind="draft result").one()

    assert why_not_mailed(mail) == "the draft was taken back"


def test_staff_do_not_undo_what_an_employer_answered(make, officer, manager, stranger):
    row, path = sent(make, officer)
    stranger.post(path, {"words": "We have 12 staff."})
    last = session.scalars(sa.select(Operation.id).where(Operation.kind == THEIRS)).one()
    session.rollback()

    for browser in (officer, manager):
        browser.post(f"/history/{last}/undo")

    assert (fresh(row).state, fresh(row).corrections) == (State.OPEN, "We have 12 staff.")

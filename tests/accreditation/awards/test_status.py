"""The status page of a business behind its link."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from accreditation.awards import letters, queries
from accreditation.awards.models import Award
from accreditation.awards.rules import State
from accreditation.badges.models import Badge
from crm.core import clock, links
from crm.core.db import session
from crm.core.formats import long_day
from crm.core.outbox import Mail
from crm.employers.models import Contact, Employer
from tests.accreditation.awards.world import granted


def path_of(employer_id):
    contact = queries.contact_for(employer_id)
    if contact is None:
        contact = Contact(employer_id=employer_id, name="Ann Wells", email="ann@firm.example")
        session.add(contact)
        session.flush()
    link = letters.link_for(contact)
    session.commit()
    return (
        links.address(link).partition("localhost:8000")[2]
        or "/" + links.address(link).split("/", 3)[3]
    )


def test_it_says_level_dates_and_badge(make, stranger):
    award = granted(make)
    badge = session.get(Badge, award.badge_id)
    page = stranger.get(path_of(award.employer_id))

    assert "You hold Silver, Practising" in page.text
    assert f"{award.ends_on.day} {award.ends_on:%B %Y}" in page.text
    assert f"/badges/{badge.public_id}.png" in page.text
    assert page.headers["Referrer-Policy"] == "strict-origin"


def test_renewing_waits_until_it_is_time(make, stranger):
    award = granted(make)
    first = award.ends_on - timedelta(days=max(queries.terms(clock.today()).notice_days))
    path = path_of(award.employer_id)

    early = stranger.get(path).text
    assert f"we remind you by email from {long_day(first)}" in early
    assert 'govuk-button--secondary" type="submit">Renew' in early

    session.get_one(Award, award.id).ends_on = clock.today() + timedelta(days=20)
    session.commit()
    due = stranger.get(path).text
    assert "There is no hurry" not in due
    assert 'class="govuk-button" type="submit">Renew' in due


def test_a_level_that_has_ended_is_not_said_to_be_on_the_register(make, stranger):
    award = granted(make)
    award.public_ok, award.state = True, State.LAPSED
    session.commit()

    page = stranger.get(path_of(award.employer_id)).text

    assert "You agreed to be on it while you hold a level" in page
    assert "Take us off the register" not in page


def test_the_same_link_goes_on(make):
    award = granted(make)
    assert path_of(award.employer_id) == path_of(award.employer_id)


def test_before_any_award_and_behind_a_wrong_link(make, stranger):
    page = stranger.get(path_of(make.employer().id))
    assert "You hold no level yet" in page.text
    assert stranger.get("/me/award.wrong").status_code == 410
    assert stranger.get("/me/award.wrong/give-back").status_code == 410


def test_a_provisional_award_is_told_to_the_business_alone(make, stranger):
    award = granted(make, conditional=True)
    page = stranger.get(path_of(award.employer_id))
    assert "not confirmed yet" in page.text
    assert "Your badge" not in page.text


def test_a_business_gives_its_level_back(make, stranger):
    award = granted(make)
    path = path_of(award.employer_id)
    assert "cannot come back" in stranger.get(f"{path}/give-back").text

    page = stranger.post(f"{path}/give-back", {"words": "We closed the site."}, follow=True)

    assert "You gave Silver, Practising back" in page.text
    assert "We closed the site." not in page.text
    assert session.get(Award, award.id, populate_existing=True).state is State.WITHDRAWN
    assert session.get(Badge, award.badge_id, populate_existing=True).revoked_at is not None
    assert stranger.get(f"{path}/give-back").status_code == 302
    assert queries.history(award.id)[0].private == "We closed the site."


@pytest.mark.parametrize("method", ["get", "post"])
def test_looking_changes_nothing(make, stranger, method):
    award = granted(make)
    path = path_of(award.employer_id)
    stranger.get(path)
    stranger.get(f"{path}/give-back")
    assert session.get(Award, award.id, populate_existing=True).state is State.CONFIRMED


def left(contact):
    contact.to_on = clock.today()


def address_gone(contact):
    contact.email = ""


@pytest.mark.parametrize("how", [left, address_gone, session.delete])
def test_who_left_keeps_no_link(make, stranger, how):
    award = granted(make)
    path = path_of(award.employer_id)
    how(session.scalars(sa.select(Contact)).one())
    session.commit()
    make.contact(make.employer(), email="new@other.example")  # its number may be the same

    page = stranger.get(path)

    assert page.status_code == 410
    assert "has left" in page.text
    for slug in ("give-back", "renew", "leave-register"):
        assert stranger.post(f"{path}/{slug}", {"words": "Bye."}).status_code == 410
    assert stranger.get(path.replace("/award.", "/review.")).status_code == 410
    assert session.get(Award, award.id, populate_existing=True).state is State.CONFIRMED


def test_the_next_mail_has_a_link_of_who_is_there_now_and_tells_of_the_end(make, stranger):
    award = granted(make)
    old = path_of(award.employer_id)
    left(session.scalars(sa.select(Contact)).one())
    session.commit()
    make.contact(session.get(Employer, award.employer_id), email="bea@firm.example")

    now = path_of(award.employer_id)
    assert now != old
    stranger.post(f"{now}/give-back", {"words": ""})

    mail = session.scalars(sa.select(Mail).order_by(Mail.id.desc()).limit(1)).one()
    assert (mail.to_addr, mail.subject) == ("bea@firm.example", "You gave your level back")
    assert links.address(session.get(links.OneTimeLink, mail.link_id)).endswith(now)

"""A business gets one mail at a decision: its letter's, with the status page where a level counts.

What is mailed is read as it leaves, from the message that the worker hands over.
"""

import re
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from accreditation.applications.models import Application
from accreditation.applications.models import State as Applied
from accreditation.awards import letters
from accreditation.decisions import conditions, queries
from accreditation.decisions.models import Milestone
from accreditation.reasons.rules import Outcome
from crm.core import journal, links
from crm.core.db import session
from crm.core.links import OneTimeLink
from crm.core.mail import message
from crm.core.outbox import Mail
from tests.accreditation.assessments.world import application
from tests.accreditation.decisions.world import condition, decide, decider, waiting, wish


@pytest.fixture
def employer(make):
    made = make.employer(name="Brook Bakery", made_up=True)
    make.contact(made, name="Bea Boss", email="bea@brook.example")
    return made


def mails():
    return session.scalars(sa.select(Mail).order_by(Mail.id)).all()


def told(mail):
    """The paths of the links in a mail as it leaves, and its text."""
    text = message(mail, "service@council.example").get_content()
    return re.findall(r"https?://[^/\s]+(/me/\w+)\.[\w-]+", text), text


def test_a_level_that_counts_is_told_in_the_mail_of_its_letter(make, employer, stranger):
    row = decide(waiting(make, employer=employer), decider(make))

    (mail,) = mails()
    found, text = told(mail)
    assert (mail.kind, mail.to_addr, mail.link_id) == ("decision", "bea@brook.example", row.link_id)
    assert found == ["/me/decision", "/me/award"]
    assert "Your status page shows your level" in text
    assert "{" not in text
    address = links.address(session.get_one(OneTimeLink, mail.second_link_id))
    assert "You hold Silver, Practising" in stranger.get(urlsplit(address).path).text


@pytest.mark.parametrize(
    "what",
    [
        lambda: wish(Outcome.REFUSED),
        lambda: wish(Outcome.CONDITIONAL, conditions=(condition(),)),
    ],
    ids=["refused", "conditional"],
)
def test_where_no_level_counts_there_is_one_link(make, employer, what):
    decide(waiting(make, employer=employer), decider(make), what())

    (mail,) = mails()
    assert told(mail)[0] == ["/me/decision"]
    assert "status page" not in mail.body


def test_confirmed_later_the_award_is_told_by_a_mail_of_its_own(make, employer):
    boss = decider(make)
    one = wish(Outcome.CONDITIONAL, conditions=(condition(),))
    row = decide(waiting(make, employer=employer), boss, one)
    with journal.acting(boss):
        row = queries.decision_or_404(row.ref)
        conditions.meet(row, session.scalars(sa.select(Milestone)).one(), proof="Seen.", by=boss)
        session.commit()

    first, second = mails()
    assert (first.kind, second.kind) == ("decision", "award")
    assert second.subject == "You hold Silver, Practising"
    assert told(second)[0] == ["/me/award"]


def test_the_status_page_is_that_of_who_gets_the_letter(make, employer):
    """Whoever applied gets the one mail, also when somebody else there may hire."""
    asked = make.contact(employer, name="Sol Second", email="sol@brook.example")
    sent = application(make, employer, contact_id=asked.id, state=Applied.TAKEN)
    decide(waiting(make, employer=employer, application_id=sent.id), decider(make))

    (mail,) = mails()
    link = session.get_one(OneTimeLink, mail.second_link_id)
    assert (mail.to_addr, link.purpose, link.subject_id) == (
        "sol@brook.example", letters.PURPOSE, asked.id,
    )  # fmt: skip
    assert session.get_one(Application, sent.id).state is Applied.DECIDED


def test_nobody_with_an_address_is_mailed_nothing(make):
    decide(waiting(make), decider(make))

    assert mails() == []

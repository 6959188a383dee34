"""The stop is looked up as the mail leaves, whatever was true when it was posted."""

import pytest

from crm.consent import actions, letters
from crm.consent.rules import Basis, Why
from crm.core import clock, mail, outbox
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.outbox import About, Audience, Mail, State
from crm.employers.models import Contact, LegalForm
from tests.core.sink import Sink


@pytest.fixture
def sink(app):
    with Sink() as sink:
        app.config["MAIL_URL"] = sink.url
        yield sink


@pytest.fixture
def company(make):
    return make.employer(legal_form=LegalForm.COMPANY, name="Brook Ltd")


def post(employer, to="ann@brook.example", topic="webinars", audience=Audience.EXTERNAL):
    outbox.post(
        kind="mailing",
        audience=audience,
        to=to,
        subject=f"About {topic or 'work'}",
        body="Hello.",
        dedupe_key=f"{to} {topic} {audience}",
        about=About(
            topic,
            employer.id,
            headers=letters.headers(to, topic, employer.id) if topic else None,
        ),
    )
    session.commit()


def states():
    session.expire_all()
    return {(m.to_addr, m.topic): (m.state, m.last_error) for m in session.query(Mail)}


def test_topic_mail_carries_the_headers_of_one_click_unsubscribe(sink, company):
    post(company)

    assert mail.drain(clock.now()) == 1
    (got,) = sink.kept
    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = got["List-Unsubscribe"]
    assert link.startswith("<http://127.0.0.1:8000/mail-choices/")
    assert letters.read(link.rpartition("/")[2].rstrip(">")).topic == "webinars"
    assert "ann" not in got["List-Unsubscribe"]


def test_a_stop_after_posting_keeps_topic_mail_here_and_says_why(sink, company):
    post(company)
    post(company, topic="")
    post(company, topic="news")
    actions.stop("Ann@brook.example", Why.UNSUBSCRIBED, topic="webinars")
    session.commit()

    assert mail.drain(clock.now()) == 2
    assert sorted(sink.subjects) == ["About news", "About work"]
    state, why = states()["ann@brook.example", "webinars"]
    assert state is State.SUPPRESSED
    assert why.startswith("Unsubscribed (")


@pytest.mark.parametrize("form", [LegalForm.SOLE_TRADER, LegalForm.PARTNERSHIP, LegalForm.UNKNOWN])
def test_a_person_in_law_gets_topic_mail_only_with_consent(sink, make, form):
    trader = make.employer(legal_form=form, email="me@trader.example")
    post(trader, "me@trader.example")
    post(trader, "other@trader.example")
    actions.agree(
        trader, address="me@trader.example", contact=None, topic="webinars",
        basis=Basis.CONSENT, source="jobs fair", given_on=clock.today(),
    )  # fmt: skip
    session.commit()

    assert mail.drain(clock.now()) == 1
    assert [m["To"] for m in sink.kept] == ["me@trader.example"]
    assert "No consent" in states()["other@trader.example", "webinars"][1]


def test_an_address_that_does_not_exist_gets_nothing_and_staff_mail_always_goes(sink, company):
    actions.stop("ann@brook.example", Why.BOUNCE)
    post(company, topic="")
    post(company, topic="", audience=Audience.STAFF)
    session.commit()

    assert mail.drain(clock.now()) == 1
    found = session.query(Mail).filter_by(audience=Audience.EXTERNAL).one()
    assert (found.state, "does not exist" in found.last_error) == (State.SUPPRESSED, True)


def test_a_stop_outlives_the_contact(sink, company, make):
    contact = make.contact(company, email="ann@brook.example")
    actions.stop(contact.email, Why.COMPLAINT)
    session.delete(session.get(Contact, contact.id))
    session.commit()
    post(company)

    assert mail.drain(clock.now()) == 0
    assert not sink.kept


def test_an_officer_cannot_record_consent_over_a_persons_own_choice(company):
    actions.stop("ann@brook.example", Why.UNSUBSCRIBED)

    with pytest.raises(RuleBroken, match="stopped this mail"):
        actions.agree(
            company, address="ann@brook.example", contact=None, topic="news",
            basis=Basis.CONSENT, source="said so", given_on=clock.today(),
        )  # fmt: skip


def test_a_header_cannot_bend_a_mail(company):
    with pytest.raises(RuleBroken, match="one line"):
        outbox.post(
            kind="x", audience=Audience.EXTERNAL, to="a@b.example", subject="x", body="x",
            dedupe_key="x", about=About(headers={"List-Id": "x\r\nBcc: evil@e.example"}),
        )  # fmt: skip

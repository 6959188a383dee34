"""A mailing from the list of employers to what became of each mail."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from crm.activity import actions as activity
from crm.activity.models import ContactCap
from crm.activity.rules import Kind, Outcome
from crm.consent import actions as consent
from crm.consent.rules import Why
from crm.core import clock, delivery, mail
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.outbox import Mail, State
from crm.employers.models import LegalForm
from crm.mailing import actions, audience, jobs
from crm.mailing.models import Mailing, MailingRecipient, Place, Stage
from crm.mailing.rules import Purpose, Reach
from crm.people.models import Person
from tests.browse import form_defaults
from tests.core.sink import Sink

NEWS = {
    "topic": "webinars", "subject": "A webinar for {{employer}}", "reach": "one person",
    "body": "Dear {{first_name}},\n\ncome. {{7*7}}", "audience": "",
}  # fmt: skip


@pytest.fixture
def three(make):
    """A company, a sole trader without consent, and a company without an address."""
    company = make.employer(name="Brook Ltd", legal_form=LegalForm.COMPANY)
    make.contact(company, name="Zoe Hale", email="zoe@brook.example")
    make.contact(company, name="Ann Bell", email="ann@brook.example", can_hire=True)
    make.contact(company, name="Old Hand", email="old@brook.example", to_on=clock.today())
    trader = make.employer(name="Cole Trading", legal_form=LegalForm.SOLE_TRADER)
    make.contact(trader, name="Cy Cole", email="cy@cole.example")
    make.employer(name="Dale Ltd", legal_form=LegalForm.COMPANY)
    return company


@pytest.fixture
def news(three, make):
    row = Mailing(purpose=Purpose.MARKETING, stage=Stage.DRAFT, made_by_id=make.person().id,
                  made_at=clock.now())  # fmt: skip
    actions.save(row, NEWS | {"reason": ""})
    session.commit()
    return row


def left_out(mailing):
    return {c.employer: c.why for c in audience.plan(mailing).left_out}


def test_the_plan_names_who_gets_it_and_why_others_do_not(news):
    found = audience.plan(news)

    assert [(c.name, c.address) for c in found.going] == [("Ann Bell", "ann@brook.example")]
    assert left_out(news) == {
        "Cole Trading": "No consent yet: counts as a person, not as an organisation",
        "Dale Ltd": "No email address",
    }


def test_everybody_reaches_all_current_contacts_once(news, make):
    news.reach = Reach.ALL
    twin = make.employer(name="Twin", legal_form=LegalForm.COMPANY, email="Ann@brook.example")
    session.commit()

    assert [c.name for c in audience.plan(news).going] == ["Ann Bell", "Zoe Hale"]
    assert left_out(news)[twin.name] == "Gets it once already"


def test_the_audience_is_the_list_of_employers_under_its_filters(news):
    news.audience = audience.tidy("http://127.0.0.1:8000/employers?q=Cole&sort=next&after=x~1")
    assert news.audience == "q=Cole"
    assert left_out(news).keys() == {"Cole Trading"}

    assert audience.read("/employers") == ({}, "")
    with pytest.raises(RuleBroken, match="no filter “colour”"):
        audience.tidy("?stage=prospect&colour=red")


def contacts(employer, by, number):
    for _ in range(number):
        activity.log(employer, by=by, kind=Kind.CALL, outcome=Outcome.SPOKE, summary="Spoke")
    session.commit()


def test_an_employer_contacted_enough_lately_is_left_out_of_news_and_a_warning_for_service(
    news, three, make
):
    contacts(three, make.person(), 3)

    assert left_out(news)["Brook Ltd"] == "3 contacts in 10 days already"
    news.purpose, news.topic, news.reason = Purpose.SERVICE, "", "x"
    session.commit()
    first = audience.plan(news).going[0]
    assert (first.employer, first.why) == ("Brook Ltd", "3 contacts in 10 days already")


def test_the_cap_is_a_row_with_a_date(news, three, make):
    contacts(three, make.person(), 1)
    session.add(ContactCap(contacts=1, days=5, from_on=clock.today(), source="s", status="x"))
    session.commit()

    assert left_out(news)["Brook Ltd"] == "1 contact in 5 days already"


def test_a_reason_lets_news_go_over_the_cap_and_is_kept(news, three, make, officer):
    contacts(three, make.person(), 3)
    page = officer.get(f"/mailings/{news.id}/edit")
    sent = form_defaults(page.text) | {"cap_reason": "Their own event"}

    said = officer.post(f"/mailings/{news.id}/edit", data=sent, follow=True).text

    assert "It goes all the same: Their own event" in said
    assert "3 contacts in 10 days already." in said, "with the last five above"
    assert "Brook Ltd" not in left_out(session.get(Mailing, news.id))


def test_a_missing_field_stops_the_send_and_names_who_lacks_what(news, make, officer):
    make.employer(name="Elm Ltd", legal_form=LegalForm.COMPANY, email="post@elm.example")

    page = officer.get(f"/mailings/{news.id}")
    assert "Nothing can be sent: 1 reader" in page.text
    assert "First word of that name" in page.text
    assert "Send to" not in page.text
    with pytest.raises(RuleBroken, match="Elm Ltd has no “First word of that name”"):
        actions.start(session.get(Mailing, news.id), expected=2)
    session.rollback()
    assert session.get(Mailing, news.id).stage is Stage.DRAFT


def send(officer, mailing, expected=1):
    seen = session.get(Mailing, mailing.id, populate_existing=True).version
    return officer.post(
        f"/mailings/{mailing.id}/send", {"expected": expected, "seen": seen}, follow=True
    )


def recipients():
    session.expire_all()
    return {r.address: r for r in session.query(MailingRecipient)}


def test_from_send_to_the_readers_post_box(app, news, officer):
    preview = officer.get(f"/mailings/{news.id}").text
    assert "Dear Ann,\n\ncome. {{7*7}}" in preview
    assert "A webinar for Brook Ltd" in preview

    send(officer, news)
    assert recipients()["ann@brook.example"].place is Place.WAITING
    assert jobs.post_mailings(clock.now()) == 1
    assert jobs.post_mailings(clock.now()) == 0
    with Sink() as sink:
        app.config["MAIL_URL"] = sink.url
        mail.drain(clock.now())
    (got,) = sink.kept
    assert (got["To"], got["Subject"]) == ("ann@brook.example", "A webinar for Brook Ltd")
    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Dear Ann," in got.get_payload(decode=True).decode()
    assert recipients()["ann@brook.example"].body == ""

    page = officer.get(f"/mailings/{news.id}").text
    assert "Sent (1)" in page
    assert "Left out (2)" in page
    assert "No email address" in officer.get(f"/mailings/{news.id}?outcome=left+out").text
    assert "A webinar for Brook Ltd" in officer.get(f"/employers/{news_employer()}").text


def news_employer():
    found = session.scalar(
        sa.select(MailingRecipient.employer_id).where(MailingRecipient.place == Place.POSTED)
    )
    return f"E-{found:05d}"


def test_a_stop_between_sending_and_leaving_holds(app, news, officer):
    send(officer, news)
    jobs.post_mailings(clock.now())
    consent.stop("ann@brook.example", Why.UNSUBSCRIBED, topic="webinars")
    session.commit()
    with Sink() as sink:
        app.config["MAIL_URL"] = sink.url
        mail.drain(clock.now())

    assert not sink.kept
    page = officer.get(f"/mailings/{news.id}?outcome=left+out").text
    assert "Unsubscribed (" in page


def test_a_number_that_changed_or_a_second_press_sends_nothing(news, officer, make):
    wrong = send(officer, news, expected=2)
    assert "the list changed, now 1 get it" in wrong.text
    assert not recipients()

    send(officer, news)
    again = send(officer, news)
    assert "was sent already" in again.text
    assert len([r for r in recipients().values() if r.place is Place.WAITING]) == 1


def test_a_draft_changed_since_it_was_read_is_not_sent(news, officer):
    page = officer.post(f"/mailings/{news.id}/send", {"expected": 1, "seen": 99}, follow=True)

    assert "was changed. Read it again" in page.text


def test_stop_holds_back_what_waits_here_and_in_the_outbox(news, officer, make):
    for n in range(3):
        employer = make.employer(legal_form=LegalForm.COMPANY)
        make.contact(employer, name="Bo Dee", email=f"bo{n}@x.example")
    send(officer, news, expected=4)
    assert actions.post_next(news.id, most=2) == 2
    session.commit()

    page = officer.post(f"/mailings/{news.id}/stop", follow=True)

    assert "Held back: 4" in page.text
    assert jobs.post_mailings(clock.now()) == 0
    assert {m.state for m in session.query(Mail)} == {State.SUPPRESSED}
    assert session.get(Mailing, news.id, populate_existing=True).stage is Stage.STOPPED
    assert delivery.claim() is None


def test_a_crash_between_portions_posts_each_mail_once(news, officer, make):
    for n in range(4):
        employer = make.employer(legal_form=LegalForm.COMPANY)
        make.contact(employer, name="Bo Dee", email=f"bo{n}@x.example")
    send(officer, news, expected=5)
    actions.post_next(news.id, most=2)
    session.commit()
    actions.post_next(news.id, most=2)
    session.rollback()  # the worker died before its commit

    jobs.post_mailings(clock.now())

    assert session.scalar(sa.select(sa.func.count(Mail.id))) == 5
    assert session.scalar(sa.select(sa.func.count(sa.distinct(Mail.to_addr)))) == 5


def test_writing_asks_for_the_kind_first_then_for_what_it_needs(officer, three):
    assert "What kind of mail is it?" in officer.get("/mailings/new?audience=q%3DBrook").text

    page = officer.submit("/mailings/new?purpose=marketing", {"subject": "x", "body": "{{nobody}}"})
    assert "There is no field “{{nobody}}”" in page.text
    page = officer.submit("/mailings/new?purpose=marketing", {"subject": "x", "body": "Hello"})
    assert "Choose what it is about" in page.text
    page = officer.submit("/mailings/new?purpose=service", {"subject": "x", "body": "Hello"})
    assert "Say why they get it" in page.text

    page = officer.submit(
        "/mailings/new?purpose=service&audience=q%3DCole",
        {"subject": "Your placement", "body": "Hello", "reason": "you work with us"},
    )
    assert "cy@cole.example" in page.text
    assert "because you work with us." in page.text
    (row,) = session.query(Mailing)
    assert (row.audience, row.topic) == ("q=Cole", "")


def test_a_draft_is_changed_but_a_sent_one_is_only_used_again(officer, news):
    officer.submit(f"/mailings/{news.id}/edit", {"subject": "Better"})
    assert session.get(Mailing, news.id, populate_existing=True).subject == "Better"
    send(officer, news)

    assert "Use it again" in officer.get(f"/mailings/{news.id}/edit", follow=True).text
    officer.post(f"/mailings/{news.id}/copy")
    copied = session.scalar(sa.select(Mailing).order_by(Mailing.id.desc()).limit(1))
    assert (copied.subject, copied.stage) == ("Better", Stage.DRAFT)


def test_a_trainee_writes_and_a_colleague_sends(trainee, news):
    assert "A colleague who may send mail" in trainee.get(f"/mailings/{news.id}").text
    assert trainee.post(f"/mailings/{news.id}/send").status_code == 403


def test_a_subject_cannot_bend_the_mail(officer, three):
    page = officer.submit(
        "/mailings/new?purpose=service",
        {"subject": "x\r\nBcc: evil@e.example", "body": "Hi", "reason": "r"},
    )

    assert "Subject must be one line" in page.text


def test_old_contacts_do_not_count_towards_the_cap(news, three, make):
    by = make.person()
    for _ in range(3):
        activity.log(
            three, by=by, kind=Kind.CALL, outcome=Outcome.SPOKE, summary="Spoke",
            happened_at=clock.now() - timedelta(days=11),
        )  # fmt: skip
    session.commit()

    assert "Brook Ltd" not in left_out(news)


@pytest.fixture
def by_view(officer, three):
    """A draft to the officer's own view of employers called Brook, and the view."""
    from crm.views.models import SavedView

    officer.post(
        "/views/new?list=employers&query=q%3Dbrook", data={"name": "Brooks", "scope": "private"}
    )
    view = session.scalars(sa.select(SavedView)).one()
    officer.post("/mailings/new?purpose=marketing", data=NEWS | {"view": view.key})
    session.expire_all()
    return session.scalars(sa.select(Mailing)).one(), view


def test_a_mailing_goes_to_the_view_as_it_is_when_it_is_sent(officer, by_view):
    mailing, view = by_view
    assert (mailing.view_name, mailing.audience) == ("Brooks", "q=brook")
    assert "Employers in the view" in officer.get(f"/mailings/{mailing.id}").text

    session.get_one(type(view), view.id).query = "q=dale"
    session.commit()

    assert set(left_out(mailing)) == {"Dale Ltd"}


def test_a_mailing_whose_view_is_gone_says_so_and_is_not_sent(officer, by_view):
    mailing, view = by_view
    officer.post(f"/views/{view.id}/delete")

    page = officer.get(f"/mailings/{mailing.id}")

    assert "The view “Brooks” is gone. Choose the employers again." in page.text
    with pytest.raises(RuleBroken):
        actions.start(mailing, expected=1)


def test_a_colleague_who_uses_it_again_gets_the_list_not_the_private_view(by_view, make):
    mailing, _view = by_view

    mine = actions.copy(mailing, by=session.get_one(Person, mailing.made_by_id))
    theirs = actions.copy(mailing, by=make.person())

    assert (mine.view, theirs.view, theirs.audience) == (mailing.view, "", "q=brook")

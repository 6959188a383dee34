"""Who gets a mailing, who does not and why; audiences by view."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from crm.activity import actions as activity
from crm.activity.models import ContactCap
from crm.activity.rules import Kind, Outcome
from crm.core import clock
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.employers.models import LegalForm
from crm.mailing import actions, audience
from crm.mailing.models import Mailing, Stage
from crm.mailing.rules import Purpose, Reach
from crm.people.models import Person
from tests.browse import form_defaults
from tests.crm.mailing.conftest import NEWS


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

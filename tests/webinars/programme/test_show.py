"""A webinar from a template to its end, as the staff see it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from crm.core import clock, jobs
from crm.core.calendar import is_working_day
from crm.core.db import session, table_of
from crm.core.journal import Operation
from crm.reference import queries as reference
from tests.browse import Statements, count_rows, form_defaults
from webinars.programme import queries
from webinars.programme.models import Series, Webinar, WebinarTemplate
from webinars.programme.rules import Standing, State

JOIN = "https://teams.example/l/meetup-join/1"


def the_webinar():
    session.expire_all()
    return session.scalars(sa.select(Webinar).order_by(Webinar.id.desc())).first()


def plan(officer, **typed):
    facts = {"on": "24/11/2027", "at": "10:00", "join_url": JOIN}
    return officer.submit("/webinars/manage/new", facts | typed)


def test_from_the_template_day_time_and_link_are_all_that_is_entered(officer):
    page = plan(officer, publish="y", series="Twice a year")

    assert "W-0001 is published." in page.text
    made = the_webinar()
    assert made.starts_at == datetime(2027, 11, 24, 10, tzinfo=UTC)
    assert (made.minutes, made.seats, made.reminder_hours) == (60, 110, [168, 24, 1])
    assert (made.owner_id, made.template_id) == (officer.person_id, 1)
    assert "Wednesday 24 November 2027, 10:00 GMT" in page.text
    assert "Reminders 7 days, 1 day and 1 hour before." in page.text


def test_the_day_proposed_is_a_working_day(officer):
    page = officer.get("/webinars/manage/new").text

    day, month, year = form_defaults(page)["on"].split("/")
    proposed = date(int(year), int(month), int(day))
    assert is_working_day(proposed, reference.holidays())
    assert 42 <= (proposed - clock.today()).days <= 47


def test_a_draft_says_in_words_what_it_lacks(officer):
    page = plan(officer, join_url="", words="")

    assert "W-0001 is draft." in page.text
    assert "Say in a few words what it is about." in page.text
    assert "Enter the link to join" in page.text
    assert ">Publish<" not in page.text
    page = officer.post("/webinars/manage/W-0001/publish", follow=True)
    assert "Not published yet. Say in a few words" in page.text
    assert the_webinar().state is State.DRAFT


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"title": ""}, "Enter a title"),
        ({"on": "31/02/2027"}, "must be a real date"),
        ({"at": "25:00"}, "must be a time of day"),
        ({"join_url": "javascript:alert(1)"}, "begins with https:// or http://"),
        ({"minutes": "9"}, "from 10 to 600"),
        ({"capacity": "0"}, "from 1 to 10,000"),
        ({"reminder_hours": "a week"}, "hours before the start"),
        ({"owner": "9999"}, "Choose one of the answers"),
    ],
)
def test_what_cannot_be_is_refused_and_kept(officer, typed, told):
    page = plan(officer, **typed)

    assert told in page.text
    assert "What you typed is kept." in page.text
    assert count_rows(Webinar) == 0


@pytest.mark.parametrize(
    ("day", "time", "starts_at"),
    [
        ("29/03/2027", "09:00", datetime(2027, 3, 29, 8, tzinfo=UTC)),
        ("28/03/2027", "01:30", datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        ("31/10/2027", "01:30", datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
        ("01/11/2027", "09:00", datetime(2027, 11, 1, 9, tzinfo=UTC)),
    ],
)
def test_uk_time_is_kept_across_both_clock_changes(officer, day, time, starts_at):
    plan(officer, on=day, at=time)

    assert the_webinar().starts_at == starts_at


def test_sign_up_is_closed_and_opened_again(officer, make):
    make.webinar()

    page = officer.post("/webinars/manage/W-0001/close", follow=True)
    assert "Sign-up for W-0001 is closed." in page.text
    assert the_webinar().standing() is Standing.CLOSED
    officer.post("/webinars/manage/W-0001/reopen")
    assert the_webinar().standing() is Standing.OPEN


def test_a_cancellation_needs_words_and_can_be_undone(officer, make):
    make.webinar(title="This one")
    make.webinar(title="The next one", starts_at=clock.now() + timedelta(days=30))

    page = officer.get("/webinars/manage/W-0001/cancel").text
    assert "They are offered the next date: The next one" in page
    assert "Say why" in officer.submit("/webinars/manage/W-0001/cancel", {"words": " "}).text
    page = officer.submit("/webinars/manage/W-0001/cancel", {"words": "The speaker moved away."})
    assert "Who booked is told in half a minute." in page.text
    webinar = session.get_one(Webinar, 1)
    assert (webinar.state, webinar.sequence) == (State.CANCELLED, 1)
    officer.post(f"/history/{last_operation().id}/undo")
    webinar = session.get_one(Webinar, 1, populate_existing=True)
    assert (webinar.state, webinar.sequence) == (State.PUBLISHED, 2)


def last_operation():
    return session.scalars(sa.select(Operation).order_by(Operation.id.desc())).first()


def test_a_move_of_a_published_webinar_must_leave_it_possible_to_join(officer, make):
    make.webinar()

    page = officer.submit("/webinars/manage/W-0001/edit", {"join_url": ""})
    assert "People with a seat need the link to join." in page.text
    page = officer.submit("/webinars/manage/W-0001/edit", {"on": "1/6/2020"})
    assert "Choose a start in the future." in page.text
    page = officer.submit("/webinars/manage/W-0001/edit", {"on": "1/6/2028", "at": "9.30"})
    assert "W-0001 is saved." in page.text
    webinar = the_webinar()
    assert webinar.starts_at == datetime(2028, 6, 1, 8, 30, tzinfo=UTC)
    assert (webinar.sequence, webinar.moved_at is None) == (1, False)


def test_two_who_edit_one_webinar_see_both_versions(officer, manager, make):
    make.webinar()
    page = officer.get("/webinars/manage/W-0001/edit").text
    mine = form_defaults(page) | {"title": "Mine"}
    manager.submit("/webinars/manage/W-0001/edit", {"title": "Theirs"})

    answer = officer.post("/webinars/manage/W-0001/edit", mine)

    assert answer.status_code == 409
    assert "Theirs" in answer.text
    assert the_webinar().title == "Theirs"


def test_the_next_half_year_keeps_weekday_and_uk_time(officer, make):
    make.webinar(starts_at=datetime(2027, 5, 5, 9, tzinfo=UTC), speakers="A baker")

    page = officer.post("/webinars/manage/W-0001/duplicate", follow=True)

    assert "W-0002 is a draft for the next half-year." in page.text
    draft = the_webinar()
    assert draft.starts_at == datetime(2027, 11, 3, 10, tzinfo=UTC)
    assert (draft.state, draft.join_url, draft.speakers) == (State.DRAFT, "", "A baker")


def test_a_webinar_becomes_a_template(officer, make):
    make.webinar(title="Small employers", capacity=20)

    page = officer.post("/webinars/manage/W-0001/template", follow=True)
    assert "The template “Small employers” is saved." in page.text
    officer.post("/webinars/manage/W-0001/template")

    names = session.scalars(sa.select(WebinarTemplate.name).order_by(WebinarTemplate.id)).all()
    assert names[1:] == ["Small employers", "Small employers (2)"]
    assert "Small employers" in officer.get("/webinars/manage/new?template=2").text


def test_series_of_one_name_are_one(officer):
    plan(officer, series="Twice a year")
    plan(officer, series="TWICE A YEAR")

    assert count_rows(Series) == 1


def test_a_webinar_that_is_over_is_called_finished_once(app, make):
    make.webinar(starts_at=clock.now() - timedelta(hours=2))
    make.webinar()
    make.webinar(starts_at=clock.now() - timedelta(hours=2), state=State.CANCELLED)
    job = jobs.find("finish-webinars")

    assert [jobs.run(job, clock.now()).handled for _ in range(2)] == [1, 0]

    states = session.scalars(sa.select(Webinar.state).order_by(Webinar.id)).all()
    assert states == [State.FINISHED, State.PUBLISHED, State.CANCELLED]


def test_what_people_booked_never_becomes_a_draft_again(officer, make):
    make.webinar(state=State.DRAFT)
    officer.post("/webinars/manage/W-0001/publish")
    operation = last_operation()
    session.connection().execute(sa.update(table_of(Webinar)).values(taken=1))
    session.commit()

    page = officer.post(f"/history/{operation.id}/undo", follow=True)

    assert "People have booked this webinar." in page.text
    assert the_webinar().state is State.PUBLISHED


def test_who_may_only_look_sees_no_buttons(auditor, trainee, make):
    make.webinar()

    for person in (auditor, trainee):
        page = person.get("/webinars/manage/W-0001").text
        assert "Close sign-up" not in page
        assert person.post("/webinars/manage/W-0001/close").status_code == 403


def test_the_page_of_a_webinar_takes_few_statements(officer, make):
    make.webinar(owner_id=make.person().id)
    officer.get("/webinars/manage/W-0001")

    with Statements() as sent:
        officer.get("/webinars/manage/W-0001")

    assert sent.count <= 6, sent.sent


def test_the_next_date_is_public_open_and_in_the_future(app, make):
    one = make.webinar()
    make.webinar(private=True)
    make.webinar(closed_at=clock.now())
    make.webinar(state=State.DRAFT)
    assert queries.next_date(one) is None
    later = make.webinar(starts_at=clock.now() + timedelta(days=90))
    assert queries.next_date(one).id == later.id

"""The survey: one answer for a link, counts only, and nothing that ties the two together."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from crm.core import clock, links
from crm.core.db import Model, session
from crm.core.links import OneTimeLink
from crm.core.outbox import Mail
from tests.browse import let_go
from tests.webinars.feedback.made import came, over
from webinars.day import queries as days
from webinars.day.models import WebinarNumber
from webinars.feedback import queries, survey
from webinars.feedback.models import SurveyQuestion, SurveyTally, SurveyTurn
from webinars.programme.models import Webinar


def links_of(browser, make, people):
    """Apply the plans of a webinar and return the path after each person's link."""
    webinar = over(make)
    for number in range(people):
        came(webinar, f"P{number}", f"p{number}@x.example", follow_up_ok=True)
    browser.post(f"/webinars/manage/{webinar.ref}/follow-ups")
    let_go()
    rows = session.scalars(sa.select(Mail).where(Mail.kind == queries.KIND).order_by(Mail.id))
    found = [links.address(session.get(OneTimeLink, row.link_id)) for row in rows.all()]
    return webinar, [urlsplit(one).path.partition("/me/after.")[2] for one in found]


def questions():
    return [question.id for question in survey.questions()]


def say(browser, token, *answers):
    data = {f"q{number}": str(at) for number, at in zip(questions(), answers, strict=False)}
    return browser.post(f"/me/survey.{token}", data, follow=True)


def tally():
    let_go()
    rows = session.execute(
        sa.select(SurveyTally.question_id, SurveyTally.answer, SurveyTally.count).order_by(
            SurveyTally.question_id, SurveyTally.answer
        )
    )
    return [tuple(row) for row in rows]


def test_a_link_answers_once(officer, stranger, make):
    _, (token,) = links_of(officer, make, 1)

    assert "How was the webinar?" in stranger.get(f"/me/survey.{token}").text
    assert "Thank you for your answers" in say(stranger, token, 0, 1, 2).text
    assert "Thank you for your answers" in stranger.get(f"/me/survey.{token}").text
    before = tally()
    say(stranger, token, 2, 2, 2)

    assert tally() == before
    assert sum(count for _, _, count in before) == 3


def test_one_question_is_enough_and_none_is_refused(officer, stranger, make):
    _, (token,) = links_of(officer, make, 1)

    assert "Answer one question at least." in say(stranger, token).text
    assert "Answer one question at least." in say(stranger, token, 7).text
    assert sum(count for _, _, count in tally()) == 0
    assert "Thank you" in say(stranger, token, 0).text


@pytest.mark.parametrize("turned", [False, True])
def test_the_database_cannot_say_who_answered_what(officer, stranger, make, turned):
    """Whoever says yes and whoever says no: what is stored afterwards is the same."""
    _, tokens = links_of(officer, make, 3)
    for token, at in zip(tokens, (2, 0, 0) if turned else (0, 0, 2), strict=True):
        say(stranger, token, at)
    first = questions()[0]

    assert [row for row in tally() if row[2]] == [(first, 0, 2), (first, 2, 1)]
    assert len(tally()) == 15
    assert [row.link_id for row in session.scalars(sa.select(SurveyTurn))] == sorted(
        session.scalars(sa.select(SurveyTurn.link_id))
    )


def test_no_row_of_an_answer_has_a_person_or_a_moment():
    tables = [Model.metadata.tables[kind.__tablename__] for kind in (SurveyTally, SurveyTurn)]
    pointed = {key.column.table.name for table in tables for key in table.foreign_keys}
    kinds = {str(column.type) for table in tables for column in table.columns}

    assert pointed == {"webinar", "survey_question", "one_time_link"}
    assert kinds == {"INTEGER"}
    assert {column.name for column in tables[0].columns} == {
        "id", "webinar_id", "question_id", "answer", "count"
    }  # fmt: skip
    assert [column.name for column in tables[1].columns] == ["link_id"]


def test_every_answer_writes_every_count(officer, stranger, make, engine):
    """On PostgreSQL a row tells which transaction wrote it: all counts must be of the last."""
    if engine != "postgres":
        pytest.skip("Only PostgreSQL keeps the writer of a row.")
    _, tokens = links_of(officer, make, 2)
    for token in tokens:
        say(stranger, token, 1)
    let_go()

    writers = session.scalars(sa.text("SELECT DISTINCT xmin::text FROM survey_tally")).all()
    assert len(writers) == 1


def ends(webinar_id, ago):
    """Let a webinar have ended so many days ago."""
    let_go()
    webinar = session.get_one(Webinar, webinar_id)
    length = webinar.ends_at - webinar.starts_at
    webinar.ends_at = clock.now() - timedelta(days=ago)
    webinar.starts_at = webinar.ends_at - length
    session.commit()


@pytest.mark.parametrize("answers", [1, 4, 5, 6])
def test_no_count_is_shown_while_somebody_may_still_answer(officer, stranger, make, answers):
    """Whoever opens the page after each answer learns nothing of the one who answered."""
    webinar, tokens = links_of(officer, make, 6)
    path = f"/webinars/manage/{webinar.ref}/follow-ups"
    until = clock.to_london(webinar.ends_at).date() + timedelta(days=14)
    before = told(officer, path)
    for number, token in enumerate(tokens[:answers]):
        say(stranger, token, number % 3)
        assert told(officer, path) == before

    assert f"The answers are shown after {until.day} {until:%B %Y}" in before
    assert "Was the webinar useful for you?" not in before


def told(browser, path):
    """Return what the page says, without what differs each time it is opened."""
    page = browser.get(path).text
    return page[page.index("What they answered") : page.index("Then, in one step")]


@pytest.mark.parametrize(
    ("given", "said"),
    [((0, 0), "Nobody answered"), ((4, 0), "Fewer than 5 answered, so nothing is shown"),
     ((6, 0), "6 of 6, 100 % (between 60 and 100 %)"),
     ((5, 1), "Not shown: fewer than 5 on one side")],
)  # fmt: skip
def test_all_counts_are_shown_at_once_when_it_is_closed(officer, stranger, make, given, said):
    yes, no = given
    webinar, tokens = links_of(officer, make, 6)
    for number, token in enumerate(tokens[: yes + no]):
        say(stranger, token, 0 if number < yes else 2)
    number, path = webinar.id, f"/webinars/manage/{webinar.ref}/follow-ups"
    ends(number, ago=15)

    assert said in told(officer, path)


def test_nobody_answers_once_counts_are_shown(officer, stranger, make):
    webinar, (first, second) = links_of(officer, make, 2)
    say(stranger, first, 0)
    number, before = webinar.id, tally()
    ends(number, ago=15)

    page = stranger.get(f"/me/survey.{second}")
    assert (page.status_code, "The survey is closed" in page.text) == (410, True)
    assert stranger.post(f"/me/survey.{second}", {f"q{questions()[0]}": "0"}).status_code == 410
    assert "They could be answered until" in stranger.get(f"/me/after.{second}").text
    assert "Thank you for your answers" in stranger.get(f"/me/survey.{first}").text
    assert tally() == before


def test_a_longer_time_from_today_on_opens_no_old_survey(officer, make):
    webinar = over(make)
    number = webinar.id
    ends(number, ago=20)
    row = {"source": "Manager", "status": "confirmed", "from_on": clock.today()}
    session.add(WebinarNumber(name="survey_days", value=60, **row))
    session.commit()

    assert days.number("survey_days") == 60
    old = session.get_one(Webinar, number)
    ended_on = clock.to_london(old.ends_at).date()
    assert survey.until(old) == ended_on + timedelta(days=14)


def test_the_mail_says_until_when_and_nothing_once_it_is_closed(officer, make):
    webinar, _ = links_of(officer, make, 1)
    until = clock.to_london(webinar.ends_at).date() + timedelta(days=14)
    (mail,) = session.scalars(sa.select(Mail).where(Mail.kind == queries.KIND)).all()
    assert f"A few short questions are there too, until {until.day} {until:%B %Y}." in mail.body

    late = over(make)
    ends(late.id, ago=15)
    came(session.get_one(Webinar, late.id), "Pat", "pat@x.example", follow_up_ok=True)
    officer.post(f"/webinars/manage/{late.ref}/follow-ups")
    let_go()
    newest = session.scalars(sa.select(Mail).order_by(Mail.id.desc()).limit(1)).one()
    assert newest.to_addr == "pat@x.example"
    assert "questions" not in newest.body


def test_a_changed_question_starts_anew(officer, stranger, make):
    first = questions()[0]
    officer.submit(f"/webinars/manage/survey/{first}", {"words": "Was it worth an hour?"})
    let_go()

    assert session.get(SurveyQuestion, first).retired_at is not None
    assert len(questions()) == 5
    assert "Was it worth an hour?" in officer.get("/webinars/manage/survey").text


@pytest.mark.parametrize("path", ["survey", "after", "recording"])
def test_a_link_that_never_was_has_ended(stranger, app, path):
    answer = stranger.get(f"/me/{path}.made-up")

    assert answer.status_code == 410
    assert "This link has ended" in answer.text

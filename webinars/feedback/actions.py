"""Applying both plans, keeping the recording, and counting answers. Nothing here commits."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import IntegrityError

from crm.activity import queries as activities
from crm.consent import actions as consents
from crm.consent import letters
from crm.consent import queries as consent
from crm.consent.queries import Reader
from crm.consent.rules import Basis
from crm.core import clock, journal, links, outbox
from crm.core.db import engine_name, session, table_of
from crm.core.errors import RuleBroken
from crm.core.formats import long_day
from crm.core.outbox import About, Audience
from crm.employers.models import Contact, Employer
from crm.followups import actions as followups
from crm.followups.models import FollowUp
from crm.people.models import Person
from crm.reference import queries as reference
from crm.sequences import actions as sequences
from crm.vacancies.models import Vacancy
from crm.vacancies.queries import LIVE
from webinars.day import queries as days
from webinars.feedback import queries, rules, survey
from webinars.feedback.models import (
    AppliedPlans,
    Plan,
    Recording,
    SurveyQuestion,
    SurveyTally,
    SurveyTurn,
)
from webinars.feedback.queries import CODES, KIND, PURPOSES, TOPIC, Behind, One, Side
from webinars.programme import queries as programme
from webinars.programme.models import Webinar
from webinars.programme.rules import is_web_address

WAIT = timedelta(minutes=10)
"""Mail waits this long, so that pressing Undo in time holds it back."""
ENDPOINT = "feedback.after"
SUBJECTS = {
    Plan.CAME: "Thank you for coming: {title}",
    Plan.MISSED: "We missed you: {title}",
}
TEXTS = {
    Plan.CAME: """Hello {name},

Thank you for coming to “{title}”.
{recording}{survey}
{{link}}

Somebody from our team will ring you in the next few days to hear what you think.
""",
    Plan.MISSED: """Hello {name},

You had a seat at “{title}” and could not come. That is quite all right.
{recording}
{{link}}

{next}
""",
}
SURVEY = """ A few short questions are there too, until {until}. Only counts are kept, and they are
looked at when everybody has answered: nobody sees who said what."""
FOOT = """
{council}
You get this because you said that we may write to you after the webinar. Stop it here:
{stop}"""


def apply(webinar: Webinar, by: Any) -> AppliedPlans:
    """Apply both plans as one operation: sequences, tasks and mails, nothing of it twice.

    Raises ``RuleBroken`` before the end of the webinar, without anybody in the register, and when
    nothing is left to do.
    """
    session.refresh(webinar, with_for_update={"of": Webinar})
    if clock.now() < webinar.ends_at:
        raise RuleBroken("The webinar is not over yet.")
    if not days.figures(webinar.id)["there"]:
        raise RuleBroken("Nobody stands in the register yet. Read the attendance first.")
    sides = queries.sides(webinar)
    if not any(side.employer_ids or side.to_mail for side in sides):
        raise RuleBroken("Both plans were applied already. Nothing was left to do.")
    journal.whole(f"Applied both follow-up plans of {webinar.ref}", kind="change", actor=by)
    row = AppliedPlans(webinar_id=webinar.id, at=clock.now(), by_id=by.id)
    session.add(row)
    session.flush()
    for side in sides:
        row.employers += _follow(webinar, side, by)
        row.mails += _mail(webinar, side, row)
    session.flush()
    return row


def _follow(webinar: Webinar, side: Side, by: Any) -> int:
    """Start the plan with each employer, for its owner; and a task where there is no vacancy."""
    on = clock.to_london(webinar.starts_at).date()
    rows = session.scalars(
        sa.select(Employer).where(Employer.id.in_(side.employer_ids)).order_by(Employer.id)
    ).all()
    owners = _owners(rows, by)
    for employer in rows:
        sequences.start(
            employer,
            CODES[side.plan],
            anchor_on=on,
            by=by,
            about=webinar.ref,
            owner=owners[employer.id],
        )
    if side.plan is Plan.CAME:
        _ask_for_vacancies(webinar, rows, owners)
    return len(rows)


def _owners(employers: Any, by: Any) -> dict[int, Any]:
    ids = {one.owner_id for one in employers if one.owner_id}
    people = session.scalars(sa.select(Person).where(Person.id.in_(ids))).all()
    known = {person.id: person for person in people if person.active}
    return {one.id: known.get(one.owner_id, by) for one in employers}


def _ask_for_vacancies(webinar: Webinar, employers: Any, owners: dict[int, Any]) -> None:
    """Plan a task with each employer that came and has no vacancy."""
    title = f"Attended {webinar.ref}, no vacancy yet"
    ids = [one.id for one in employers]
    offering = set(
        session.scalars(
            sa.select(Vacancy.employer_id).where(
                Vacancy.employer_id.in_(ids), Vacancy.state.in_(LIVE)
            )
        )
    )
    asked = set(
        session.scalars(
            sa.select(FollowUp.employer_id).where(
                FollowUp.employer_id.in_(ids), FollowUp.title == title
            )
        )
    )
    wait = activities.waits(clock.today())["attended:no vacancy"]
    planned_on, due_on = wait.due(clock.today(), reference.holidays())
    for employer in employers:
        if employer.id not in offering | asked:
            followups.plan(
                employer,
                owner=owners[employer.id],
                title=title,
                due_on=due_on,
                planned_on=planned_on,
                why=f"They were at “{webinar.title}”. Ask which work they could offer.",
                kind=wait.act,
            )


def _mail(webinar: Webinar, side: Side, row: AppliedPlans) -> int:
    if not side.to_mail:
        return 0
    shared = _shared(webinar, side.plan)
    for one in side.to_mail:
        employer = session.get(Employer, one.employer_id) if one.employer_id else None
        if employer is not None and one.agreed:
            _keep_consent(webinar, one, employer)
        lasts = _lasts(webinar)
        link = links.make(PURPOSES[side.plan], ENDPOINT, one.subject_id, lasts, most=2**30)
        topic = TOPIC if employer is not None else ""
        stop = letters.address(one.email, TOPIC, one.employer_id or 0)
        foot = FOOT.format(council=current_app.config["COUNCIL_NAME"], stop=stop)
        outbox.post(
            kind=KIND,
            audience=Audience.EXTERNAL,
            to=one.email,
            subject=SUBJECTS[side.plan].format(title=webinar.title)[:150],
            body=TEXTS[side.plan].format(name=one.name, **shared) + foot,
            dedupe_key=f"after:{row.id}:w{webinar.id}:{one.key}",
            due_at=clock.now() + WAIT,
            link_id=link.id,
            about=About(
                topic,
                one.employer_id,
                one.contact_id,
                letters.headers(one.email, TOPIC, one.employer_id or 0),
            ),
        )
    return len(side.to_mail)


def _shared(webinar: Webinar, plan: Plan) -> dict[str, str]:
    recording = queries.recording_of(webinar.id)
    said = (
        f"The recording can be watched until {long_day(recording.until)}."
        if recording and recording.until >= clock.today()
        else "There is no recording of it, but our next dates are on this page."
        if plan is Plan.MISSED
        else "There is no recording of it."
    )
    return {
        "title": webinar.title,
        "recording": said,
        "survey": _asked(webinar),
        "next": _next(webinar),
    }


def _asked(webinar: Webinar) -> str:
    """Return what a mail says of the survey: nothing once it is closed."""
    until = survey.until(webinar)
    is_open = rules.survey_open(until, clock.today())
    return SURVEY.format(until=long_day(until)) if is_open else ""


def _next(webinar: Webinar) -> str:
    coming = next((one for one in programme.coming(most=5) if one.id != webinar.id), None)
    if coming is None:
        return "The next date is not set yet."
    day = clock.to_london(coming.starts_at)
    return f"The next one is “{coming.title}” on {long_day(day.date())}, {day:%H:%M} UK time."


def _lasts(webinar: Webinar) -> timedelta:
    """Return how long a link lasts: to the end of the recording, else the days of the product."""
    recording = queries.recording_of(webinar.id)
    whole = timedelta(days=days.number("recording_days"))
    if recording is None:
        return whole
    return max(timedelta(days=(recording.until - clock.today()).days + 1), timedelta(days=14))


def _keep_consent(webinar: Webinar, one: One, employer: Employer) -> None:
    """Record what somebody agreed to as they booked, where nothing else lets us write."""
    reader = Reader(one.email, employer.id, one.contact_id, corporate=consent.corporate(employer))
    (verdict,) = consent.verdicts([reader], TOPIC)
    if not verdict.may:
        contact = session.get(Contact, one.contact_id) if one.contact_id else None
        consents.agree(
            employer,
            address=one.email,
            contact=contact,
            topic=TOPIC,
            basis=Basis.CONSENT,
            source=f"Booking of {webinar.ref}",
            given_on=clock.today(),
        )


def set_recording(
    webinar: Webinar, *, url: str, until: date | None, captions: str, by: Any
) -> Recording:
    """Say where the recording is and until when; raises ``RuleBroken``, flushes."""
    if not is_web_address(url):
        raise RuleBroken("Enter an address that begins with https:// or http://.", "url")
    row = queries.recording_of(webinar.id)
    last = until or clock.today() + timedelta(days=days.number("recording_days"))
    if last < clock.today():
        raise RuleBroken("Choose today or a later day.", "until")
    if row is None:
        row = Recording(webinar_id=webinar.id)
        session.add(row)
    row.url, row.until, row.captions, row.set_by_id = url, last, captions, by.id
    session.flush()
    return row


def change_question(question: SurveyQuestion, words: str) -> SurveyQuestion:
    """Ask something else in its place; what was answered stays with the old words. Flushes."""
    if not words.strip():
        raise RuleBroken("Enter the question.", "words")
    if question.retired_at is not None:
        raise RuleBroken("Somebody changed this question meanwhile. Look again.")
    question.retired_at = clock.now()
    row = SurveyQuestion(position=question.position, words=words.strip())
    session.add(row)
    session.flush()
    return row


def answer(found: Behind, given: dict[int, int]) -> None:
    """Count what somebody answered: question to answer. Flushes.

    Every count of the webinar is written, whichever they are, and none says when. Raises
    ``RuleBroken`` for a link that answered before, after the last day, and for no answer at all.
    """
    if not rules.survey_open(found.until, clock.today()):
        raise RuleBroken("The survey is closed.")
    asked = [question.id for question in survey.questions()]
    known = {
        question: said
        for question, said in given.items()
        if question in asked and 0 <= said < len(rules.ANSWERS)
    }
    if not known:
        raise RuleBroken("Answer one question at least.")
    try:
        with session.begin_nested():
            session.add(SurveyTurn(link_id=found.link.id))
            session.flush()
    except IntegrityError:
        raise RuleBroken("This link answered already. Thank you.") from None
    _count(found.webinar.id, asked, known)


def _count(webinar_id: int, asked: list[int], given: dict[int, int]) -> None:
    table = table_of(SurveyTally)
    cells = [
        {"webinar_id": webinar_id, "question_id": question, "answer": at, "count": 0}
        for question in asked
        for at in range(len(rules.ANSWERS))
    ]
    known = session.scalar(
        sa.select(sa.func.count()).where(
            table.c.webinar_id == webinar_id, table.c.question_id.in_(asked)
        )
    )
    if known != len(cells):
        _begin(cells)
    chosen = sa.or_(
        *(sa.and_(table.c.question_id == one, table.c.answer == at) for one, at in given.items())
    )
    session.execute(
        sa.update(table)
        .where(table.c.webinar_id == webinar_id)
        .values(count=table.c.count + sa.case((chosen, 1), else_=0))
    )


def _begin(cells: list[dict[str, int]]) -> None:
    """Put down counts of none where there are no counts; those that are there stay."""
    insert = sqlite_insert if engine_name() == "sqlite" else postgres_insert
    session.execute(insert(table_of(SurveyTally)).values(cells).on_conflict_do_nothing())

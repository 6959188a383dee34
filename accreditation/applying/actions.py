"""What a business, or staff for it, does to an application. Nothing here commits."""

from collections.abc import Mapping
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from accreditation.applications import letters, queries, rules
from accreditation.applications.actions import post
from accreditation.applications.models import Application, State
from accreditation.applications.rules import Answer, Said
from accreditation.declared import actions as declared
from accreditation.scheme import queries as schemes
from accreditation.scheme.models import SchemeVersion
from crm.core import clock, journal, links
from crm.core.db import session
from crm.core.errors import RuleBroken, Stale
from crm.employers.models import SizeBand
from crm.followups import actions as followups

KEPT = timedelta(days=730)
"""How long the link of an application that was sent shows where it stands."""
NAME_NEEDED = "Enter the full name of the person who declares this"
ROLE_NEEDED = "Enter the role of the person who declares this"
STATEMENT = (
    "I am allowed to answer for this organisation. As far as I know, the answers are true today. "
    "We tell you within 28 days when one of them is not true any more."
)


def actor(application: Application, staff: Any) -> Any:
    """Return who acts: somebody of the staff, else the business by its link."""
    if staff is not None:
        return staff
    name = application.contact.name if application.contact else application.employer.name
    return SimpleNamespace(id=None, name=f"{name}, by a link")


def kind_of(staff: Any) -> str:
    """Return the kind of an operation: what the business did by its link stays its own."""
    return "change" if staff is not None else journal.THEIRS


def begin(application: Application, title: str, staff: Any) -> None:
    """Name the coming change, and note who of the staff fills it in on the phone."""
    by = actor(application, staff)
    journal.operation(f"{title} in {application.ref}", kind=kind_of(staff), actor=by)
    if application.state is not State.DRAFT:
        raise RuleBroken("This application was sent. It cannot be changed any more.")
    if staff is not None:
        application.filled_by_id = staff.id


def answer(application: Application, given: Mapping[str, Answer], seen: str, codes: Any) -> None:
    """Keep the answers of one page; flushes. Other pages' answers stay as they are.

    Raises ``Stale`` when these very answers were saved elsewhere since the page was opened.
    """
    if seen != rules.seen(application.answers, codes):
        raise Stale("These answers were saved in another window after you opened this page.")
    others = {code: row for code, row in application.answers.items() if code not in codes}
    kept = {code: one.plain() for code, one in given.items()}
    if application.answers != others | kept:
        application.answers = others | kept
    application.saved_at = clock.now()
    session.flush()


def give_size(application: Application, size: SizeBand) -> None:
    """Keep how many people work there, where that is not on record; flushes."""
    application.size_said = size.value
    application.saved_at = clock.now()
    session.flush()


def judge_records(application: Application, words: str, *, right: bool) -> None:
    """Keep whether what we hold is right; flushes. Raises ``RuleBroken`` for a no without words."""
    if not right and not words:
        raise RuleBroken("Say what is missing or wrong", "words")
    application.records_right = right
    application.records_words = "" if right else words
    application.saved_at = clock.now()
    session.flush()


def adopt(application: Application, version: SchemeVersion) -> int:
    """Go on under another version of the scheme; return how many answers stay. Flushes."""
    old, new = queries.scheme_of(application), schemes.ready(version)
    kept = rules.carry(rules.read_all(application.answers), old, new)
    application.answers = {code: one.plain() for code, one in kept.items()}
    application.scheme_version_id = version.id
    session.flush()
    return len(kept)


def missing(application: Application) -> list[str]:
    """Return the titles of questions without an answer."""
    asked = rules.questions(queries.scheme_of(application), queries.size_of(application))
    return [one.title for one in asked if one.code not in application.answers]


def send(
    application: Application, *, name: str, role: str, public: bool, staff: Any, level: str = ""
) -> None:
    """Sign and send an application: its answers become declarations; flushes.

    ``level`` is the code of the one they hope for, if they say so.

    Raises ``RuleBroken`` while a question is open, nobody signs, or the scheme changed meanwhile.
    """
    on = clock.today()
    if queries.outdated(application, on) is not None:
        raise RuleBroken("The scheme changed since you began. Go on under the new version first.")
    if open_ones := missing(application):
        raise RuleBroken(f"Answer this first: {', '.join(open_ones)}")
    for value, field, words in (
        (name, "name", NAME_NEEDED),
        (role, "role", ROLE_NEEDED),
    ):
        if not value:
            raise RuleBroken(words, field)
    application.signatory_name, application.signatory_role = name, role
    application.statement, application.declared_on = STATEMENT, on
    application.public_ok, application.level_wanted = public, level
    application.state, application.submitted_at = State.SUBMITTED, clock.now()
    _declare(application)
    employer = application.employer
    if employer.size_band is SizeBand.UNKNOWN and application.size_said:
        employer.size_band = SizeBand(application.size_said)
    session.flush()
    _tell(application, actor(application, staff))


def _declare(application: Application) -> None:
    scheme, band = queries.scheme_of(application), queries.size_of(application)
    answers = rules.read_all(application.answers)
    for criterion in rules.questions(scheme, band):
        one = answers[criterion.code]
        if one.said is Said.UNKNOWN:
            continue
        declared.say(
            application.employer_id,
            criterion.metric,
            value=rules.value_of(criterion, one, band),
            on=clock.today(),
            until=one.until,
            applies=one.said is Said.ANSWERED,
            application_ref=application.ref,
            words=one.words,
        )


def _tell(application: Application, by: Any) -> None:
    """Keep the link, mail the receipt, and plan the next step of whoever answers for it."""
    link, contact = application.link, application.contact
    person = queries.answers_for(application)
    if link is not None:
        link.expires_at = clock.now() + KEPT
        links.note(link.id, queries.SENT, by.name)
    if contact is not None and contact.email and contact.to_on is None:
        who = person.name if person else ""
        subject, body = letters.sent(application, contact.name, who)
        post(application, contact, subject, body, "sent")
    if person is not None:
        followups.plan(
            application.employer,
            owner=person,
            title=f"Look at application {application.ref}",
            due_on=clock.today(),
            why=f"{application.signatory_name} sent it by the link.",
        )
    session.flush()

"""Asking for a review, taking it and answering it. Nothing here commits."""

from typing import Any

import sqlalchemy as sa
from flask import current_app

from accreditation.appeals import queries, rules
from accreditation.appeals.models import Appeal, why_not
from accreditation.appeals.queries import Subject
from accreditation.appeals.rules import ANEW, About, Outcome, State
from accreditation.assessments import actions as assessments
from accreditation.awards import actions as awards
from accreditation.awards import badging, letters, moves
from accreditation.awards import queries as held
from accreditation.awards.models import Award
from accreditation.awards.moves import NotYours
from accreditation.awards.rules import Move
from accreditation.awards.rules import State as AwardState
from accreditation.badges import actions as badges
from accreditation.badges.models import Badge
from accreditation.decisions.models import Decision
from crm.core import calendar, clock, journal, outbox, refs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.formats import long_day
from crm.core.outbox import Audience
from crm.employers.models import Employer
from crm.followups import actions as followups
from crm.people.models import Person
from crm.reference import queries as reference

ASKED = """Hello {name},

We have your request to look again. Its reference is {ref}.
Somebody who did not work on it looks at it now. You will hear from us by {until}.
{meanwhile}
What you wrote, and where it stands:
{{link}}

{council}
This is about the work we do with you. It is not a newsletter."""
ANSWERED = """Hello {name},

You asked us to look again ({ref}). {lead}

{answer}

{who} looked at it and did not work on it before.
Your level and its dates:
{{link}}

{council}
This is about the work we do with you. It is not a newsletter."""


def ask(employer: Employer, words: str) -> Appeal:
    """Ask for a review of the newest decision or move; flushes. The employer is held.

    Raises ``RuleBroken`` when nothing can be appealed against, when it was, or its time is over.
    """
    session.execute(sa.select(Employer.id).where(Employer.id == employer.id).with_for_update())
    found = queries.subject(employer.id)
    if found is None:
        raise RuleBroken("There is nothing that you can ask a review of.")
    if found.appeal is not None:
        raise RuleBroken(f"You asked for this already. Its reference is {found.appeal.ref}.")
    if clock.today() > found.until:
        raise RuleBroken(f"A review could be asked for until {long_day(found.until)}.")
    journal.operation(f"{employer.name} asked for a review", kind=awards.KIND)
    row = _new(employer, found, words)
    session.add(row)
    session.flush()
    if found.award is not None:
        badging.note(found.award, Move.APPEAL, by=None, private=row.ref)
        row.held_badge = _hold(found.award)
        session.flush()
    _tell_asked(row)
    _plan(employer, row)
    return row


def _new(employer: Employer, found: Subject, words: str) -> Appeal:
    today = clock.today()
    days = held.terms(today).answer_days
    decision, line = found.decision, found.line
    behind = decision or _decision_behind(found.award)
    contact = held.contact_for(employer.id)
    return Appeal(
        employer_id=employer.id, about=found.about, words=words, asked_at=clock.now(),
        decision_id=decision.id if decision else None, event_id=line.id if line else None,
        award_id=found.award.id if found.award else None,
        contact_id=contact.id if contact else None, asked_until=found.until,
        answer_by=calendar.add_working_days(today, days, reference.holidays()),
        assessor_id=behind.assessor_id if behind else None,
        second_id=behind.second_id if behind else None,
        approver_id=behind.approver_id if behind else None,
        mover_id=line.by_id if line else None, made_up=employer.made_up,
    )  # fmt: skip


def _decision_behind(award: Award | None) -> Decision | None:
    if award is None:
        return None
    row = refs.number_in(award.decision_ref, "D")
    return session.get(Decision, row) if row else None


def _hold(award: Award) -> bool:
    """Show the badge as under review, where the periods in force say that an appeal does."""
    badge = session.get(Badge, award.badge_id) if award.badge_id else None
    runs = badge is not None and badge.revoked_at is None and badge.held_since is None
    if badge is None or not runs or not held.terms(clock.today()).appeal_holds:
        return False
    badges.hold(badge, "The employer asked for a review.")
    return True


def _tell_asked(row: Appeal) -> None:
    stays = (
        "Until then your badge says that it is under review."
        if row.held_badge
        else ("Until then everything stays as it was decided.")
    )
    words = {"until": long_day(row.answer_by), "meanwhile": f"{stays}\n"}
    _post(row, "We look again at our decision", ASKED, "asked", **words)


def _post(row: Appeal, subject: str, text: str, key: str, **words: str) -> None:
    contact = held.contact_for(row.employer_id)
    if contact is None:
        return
    council = current_app.config["COUNCIL_NAME"]
    outbox.post(
        kind="award",
        audience=Audience.EXTERNAL,
        to=contact.email,
        subject=subject,
        body=text.format(name=contact.name, ref=row.ref, council=council, **words),
        dedupe_key=f"appeal:{key}:{row.id}",
        link_id=letters.link_for(contact).id,
        about=outbox.About(employer_id=row.employer_id, contact_id=contact.id),
    )


def _plan(employer: Employer, row: Appeal) -> None:
    """Tell the owner, who does not answer it but is asked by the business."""
    owner = session.get(Person, employer.owner_id) if employer.owner_id else None
    if owner is not None:
        followups.plan(
            employer, owner=owner, title=f"{row.ref}: a review was asked for",
            due_on=row.answer_by,
            why="A manager who did not work on it answers. Keep the employer informed.",
        )  # fmt: skip


def take(appeal: Appeal, *, by: Any) -> None:
    """Take an appeal to look at it; flushes. ``appeal`` is locked."""
    person = session.get_one(Person, by.id)
    if refused := why_not(appeal, person):
        raise NotYours(refused)
    if appeal.state is State.ANSWERED:
        raise RuleBroken(f"{appeal.ref} is answered already.")
    journal.operation(f"Took {appeal.ref} to look at it")
    appeal.state, appeal.reviewer_id, appeal.taken_at = State.TAKEN, person.id, clock.now()
    session.flush()


def answer(appeal: Appeal, outcome: Outcome, *, words: str, private: str, by: Any) -> None:
    """Answer an appeal, which is final; flushes. ``words`` go to the business.

    Raises ``NotYours`` for who may not, ``RuleBroken`` when it is answered already.
    """
    person = session.get_one(Person, by.id)
    if refused := why_not(appeal, person):
        raise NotYours(refused)
    if appeal.state is State.ANSWERED:
        raise RuleBroken(f"{appeal.ref} is answered already: {appeal.outcome}.")
    employer = session.get_one(Employer, appeal.employer_id)
    journal.whole(f"Answered {appeal.ref}: {outcome.value}", kind=awards.KIND, actor=by)
    appeal.state, appeal.outcome = State.ANSWERED, outcome
    appeal.answer, appeal.private = words, private
    appeal.answered_at, appeal.answered_by_id = clock.now(), person.id
    appeal.reviewer_id = appeal.reviewer_id or person.id
    session.flush()
    _release(appeal)
    _act(appeal, employer, outcome, person)
    if appeal.award_id is not None:
        award = session.get_one(Award, appeal.award_id)
        badging.note(award, Move.ANSWERED, by=person, reason=outcome.value, words=words)
    _post(
        appeal, "Our answer to your request", ANSWERED, "answered",
        lead=rules.WORDS[outcome], answer=words, who=person.name,
    )  # fmt: skip


def _release(appeal: Appeal) -> None:
    award = session.get(Award, appeal.award_id) if appeal.award_id else None
    badge = session.get(Badge, award.badge_id) if award and award.badge_id else None
    if appeal.held_badge and badge and badge.revoked_at is None and badge.held_since:
        badges.release(badge)


def _act(appeal: Appeal, employer: Employer, outcome: Outcome, person: Person) -> None:
    """Do what an outcome asks for: end a suspension, grant anew, or have it assessed again."""
    award = session.get(Award, appeal.award_id) if appeal.award_id else None
    if outcome is Outcome.REJECTED:
        return
    if outcome in ANEW or appeal.about in (About.DECISION, About.DROPPED) or award is None:
        assessments.open_review(employer, f"{appeal.ref}: {outcome.value}")
        return
    if appeal.about is About.SUSPENSION and award.state is AwardState.SUSPENDED:
        moves.make(
            held.award_or_404(award.ref, lock=True), Move.REINSTATE, by=person, code="RE-1",
            private=appeal.ref,
        )  # fmt: skip
    elif appeal.about is About.REVOCATION and award.ends_on >= clock.today():
        _grant_anew(award, appeal, employer, person)


def _grant_anew(award: Award, appeal: Appeal, employer: Employer, person: Person) -> None:
    """Give a level back that was taken away wrongly: a new award and badge to the same end."""
    if held.current(employer.id) is not None:
        return
    old = held.award_or_404(award.ref)
    awards.grant(
        employer=employer, version=old.scheme_version, level=old.level, valid_from=old.valid_from,
        valid_until=old.valid_until, decision_ref=appeal.ref, public_ok=old.public_ok,
        conditional=False, officer=person, evidence=old.evidence,
    )  # fmt: skip

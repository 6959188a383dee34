"""Deciding, waiving a gate, meeting milestones, wording reasons. Nothing here commits."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import current_app

from accreditation.applications import actions as applications
from accreditation.applications.models import Application
from accreditation.assessments import actions as assessments
from accreditation.assessments.models import Assessment, sealed_parts
from accreditation.assessments.rules import State
from accreditation.awards import actions as awards
from accreditation.awards import queries as held
from accreditation.awards.models import Award
from accreditation.awards.rules import last_day
from accreditation.decisions import conditions, queries, rules, sealing, sending
from accreditation.decisions.letter import Block, Told, letter
from accreditation.decisions.models import KIND, Decision, NotAllowed
from accreditation.decisions.queries import Case
from accreditation.decisions.rules import AWARDS, Wish
from accreditation.reasons import queries as reasons
from accreditation.reasons.rules import Outcome
from accreditation.scheme.document import digest
from accreditation.waivers.models import Waiver
from crm.core import calendar, clock, formats, journal
from crm.core.db import session
from crm.core.errors import RuleBroken, Stale
from crm.exports.models import Export
from crm.reference import queries as reference


def note_export(asked: Mapping[str, str], *, person: Any) -> Export:
    """Note who takes which list of decisions and how many rows; flushes."""
    count = queries.count(**asked)
    journal.operation(
        f"Exported {formats.plural(count, 'decision')} as CSV", kind="export", actor=person
    )
    told = [f"{name} {value}" for name, value in asked.items() if value]
    export = Export(
        at=clock.now(),
        person_id=person.id,
        form="csv",
        conditions=", ".join(["decisions", *told]),
        rows=count,
        with_contacts=False,
        purpose="",
    )
    session.add(export)
    session.flush()
    return export


def check(case: Case, wish: Wish, *, by: Any) -> None:
    """Raise what stands against a decision: who may not, what was decided, what is not proved."""
    if case.assessment.state is not State.READY:
        raise RuleBroken(f"{case.assessment.ref} does not wait for a decision.")
    if refused := queries.why_not(case.assessment, by):
        raise NotAllowed(refused)
    if case.assessment.digest != digest(sealed_parts(case.assessment)):
        raise RuleBroken(f"The seal of {case.assessment.ref} is broken. Send it back.")
    if wish.outcome in AWARDS and not case.supported:
        raise NotAllowed(rules.why_not_award(case.result, case.scheme, case.supported))
    found = rules.faults(
        wish, case.scheme, supported=case.supported, proposed=case.assessment.proposed,
        today=clock.today(),
    )  # fmt: skip
    if found:
        raise RuleBroken(found[0].words, found[0].field)


def written(case: Case, wish: Wish, *, by: Any) -> list[Block]:
    """Return the letter that a decision would send today. Raises as ``check`` does."""
    check(case, wish, by=by)
    return letter(_told(case, wish, by))


def decide(case: Case, wish: Wish, *, by: Any, seen: str) -> Decision:
    """Decide a case for good, grant the award and mail the letter's link; flushes.

    ``case`` was read from a locked assessment. ``seen`` is the digest of the letter that was looked
    at; raises ``Stale`` when it would read otherwise now.
    """
    blocks = written(case, wish, by=by)
    if digest(blocks) != seen:
        raise Stale("The letter changed since you looked at it. Look at it again, then confirm.")
    assessment, employer = case.assessment, case.assessment.employer
    title = f"Decided {assessment.ref} of {employer.name}: {wish.outcome.value}"
    journal.whole(title, kind=KIND, actor=by)
    first, last = _dates(case, wish)
    appeal_until = _appeal_until()
    link = sending.link_for(assessment, until=last or appeal_until)
    row = Decision(
        assessment_id=assessment.id, employer_id=employer.id,
        scheme_version_id=assessment.scheme_version_id, assessor_id=assessment.assessor_id,
        second_id=assessment.second_id, approver_id=by.id, proposed=assessment.proposed,
        outcome=wish.outcome, level=wish.level if wish.outcome in AWARDS else "",
        facts=assessment.facts, judgements=assessment.judgements, result=assessment.result,
        waived=[_waiver(one) for one in case.waived], waived_result=case.waived_result,
        reasons=_reasons(case, wish), words=wish.words, letter=blocks, decided_at=clock.now(),
        valid_from=first, valid_until=last, appeal_until=appeal_until,
        public_ok=_public_ok(assessment), link_id=link.id, made_up=employer.made_up,
        previous=sealing.last_digest(),
    )  # fmt: skip
    row.digest = rules.seal(sealing.parts(row), row.previous)
    session.add(row)
    session.flush()
    row.employer, row.scheme_version = employer, assessment.scheme_version
    assessments.close(assessment)
    _settle_application(assessment)
    sending.post(row, assessment, link, _follow(row, wish, by=by))
    return row


def waive(assessment: Assessment, gate: str, *, why: str, until: date, by: Any) -> Waiver:
    """Set a failed gate aside for an employer until a day; flushes."""
    if refused := queries.why_not(assessment, by):
        raise NotAllowed(refused)
    if assessment.state is not State.READY:
        raise NotAllowed(f"{assessment.ref} does not wait for a decision.")
    case = queries.case_of(assessment, clock.today())
    if gate not in {one.code for one in case.blocked}:
        raise RuleBroken("This gate does not block anything here.")
    if until < clock.today():
        raise RuleBroken("Choose a day to come.", "until")
    journal.operation(f"Waived gate {gate} for {assessment.employer.name}")
    row = Waiver(
        employer_id=assessment.employer_id, gate=gate, why=why, until=until,
        case_ref=assessment.ref,
        by_id=by.id, at=clock.now(), made_up=assessment.employer.made_up,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def _told(case: Case, wish: Wish, by: Any) -> Told:
    assessment, scheme = case.assessment, case.scheme
    first, last = _dates(case, wish)
    ranks = scheme.ranks
    rank = ranks.get(wish.level, 0)
    return Told(
        scheme=current_app.config["SCHEME_NAME"], version=scheme.version, case=assessment.ref,
        employer=assessment.employer.name, outcome=wish.outcome,
        level=scheme.level_title(wish.level) if rank else "",
        reason=_bank_words(wish), words=wish.words,
        reasons=rules.headline_reasons(case.waived_result or case.result, case.scheme),
        conditions=wish.conditions, decided_on=clock.today(),
        seen_on=case.seen_on, valid_from=first, valid_until=last,
        appeal_until=_appeal_until(), seconded=assessment.second_id is not None,
        apart=bool(by.independent), waived=bool(case.waived),
    )  # fmt: skip


def _bank_words(wish: Wish) -> str:
    for row in reasons.counting(clock.today()):
        if row.code == wish.code and row.outcome is wish.outcome:
            return row.words
    raise RuleBroken("Choose a reason.", "reason")


def _reasons(case: Case, wish: Wish) -> list[dict[str, str]]:
    told = {"code": wish.code, "words": _bank_words(wish), "remedy": ""}
    return [told, *rules.headline_reasons(case.waived_result or case.result, case.scheme)]


def _dates(case: Case, wish: Wish) -> tuple[date | None, date | None]:
    rank = case.scheme.ranks.get(wish.level, 0)
    if wish.outcome not in AWARDS or not rank:
        return None, None
    first = clock.today()
    return first, last_day(first, case.scheme.levels[rank - 1].months)


def _appeal_until() -> date:
    today = clock.today()
    return calendar.add_working_days(today, held.terms(today).appeal_days, reference.holidays())


def _waiver(row: Waiver) -> dict[str, Any]:
    return {
        "waiver": row.id, "gate": row.gate, "why": row.why, "until": row.until.isoformat(),
        "by": row.by.name,
    }  # fmt: skip


def _public_ok(assessment: Assessment) -> bool:
    """Return whether the employer agreed to stand in the register: now, or for the award it has."""
    if assessment.application_id is not None:
        application = session.get(Application, assessment.application_id)
        return application is not None and application.public_ok
    award = held.current(assessment.employer_id)
    return award is not None and award.public_ok


def _settle_application(assessment: Assessment) -> None:
    if assessment.application_id is not None:
        application = session.get(Application, assessment.application_id)
        if application is not None:
            applications.done(application)


def _follow(row: Decision, wish: Wish, *, by: Any) -> Award | None:
    """Grant the award, of which the letter's mail tells, and plan its conditions."""
    if wish.outcome not in AWARDS:
        return None
    award = awards.grant(
        employer=row.employer, version=row.scheme_version, level=row.level,
        valid_from=row.valid_from or clock.today(),
        valid_until=row.valid_until or clock.today(), decision_ref=row.ref,
        public_ok=row.public_ok, conditional=wish.outcome is Outcome.CONDITIONAL, officer=by,
        evidence="Judged by people on the records of the service.", told=True,
    )  # fmt: skip
    conditions.plan(row, wish.conditions)
    return award

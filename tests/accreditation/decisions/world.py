"""What tests about decisions start from: a case that waits, sealed on a real score."""

from typing import Any

from accreditation.assessments import drafting
from accreditation.assessments.models import Assessment
from accreditation.assessments.rules import State
from accreditation.decisions import actions, queries
from accreditation.decisions.models import Decision
from accreditation.decisions.rules import Condition, Wish
from accreditation.reasons.rules import Outcome
from accreditation.scheme import queries as schemes
from accreditation.scheme.document import digest
from accreditation.scheme.measures import Facts
from accreditation.scheme.rules import carry_out, score
from crm.core import clock, journal
from crm.core.db import session
from crm.core.permissions import Role
from crm.employers.models import Employer
from tests.makers import Make

CODES = {
    Outcome.APPROVED: "A-EVIDENCE",
    Outcome.CONDITIONAL: "C-PROOF",
    Outcome.REFUSED: "R-EVIDENCE",
}


def facts_for(level: str, ref: str = "E-00001", *, shut: str = "") -> Facts:
    """Facts that just reach a level; ``shut`` names a metric that then shuts a gate again."""
    scheme, today = schemes.ready(schemes.in_force(clock.today())), clock.today()
    facts = Facts(ref, "small")
    if level:
        ways = score(facts, scheme, today).next_steps
        facts = carry_out(facts, next(way for way in ways if way.level.code == level), today)
    if shut:
        from accreditation.scheme.measures import Evidence

        long_ago = today.replace(year=today.year - 1)
        facts = Facts(ref, "small", (*facts.evidence, Evidence(shut, long_ago, "C-00077")))
    return facts


def waiting(
    make: Make, level: str = "silver", *, employer: Employer | None = None,
    shut: str = "", **more: Any,
) -> Assessment:  # fmt: skip
    """A case that waits for a decision; committed."""
    employer = employer or make.employer(made_up=True)
    version = schemes.in_force(clock.today())
    facts = facts_for(level, employer.ref, shut=shut)
    result = score(facts, schemes.ready(version), clock.today()).plain()
    given: dict[str, Any] = {
        "employer_id": employer.id,
        "scheme_version_id": version.id,
        "opened_at": clock.now(),
        "ready_at": clock.now(),
        "state": State.READY,
        "facts": facts.plain(),
        "result": result,
        "proposed": result["level"] or "",
        "confidence": "high",
        "kept_percent": 95,
        "made_up": True,
    }
    if "assessor_id" not in more:
        more["assessor_id"] = make.person(name="Ada Assessor").id
    row = Assessment(**({"judgements": {}, "assessor_words": "", "second_words": "",
                         "borderline": False} | given | more))  # fmt: skip
    if "digest" not in more:
        row.digest = digest(drafting.sealed_parts(row))
    return make._save(row)


def handed_over(make: Make, first: Any) -> Assessment:
    """A case that ``first`` assessed and a colleague took over, sealed and waiting."""
    case = waiting(make, assessor_id=first.id, state=State.OPEN, digest="")
    case.assessor_id = make.person(name="Bo Next").id
    session.commit()
    case.digest, case.state = digest(drafting.sealed_parts(case)), State.READY
    session.commit()
    return case


def decider(make: Make, **more: Any) -> Any:
    """A manager who may decide anything here."""
    return make.person(role=Role.MANAGER, **more)


def wish(outcome: Outcome = Outcome.APPROVED, level: str = "silver", **more: Any) -> Wish:
    """A plain wish for an outcome."""
    return Wish(outcome, "" if outcome is Outcome.REFUSED else level, CODES[outcome], **more)


def condition(days: int = 30, words: str = "Show us your plan") -> Condition:
    """One thing to do."""
    from datetime import timedelta

    return Condition(words, clock.today() + timedelta(days=days))


def decide(assessment: Assessment, by: Any, what: Wish | None = None) -> Decision:
    """Decide a case by the action, as the page would; committed."""
    from accreditation.assessments import queries as cases

    what = what or wish()
    with journal.acting(by):
        held = cases.assessment_or_404(assessment.ref, lock=True)
        case = queries.case_of(held, clock.today())
        seen = digest(actions.written(case, what, by=by))
        row = actions.decide(case, what, by=by, seen=seen)
        session.commit()
    return row

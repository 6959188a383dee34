"""An assessment with its score: as the records say now, or as it was sealed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from accreditation.applications import queries as applications
from accreditation.applications.models import Application
from accreditation.applications.rules import Finding
from accreditation.assessments.asking import waiting
from accreditation.assessments.models import Assessment
from accreditation.assessments.rules import Paper, State
from accreditation.levels.facts import facts_of
from accreditation.scheme import queries as schemes
from accreditation.scheme.document import Scheme, Source
from accreditation.scheme.measures import Evidence, Facts
from accreditation.scheme.measures import State as Assessed
from accreditation.scheme.result import Result, confidence
from accreditation.scheme.rules import score
from accreditation.scheme.sensitivity import Sensitivity, sensitivity
from crm.core import clock

SEALED = (State.READY, State.DECIDED)


@dataclass(frozen=True)
class Case:
    """What the assessor and the decider look at."""

    row: Assessment
    application: Application | None
    scheme: Scheme
    facts: Facts
    result: Result
    firm: Sensitivity
    sure: str
    doubts: list[str]
    findings: list[Finding]

    @property
    def open_findings(self) -> list[Finding]:
        """Return what contradicts our records and nobody cleared up."""
        return [one for one in self.findings if one.blocks]

    @property
    def waiting(self) -> list[dict[str, Any]]:
        """Return what the employer was asked for and has not sent."""
        return waiting(self.row)

    @property
    def unsaid(self) -> list[str]:
        """Return the codes of criteria that rest on the employer's word and nobody judged."""
        return [
            mark.criterion.code
            for mark in self.result.marks
            if mark.criterion.source is Source.EMPLOYER
            and mark.state is Assessed.ASSESSED
            and mark.criterion.code not in self.row.judgements
        ]

    def paper(self) -> Paper:
        """Return what the rules ask of it."""
        row, ranks = self.row, self.scheme.ranks
        before = ranks.get(row.proposed, 0)
        return Paper(
            assessor=row.assessor.name if row.assessor else "",
            words=row.assessor_words,
            draft_sent=row.draft_sent_at is not None,
            answered=row.state is State.OPEN,
            fell=row.draft_sent_at is not None and ranks.get(self.result.level or "", 0) < before,
            findings=len(self.open_findings),
            asked=len(self.waiting),
            unsaid=len(self.unsaid),
        )


def case(row: Assessment, *, as_kept: bool = False) -> Case:
    """Return an assessment scored from the records of now, or from what was sealed in it.

    ``as_kept`` takes what was kept of a draft too: what its reader was sent.
    """
    number = row.application_id
    application = applications.one(Application.id == number) if number else None
    scheme = schemes.ready(row.scheme_version)
    if (row.state in SEALED or as_kept) and row.facts and row.result:
        facts, on = facts_from(row.facts), date.fromisoformat(row.result["on"])
        findings: list[Finding] = []
    else:
        facts, on = now_known(row, application), clock.today()
        findings = applications.findings(application) if application else []
    result = score(facts, scheme, on)
    sure, doubts = confidence(scheme, result.marks)
    return Case(
        row, application, scheme, facts, result, sensitivity(result), sure.value, doubts, findings
    )


def now_known(row: Assessment, application: Application | None) -> Facts:
    """Return what the service knows of the employer now."""
    if application is not None:
        return applications.records(application)
    return facts_of([row.employer_id])[row.employer_id]


def facts_from(plain: Mapping[str, Any]) -> Facts:
    """Return facts as they were sealed."""
    return Facts(
        plain["employer"],
        plain["size_band"],
        tuple(_piece(line) for line in plain["evidence"]),
        frozenset(plain.get("left_out", ())),
        frozenset(plain.get("unknown", ())),
    )


def _piece(line: list[Any]) -> Evidence:
    metric, on, ref, value, until, *checked = line
    return Evidence(
        metric,
        date.fromisoformat(on),
        ref,
        value,
        date.fromisoformat(until) if until else None,
        bool(checked),
    )

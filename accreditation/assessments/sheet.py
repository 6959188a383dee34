"""What the review page shows: criteria beside the evidence for one, and what this person may do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from accreditation.applications import queries as applications
from accreditation.assessments import desk
from accreditation.assessments.asking import SUBJECT
from accreditation.assessments.case import Case
from accreditation.assessments.drafting import needs_second
from accreditation.assessments.judging import Choice, choices
from accreditation.assessments.rules import (
    LIVE,
    WORKED_ON,
    State,
    Verdict,
    why_not_assess,
    why_not_decide,
    why_not_ready,
    why_not_sent,
)
from accreditation.declared.models import Declared
from accreditation.declared.models import Source as Word
from accreditation.levels.rules import SOURCE_WORDS, gates, place_of, sheet
from accreditation.scheme.document import Measure, Source
from accreditation.scheme.measures import Mark
from crm.core.db import session
from crm.core.permissions import Permission, may
from crm.evidence import queries as requests
from crm.evidence.models import EvidenceRequest
from crm.people.models import Person
from crm.vault.models import StoredFile

MOST = 12
STATES = {
    Verdict.ACCEPTED: ("Accepted", "green"),
    Verdict.VERIFIED: ("Proof seen", "green"),
    Verdict.DECLARED: ("Declared", "grey"),
    Verdict.NOT_APPLICABLE: ("Does not apply", "grey"),
    Verdict.NOT_ASSESSED: ("Not assessed", "amber"),
    Verdict.ZERO: ("Assessed, none", "amber"),
}


@dataclass(frozen=True)
class May:
    """What this person may do with a case now, and why not."""

    judges: bool
    sends: str | None
    submits: str | None
    seconds: bool
    second_needed: str
    takes_over: bool
    assigns: bool
    returns: bool
    decides: bool
    told: str


@dataclass(frozen=True)
class Bench:
    """The criteria, and one of them with its evidence."""

    groups: list[dict[str, Any]]
    gates: list[dict[str, Any]]
    mark: Mark
    judged: dict[str, Any]
    choices: list[Choice]
    chosen: str
    evidence: list[dict[str, Any]]
    said: list[tuple[Declared, str, str]]
    files: Sequence[StoredFile]
    asked: list[tuple[dict[str, Any], EvidenceRequest | None]]
    waits: bool
    source: str
    before: str
    after: str
    place: int
    count: int


def bench(found: Case, wanted: str) -> Bench:
    """Return what stands on the review page for one criterion: the first to judge, unless asked."""
    codes = [mark.criterion.code for mark in found.result.marks]
    code = wanted if wanted in codes else next(iter([*found.unsaid, *codes]))
    place = codes.index(code)
    mark = found.result.marks[place]
    judged = found.row.judgements.get(code, {})
    offered = choices(found, mark.criterion)
    chosen = f"{judged['state']}:{judged['step']}" if judged else ""
    if chosen not in {choice.value for choice in offered}:
        chosen = offered[0].value
    return Bench(
        groups=_groups(found),
        gates=gates(found.result),
        mark=mark,
        judged=judged,
        choices=offered,
        chosen=chosen,
        evidence=_evidence(mark),
        said=_said(found, mark),
        files=_files(found, code),
        asked=_asked(found, code),
        waits=any(one["criterion"] == code for one in found.waiting),
        source=SOURCE_WORDS[mark.criterion.source][0],
        before=codes[place - 1] if place else "",
        after=codes[place + 1] if place + 1 < len(codes) else "",
        place=place + 1,
        count=len(codes),
    )


def _groups(found: Case) -> list[dict[str, Any]]:
    groups = sheet(found.result)
    for group in groups:
        for row in group["rows"]:
            judged = found.row.judgements.get(row["code"])
            row["judged"] = STATES[Verdict(judged["state"])] if judged else None
            row["asked"] = any(one["criterion"] == row["code"] for one in found.waiting)
        excused = [m for m in found.result.marks if m.criterion.title in group["left_out"]]
        group["rows_out"] = [(mark.criterion.code, mark.criterion.title) for mark in excused]
    return groups


def _evidence(mark: Mark) -> list[dict[str, Any]]:
    return [
        {
            "ref": piece.ref,
            "url": place_of(piece.ref),
            "on": piece.on,
            "passed": piece.value > 0,
            "until": piece.until,
        }
        for piece in mark.evidence[:MOST]
        if mark.criterion.source is not Source.EMPLOYER or not piece.ref.startswith("L-")
    ]


def _said(found: Case, mark: Mark) -> list[tuple[Declared, str, str]]:
    """Return what was said of a criterion, who checked it, and the number where one was asked."""
    rows = session.execute(
        sa.select(Declared, Person.name)
        .outerjoin(Person, Person.id == Declared.checked_by_id)
        .where(
            Declared.employer_id == found.row.employer_id,
            Declared.metric == mark.criterion.metric,
        )
        .order_by(Declared.said_on.desc(), Declared.id.desc())
        .limit(MOST)
    )
    unit = {Measure.COUNT: "", Measure.SHARE: "%"}.get(mark.criterion.measure)
    numbers = (Word.DECLARED, Word.VERIFIED) if unit is not None else ()
    return [
        (row, name or "", f"{row.value:,}{unit}" if row.source in numbers else "")
        for row, name in rows
    ]


def _files(found: Case, code: str) -> Sequence[StoredFile]:
    """Return what came for this assessment, and as proof of this criterion by the application."""
    proof = applications.proof(found.application.id, code) if found.application else None
    sent = requests.files_about(applications.SUBJECT, proof.id) if proof else ()
    return [*sent, *requests.files_about(SUBJECT, found.row.id)]


def _asked(found: Case, code: str) -> list[tuple[dict[str, Any], EvidenceRequest | None]]:
    lines = [
        one | {"on": date.fromisoformat(one["on"]), "back_on": _day(one["back_on"])}
        for one in found.row.asked
        if one["criterion"] == code
    ]
    rows = {row.ref: row for row in requests.about_subject(SUBJECT, found.row.id)} if lines else {}
    return [(line, rows.get(line["request"])) for line in reversed(lines)]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def may_do(found: Case, person: Any) -> May:
    """Return what this person may do with the case now."""
    row, paper = found.row, found.paper()
    bonds, is_assigned = desk.bonds(row), desk.assigned(row, person)
    close = bonds.why_not(person.id)
    assesses = not why_not_assess(person, bonds, assigned=is_assigned)
    mine = row.assessor_id == person.id and row.state in WORKED_ON and assesses
    second_needed = needs_second(found)
    waits = row.state is State.OPEN and row.second_asked_at is not None
    other = person.id != row.assessor_id
    outside = not row.employer.council or person.independent
    decides = not why_not_decide(
        person, bonds, assessor_id=row.assessor_id, second_id=row.second_id
    )  # fmt: skip
    return May(
        judges=mine and row.state is not State.DRAFT_SENT,
        sends=why_not_sent(paper) if mine and row.state is State.OPEN else None,
        submits=why_not_ready(_with_words(paper)) if mine and row.state is State.OPEN else None,
        seconds=waits and assesses and other and outside and person.id not in bonds.hands,
        second_needed=second_needed,
        takes_over=row.state in WORKED_ON and assesses and other,
        assigns=row.state in LIVE and may(person.role, Permission.DECIDE),
        returns=row.state is State.READY and decides,
        decides=decides,
        told=close,
    )


def _with_words(paper: Any) -> Any:
    return replace(paper, words=paper.words or "to be typed")

"""What pages show of a decision, put together from what is frozen in it."""

from collections.abc import Sequence
from typing import Any

from accreditation.assessments.models import Assessment
from accreditation.decisions import rules
from accreditation.decisions.models import Decision
from accreditation.scheme import queries as schemes
from crm.core import clock

HEADINGS = (
    "decision", "case", "employer_ref", "employer", "outcome", "level", "proposed",
    "scheme_version", "points", "possible", "gates_waived", "reason", "decided_on", "valid_from",
    "valid_until", "assessor", "second_opinion", "decided_by", "in_register", "digest",
)  # fmt: skip


def waiting_row(row: Assessment) -> dict[str, Any]:
    """Return what the queue shows of a case that waits for a decision."""
    scheme = schemes.ready(row.scheme_version)
    result = row.result or {}
    shut = [gate for gate in rules.shut(result, scheme) if gate.rank == 1]
    return {
        "ref": row.ref,
        "name": row.employer.name,
        "proposed": scheme.level_title(row.proposed or None),
        "level": row.proposed,
        "since": row.ready_at,
        "days": (clock.now() - row.ready_at).days if row.ready_at else 0,
        "assessor": row.assessor.name if row.assessor else "",
        "second": row.second.name if row.second else "",
        "borderline": row.borderline,
        "blocked": bool(shut),
        "council": row.employer.council,
    }


def as_decided(row: Decision) -> dict[str, Any]:
    """Return level, points and gates as they were decided."""
    scheme = schemes.ready(row.scheme_version)
    counted = row.waived_result or row.result
    return {
        "title": scheme.level_title(row.level or None),
        "proposed": scheme.level_title(row.proposed or None),
        "points": counted["total"],
        "possible": counted["possible"],
        "percent": counted["percent"],
        "without": scheme.level_title(row.result["level"]),
        "with": scheme.level_title(counted["level"]),
        "on": row.result["on"],
        "gates": row.result["gates"],
        "waived": {one["gate"]: one for one in row.waived},
        "criteria": criteria(row.result, {c.code: c.title for c in scheme.criteria}),
    }


def criteria(result: dict[str, Any], titles: dict[str, str]) -> Sequence[dict[str, Any]]:
    """Return the points of a frozen result by criterion, as pages show them."""
    return [
        {
            "code": one["code"],
            "title": titles.get(one["code"], "Held back"),
            "got": one["got"],
            "possible": one["possible"],
            "reason": one["reason"],
        }
        for one in result["points"]
        if one["possible"]
    ]


def csv_row(row: Decision) -> list[str]:
    """Return a decision as a line of the file for the auditor."""
    counted = row.waived_result or row.result
    return [
        row.ref,
        f"S-{row.assessment_id:05d}",
        row.employer.ref,
        row.employer.name,
        row.outcome.value,
        row.level,
        row.proposed,
        row.scheme_version.version,
        str(counted["total"]),
        str(counted["possible"]),
        " ".join(one["gate"] for one in row.waived),
        row.reasons[0]["code"],
        clock.to_london(row.decided_at).date().isoformat(),
        row.valid_from.isoformat() if row.valid_from else "",
        row.valid_until.isoformat() if row.valid_until else "",
        row.assessor.name,
        row.second.name if row.second else "",
        row.approver.name,
        "yes" if row.public_ok else "no",
        row.digest,
    ]

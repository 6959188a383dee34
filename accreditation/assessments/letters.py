"""What the employer reads of its draft result: level, gates, criteria, and why it is not higher."""

from typing import Any

from flask import current_app

from accreditation.assessments.case import Case
from accreditation.scheme.result import GateResult
from crm.core.formats import long_day
from crm.employers.models import Contact

TEXT = """Hello {name},

We looked at what you sent us and at our own records. Before anybody decides on your level, you can
read the draft result and tell us where a fact is wrong.

Draft result: {level}

Read it, and answer with one press or a few words. You need no account.
{{link}}

The link works until {until}. If you do not answer by then, we go on with what is there.
The draft is not a decision. Nobody else sees it.

{who}
{council}
This is about the work we do with you. It is not a newsletter."""

WHO = {"employer": "You", "officer": "We", "both": "You and we together"}


def draft(found: Case, contact: Contact, by: Any) -> tuple[str, str]:
    """Return subject and text of the mail that carries the link."""
    row = found.row
    body = TEXT.format(
        name=contact.name,
        level=found.scheme.level_title(found.result.level),
        until=long_day(row.correct_until, weekday=True) if row.correct_until else "",
        who=by.name,
        council=current_app.config["COUNCIL_NAME"],
    )
    return f"Your draft result: {row.ref}", body


def page(found: Case) -> dict[str, Any]:
    """Return what the page behind the link shows: reasons from stable codes, each with a remedy."""
    result, scheme = found.result, found.scheme
    titles = {theme.code: theme.title for theme in scheme.themes}
    gates = {row.gate.code: _plainly(row) for row in result.gates}
    groups: dict[str, list[dict[str, Any]]] = {}
    for mark in result.marks:
        groups.setdefault(titles[mark.criterion.theme], []).append(
            {
                "code": mark.criterion.code,
                "title": mark.criterion.title,
                "got": mark.got,
                "possible": mark.possible,
                "reason": mark.reason,
                "state": mark.state.value,
            }
        )
    return {
        "level": scheme.level_title(result.level),
        "total": result.sums.total,
        "possible": result.sums.possible,
        "gates": [{"passed": row.passed, "words": _plainly(row)} for row in result.gates],
        "groups": groups,
        "reasons": [
            {
                "code": r.code,
                "text": gates.get(r.code, r.text),
                "do": r.remedy.do,
                "who": WHO[r.remedy.who],
            }
            for r in result.reasons
        ],
    }


def _plainly(row: GateResult) -> str:
    """Say how a gate stands without the references of placements: they point at one person."""
    return f"{row.gate.passed if row.passed else row.gate.failed}."

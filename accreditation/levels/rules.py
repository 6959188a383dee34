"""What is kept and shown of a score: a few figures and sentences, worked out once."""

from collections.abc import Sequence
from typing import Any

from accreditation.scheme.document import Level, Scheme, Source
from accreditation.scheme.measures import Mark, State
from accreditation.scheme.result import EVIDENCE_SHOWN, Advice, Result, confidence
from accreditation.scheme.verdict import Sums

WAYS_SHOWN = 2
FOLDERS = {
    "E": "employers",
    "V": "vacancies",
    "P": "placements",
    "L": "accreditation/applications",
}
SOURCE_WORDS = {
    Source.SYSTEM: ("System record", "green"),
    Source.OFFICER: ("Officer saw it", "blue"),
    Source.EMPLOYER: ("Declared", "grey"),
}
CHECKED = ("Verified check", "blue")


def short_title(scheme: Scheme, code: str | None) -> str:
    """Return a level's first word, "Silver" of "Silver, Practising"; empty for none."""
    return scheme.level_title(code).partition(",")[0] if code else ""


def points_needed(level: Level, sums: Sums) -> int:
    """Return the least whole points with which an employer reaches a level's percent."""
    return -(-level.percent * sums.possible // 100)


def summary(result: Result) -> dict[str, Any]:
    """Return what the employer's page shows, as JSON holds it."""
    scheme, marks = result.scheme, result.marks
    rank = scheme.ranks[result.level] if result.level else 0
    sure, why = confidence(scheme, marks)
    upcoming = scheme.levels[rank] if rank < len(scheme.levels) else None
    ways = [way for way in result.next_steps if way.level is upcoming]
    return {
        "title": scheme.level_title(result.level),
        "next": short_title(scheme, upcoming.code) if upcoming else "",
        "needed": points_needed(upcoming, result.sums) if upcoming else 0,
        "confidence": sure.value,
        "doubts": why,
        "gates": [row for row in gates(result) if row["passed"] or row["rank"] <= rank + 1],
        "themes": themes(scheme, marks),
        "ways": [steps_to(way) for way in ways[:WAYS_SHOWN]],
        "reasons": [{"text": r.text, "remedy": r.remedy.do} for r in result.reasons],
        "unknown": sum(1 for mark in marks if mark.state is State.NOT_ASSESSED),
        "left_out": sum(1 for mark in marks if mark.state is State.DOES_NOT_APPLY),
    }


def gates(result: Result) -> list[dict[str, Any]]:
    """Return every gate with the rank of the level from which it must pass."""
    return [
        {
            "code": row.gate.code,
            "passed": row.passed,
            "words": row.words,
            "rank": result.scheme.ranks[row.gate.level],
        }
        for row in result.gates
    ]


def themes(scheme: Scheme, marks: Sequence[Mark]) -> list[dict[str, Any]]:
    """Return the points of each theme that applies; got is None when nothing was assessed."""
    rows = []
    for theme in scheme.themes:
        inside = [mark for mark in marks if mark.criterion.theme == theme.code and mark.possible]
        known = [mark.got for mark in inside if mark.got is not None]
        if inside:
            rows.append(
                {
                    "title": theme.title,
                    "got": sum(known) if known else None,
                    "possible": sum(mark.possible for mark in inside),
                }
            )
    return rows


def declared_percent(result: Result) -> int:
    """Return which whole percent of the points earned the employer only declared, cut off."""
    declared = sum(mark.declared for mark in result.marks)
    return 100 * declared // result.sums.got if result.sums.got else 0


def sheet(result: Result) -> list[dict[str, Any]]:
    """Return the criteria by theme as the full page shows them, with the evidence that counted."""
    groups = []
    for theme in result.scheme.themes:
        inside = [mark for mark in result.marks if mark.criterion.theme == theme.code]
        applying = [mark for mark in inside if mark.possible]
        groups.append(
            {
                "title": theme.title,
                "got": sum(mark.got or 0 for mark in inside),
                "possible": sum(mark.possible for mark in inside),
                "rows": [_sheet_row(mark) for mark in applying],
                "left_out": [mark.criterion.title for mark in inside if not mark.possible],
            }
        )
    return groups


def place_of(ref: str) -> str:
    """Return the address of the record behind a piece of evidence."""
    letter, _, number = ref.partition("-")
    if letter in FOLDERS:
        return f"/{FOLDERS[letter]}/{ref}"
    return f"/activities/{int(number)}"


def _sheet_row(mark: Mark) -> dict[str, Any]:
    checked = mark.step > 0 and mark.got is not None and mark.sure == mark.step
    source, tone = CHECKED if checked else SOURCE_WORDS[mark.criterion.source]
    return {
        "code": mark.criterion.code,
        "title": mark.criterion.title,
        "got": mark.got,
        "possible": mark.possible,
        "reason": mark.reason,
        "source": source,
        "tone": tone,
        "confidence": mark.confidence.value if mark.confidence else "",
        "remedy": mark.criterion.remedy.do if mark.lost else "",
        "evidence": [
            {"url": place_of(piece.ref), "ref": piece.ref, "on": piece.on}
            for piece in mark.evidence[:EVIDENCE_SHOWN]
        ],
        "more": max(0, len(mark.evidence) - EVIDENCE_SHOWN),
    }


def ways(result: Result) -> list[dict[str, Any]]:
    """Return every way up, the next level's first, as pages show them."""
    rows: list[dict[str, Any]] = []
    for way in result.next_steps:
        level = short_title(result.scheme, way.level.code)
        again = bool(rows) and rows[-1]["level"] == level
        rows.append({"level": level, "again": again, "steps": steps_to(way)})
    return rows


def steps_to(way: Advice) -> list[dict[str, Any]]:
    """Return what one way up asks for, as pages show it."""
    steps: list[dict[str, Any]] = [
        {"do": gate.remedy.do, "who": gate.remedy.who, "effort": gate.remedy.effort, "points": 0}
        for gate in way.gates
    ]
    for mark, step in way.raises:
        remedy = mark.criterion.remedy
        steps.append(
            {
                "do": remedy.do,
                "who": remedy.who,
                "effort": remedy.effort,
                "points": mark.criterion.steps[step].points - (mark.got or 0),
                "reach": mark.criterion.steps[step].descriptor,
            }
        )
    return steps

"""What stages expect as shipped, read from ``stages.csv`` beside this file."""

import csv
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from crm.core import journal
from crm.core.db import session
from crm.pipeline.models import ExitCheck, PauseReason, StageLimit

BUILT_IN = Path(__file__).with_name("stages.csv")
Row = StageLimit | ExitCheck | PauseReason


def load() -> int:
    """Add what is missing; a row that somebody changed or ended stays as it is."""
    known: set[tuple[str, ...]] = {
        ("limit", stage, on.isoformat())
        for stage, on in session.execute(sa.select(StageLimit.stage_code, StageLimit.from_on))
    }
    known |= {
        ("check", stage, name)
        for stage, name in session.execute(sa.select(ExitCheck.stage_code, ExitCheck.name))
    }
    known |= {("reason", "", name) for name in session.scalars(sa.select(PauseReason.name))}
    with BUILT_IN.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    missing = [_row(line) for line in lines if _key(line) not in known]
    if missing:
        journal.operation("Loaded what the stages of the pipeline expect", kind="load")
        session.add_all(missing)
        session.flush()
    return len(missing)


def _key(line: dict[str, str]) -> tuple[str, ...]:
    return line["kind"], line["stage"], line["name"] or line["from_on"]


def _row(line: dict[str, str]) -> Row:
    told = {
        "from_on": date.fromisoformat(line["from_on"]),
        "source": line["source"],
        "status": line["status"],
    }
    if line["kind"] == "limit":
        return StageLimit(
            stage_code=line["stage"],
            expected_days=int(line["expected_days"]),
            warning_days=int(line["warning_days"]),
            **told,
        )
    if line["kind"] == "check":
        return ExitCheck(stage_code=line["stage"], name=line["name"], **told)
    return PauseReason(name=line["name"], **told)

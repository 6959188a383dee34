"""What stages expect as shipped, read from ``stages.csv`` beside this file."""

from datetime import date
from pathlib import Path

import sqlalchemy as sa

from crm.core import shipped
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
    title = "Loaded what the stages of the pipeline expect"
    return shipped.load(BUILT_IN, title, known=known, key=_key, row=_row)


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

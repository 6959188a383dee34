"""What SQLite would do for the statements that were sent: its own account of its plan."""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event

from crm.core.db import db

#: Tables that stay small whatever the service does: they may be read whole.
SMALL = frozenset(
    "pipeline_stage person worker_beat cadence bank_holiday authority sector reference_source "
    "mail_topic one_time_link district size_band stage_limit day_off".split(" ")
)


@dataclass(frozen=True)
class Plan:
    """One statement and the steps of its plan."""

    statement: str
    steps: tuple[str, ...]

    @property
    def scans(self) -> list[str]:
        """Return the steps that read a whole table or index which can grow."""
        return [step for step in self.steps if step.startswith("SCAN") and not self._may(step)]

    def _may(self, step: str) -> bool:
        name = step.split()[1]
        ordered = "ORDER BY" in self.statement and "LIMIT" in self.statement
        early = ordered and not self.sorts
        made = name.startswith(("anon_", "(", "CONSTANT"))
        return made or name in SMALL or "VIRTUAL TABLE" in step or early

    @property
    def sorts(self) -> list[str]:
        """Return the steps that sort rows in a table made for it."""
        few = set(re.findall(r"(?:FROM|JOIN) (\w+)", self.statement)) <= SMALL
        return [step for step in self.steps if "TEMP B-TREE" in step and not few]


class Plans:
    """``with Plans() as plans``: the plans of everything sent meanwhile, SELECTs only."""

    def __init__(self) -> None:
        self.found: list[Plan] = []

    def __enter__(self) -> "Plans":
        event.listen(db.engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(db.engine, "before_cursor_execute", self._note)

    def _note(self, connection: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
        if not statement.lstrip().startswith(("SELECT", "WITH")):
            return
        raw = connection.connection.cursor()
        rows = raw.execute(f"EXPLAIN QUERY PLAN {statement}", given).fetchall()
        raw.close()
        self.found.append(Plan(" ".join(statement.split()), tuple(row[3] for row in rows)))

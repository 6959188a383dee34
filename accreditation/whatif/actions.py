"""Beginning a what-if and working it out in portions. Nothing here commits."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from accreditation.scheme.document import Scheme
from accreditation.scheme.models import SchemeVersion
from accreditation.scheme.reading import build, find_faults
from accreditation.whatif import queries
from accreditation.whatif.models import Run, State
from accreditation.whatif.rules import Subject, Tally, compare
from crm.core import clock
from crm.core.db import session
from crm.core.errors import RuleBroken


def begin(version: SchemeVersion, base: SchemeVersion, *, by: Any) -> Run:
    """Begin a run for the document as it is now; flushes. Raises ``RuleBroken`` with faults."""
    if faults := find_faults(version.document):
        raise RuleBroken(f"Mend the draft first: {faults[0]}")
    run = Run(
        version_id=version.id,
        digest=version.digest,
        base=base.version,
        document={"base": base.document, "draft": version.document},
        scored_for=clock.today(),
        asked_by_id=by.id,
        asked_at=clock.now(),
        total=queries.total(),
        found={},
        moves=[],
    )
    session.add(run)
    session.flush()
    return run


def schemes(run: Run) -> tuple[Scheme, Scheme]:
    """Return the version in force and the draft as they were when the run began."""
    return build(run.document["base"]), build(run.document["draft"])


def portion(run: Run, subjects: Sequence[Subject], both: tuple[Scheme, Scheme]) -> Tally:
    """Score some employers under both versions; writes nothing."""
    return compare(subjects, *both, run.scored_for, Tally())


def take(run: Run, came_to: int, found: Tally) -> None:
    """Add a portion to a run, which ends when no employer is left; flushes."""
    sums = Tally(**run.found) if run.found else Tally()
    merge(sums, found)
    run.moves = [*run.moves, *found.moves]
    run.found = {**asdict(sums), "moves": []}
    run.position, run.last_id = sums.employers, came_to
    session.flush()


def merge(into: Tally, more: Tally) -> None:
    """Add the counts of ``more``; its movers are kept apart."""
    into.employers += more.employers
    for when, levels in more.levels.items():
        for level, number in levels.items():
            into.levels[when][level] = into.levels[when].get(level, 0) + number
    for group, rows in more.by.items():
        for name, counts in rows.items():
            held = into.by[group].setdefault(name, dict.fromkeys(counts, 0))
            for way, number in counts.items():
                held[way] += number


def end(run: Run, state: State, why: str = "") -> None:
    """End a run; flushes."""
    run.state, run.why, run.ended_at = state, why, clock.now()
    session.flush()

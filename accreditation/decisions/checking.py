"""Whether every decision still is what was sealed, and the frozen facts still give its result."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, undefer

from accreditation.decisions import queries, rules
from accreditation.decisions.models import Decision
from accreditation.decisions.sealing import parts
from accreditation.scheme import queries as schemes
from accreditation.scheme.document import digest
from accreditation.scheme.models import SchemeVersion
from crm.core.db import session

BATCH = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """What is not as it was."""

    ref: str
    words: str


@dataclass(frozen=True)
class Verdict:
    """How many decisions were read, and what was wrong with them."""

    decisions: int
    faults: list[Fault]

    def plain(self) -> dict[str, Any]:
        """Return the verdict as the command prints it."""
        return {
            "ok": not self.faults,
            "decisions": self.decisions,
            "faults": [asdict(one) for one in self.faults],
        }


def verify() -> Verdict:
    """Read every decision again, the oldest first."""
    faults, count, before = [], 0, ""
    for row in _every():
        count += 1
        faults += [Fault(row.ref, words) for words in _faults(row, before)]
        before = row.digest
    return Verdict(count, faults)


def _every() -> Iterator[Decision]:
    last = 0
    while rows := session.scalars(
        sa.select(Decision)
        .where(Decision.id > last)
        .order_by(Decision.id)
        .limit(BATCH)
        .options(joinedload(Decision.scheme_version).undefer(SchemeVersion.document), undefer("*"))
    ).all():
        yield from rows
        last = rows[-1].id
        session.expunge_all()


def _faults(row: Decision, before: str) -> Iterator[str]:
    if row.previous != before:
        yield "does not follow the decision before it"
    if rules.seal(parts(row), row.previous) != row.digest:
        yield "is not what was sealed"
    version = row.scheme_version
    if digest(version.document) != version.digest:
        yield f"its scheme version {version.version} is not what was published"
    scheme = schemes.ready(version)
    if queries.rescored(row.facts, row.result, scheme, set()) != row.result:
        yield "the frozen facts do not give its result"
    codes = {one["gate"] for one in row.waived}
    again = queries.rescored(row.facts, row.result, scheme, codes) if codes else None
    if again != row.waived_result:
        yield "the frozen facts do not give its result without the waived gates"

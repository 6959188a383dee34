"""The life of a version: copied, edited, published, retired, thrown away. Nothing here commits."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from accreditation.levels import actions as levels
from accreditation.scheme import queries as schemes
from accreditation.scheme.document import digest
from accreditation.scheme.models import SchemeVersion, State
from accreditation.scheme.shape import shape_faults
from accreditation.versions import queries, rules
from crm.core import clock, journal
from crm.core.db import session
from crm.core.errors import RuleBroken, Stale

ADOPTION = "adoption"
"""The kind of an operation that settles a version: no undo brings it back."""


def copy(base: SchemeVersion, version: str, why: str) -> SchemeVersion:
    """Begin a draft with the words of another version; flushes. Names are never used twice."""
    if not version.replace("-", "").replace(".", "").isalnum():
        raise RuleBroken("Use letters, digits, hyphens and full stops only.", "version")
    if version.lower() in {row.version.lower() for row in queries.every()}:
        raise RuleBroken("There is a version of this name already.", "version")
    journal.operation(f"Began scheme version {version} from version {base.version}")
    document = {**base.document, "version": version, "effective_from": None}
    row = SchemeVersion(
        version=version,
        state=State.DRAFT,
        document=document,
        digest=digest(document),
        made_from=base.version,
        why=why,
        created_at=clock.now(),
    )
    session.add(row)
    session.flush()
    return row


def save(row: SchemeVersion, document: Mapping[str, Any], said: str) -> None:
    """Keep an edited document; flushes. Raises ``RuleBroken`` when a row has the wrong shape.

    Faults that need another part to be mended, like sums and order, are kept: they stand on the
    draft's page, and it cannot be published with them.
    """
    if faults := list(shape_faults(document)):
        raise RuleBroken(faults[0])
    journal.operation(f"Scheme version {row.version}: {said}")
    row.document = dict(document)
    row.digest = digest(row.document)
    session.flush()


def take_out(row: SchemeVersion, kind: str, code: str) -> None:
    """Take a row out of a draft; flushes. Raises ``RuleBroken`` while another row names it."""
    try:
        document = rules.without_row(row.document, kind, code)
    except rules.InUse as error:
        raise RuleBroken(str(error)) from error
    save(row, document, f"took {code} out")


def discard(row: SchemeVersion) -> None:
    """Throw a draft away; flushes."""
    journal.operation(f"Threw scheme version {row.version} away")
    session.delete(row)
    session.flush()


def publish(
    row: SchemeVersion,
    *,
    seen: str,
    effective_from: date,
    honoured_until: date | None,
    why: str,
    by: Any,
) -> None:
    """Settle a version for good, to count from a day on; flushes.

    Raises ``Stale`` when it was changed after ``seen`` was shown, ``RuleBroken`` with faults in it.
    """
    if row.state is not State.DRAFT or row.digest != seen:
        raise Stale
    if effective_from < clock.today():
        raise RuleBroken("A version cannot count from a day in the past.", "effective_from")
    if honoured_until is not None and honoured_until < effective_from:
        raise RuleBroken(
            "Earlier levels count at least until the new version does.", "honoured_until"
        )
    if faults := queries.soundness(row.document).faults:
        raise RuleBroken(f"It has faults still: {faults[0]}")
    journal.operation(f"Published scheme version {row.version}: {why}", kind=ADOPTION)
    row.state, row.effective_from, row.honoured_until = (
        State.PUBLISHED,
        effective_from,
        honoured_until,
    )
    row.published_at, row.published_by_id, row.why = clock.now(), by.id, why
    session.flush()
    if effective_from <= clock.today():
        levels.mark_all()


def retire(row: SchemeVersion, why: str) -> None:
    """Let a published version count no longer; flushes. What was decided under it stays."""
    if row.state is not State.PUBLISHED:
        raise RuleBroken("Only a published version can be retired.")
    counted = schemes.in_force(clock.today())
    journal.operation(f"Retired scheme version {row.version}: {why}", kind=ADOPTION)
    row.state, row.retired_at, row.retired_why = State.RETIRED, clock.now(), why
    session.flush()
    if counted is not None and counted.id == row.id:
        levels.mark_all()

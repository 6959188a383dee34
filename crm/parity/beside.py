"""Files shown beside the figures of a check, and what a slip suggests for them."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from crm.core import clock
from crm.core.db import session
from crm.evidence import queries as evidence
from crm.parity.models import CheckFile, ParityCheck
from crm.parity.rules import Status
from crm.parity.slips import Figure, Suggestion, read
from crm.pay.rules import Basis
from crm.vault import actions as vault
from crm.vault import queries as files
from crm.vault import rules
from crm.vault.models import StoredFile
from crm.vault.rules import Kind

FIELDS = {
    Figure.PERIOD_START: "period_start",
    Figure.PERIOD_END: "period_end",
    Figure.HOURS: "paid_hours",
    Figure.OVERTIME_HOURS: "overtime_hours",
    Figure.OVERTIME_RATE: "overtime_rate",
    Figure.DEDUCTION: "deductions_for_employer",
}


def about(employer_id: int) -> Sequence[StoredFile]:
    """Return the employer's files that can still be opened, newest first."""
    found = files.about(employer_id, private=True)
    return [row for row in found if row.destroyed_at is None]


def slip(ref: str, employer_id: int) -> StoredFile | None:
    """Return the wage slip called ``ref`` when it is this employer's and is still there."""
    row = files.find(ref)
    right = row is not None and row.employer_id == employer_id and row.kind is Kind.WAGE_SLIP
    return row if right and row and row.destroyed_at is None else None


def ready(placement_id: int) -> StoredFile | None:
    """Return the wage slip that came by a link about a placement and no check used yet.

    One whose text may be read comes before a photo, which may show anything; then the newest.
    """
    found = sorted(_arrived(placement_id), key=lambda row: row.media != "application/pdf")
    return next((row for row in found if row.kind is Kind.WAGE_SLIP), None)


def arrived(placement_id: int) -> set[str]:
    """Return what else came by a link about a placement and no check used yet, by reference."""
    return {row.ref for row in _arrived(placement_id) if row.kind is not Kind.WAGE_SLIP}


def _arrived(placement_id: int) -> list[StoredFile]:
    came = evidence.files_about("placement", placement_id)
    ids = [row.id for row in came]
    used = set(session.scalars(sa.select(CheckFile.file_id).where(CheckFile.file_id.in_(ids))))
    return [row for row in came if row.id not in used]


def suggested(row: StoredFile) -> list[Suggestion]:
    """Return what a slip's own text suggests; a photo has no text and suggests nothing."""
    return read(rules.lines(vault.words(row)))


def answers(suggestions: Sequence[Suggestion]) -> dict[str, Any]:
    """Return suggestions as the answers of the form; a person confirms each of them."""
    told = {one.figure: one.value for one in suggestions}
    found: dict[str, Any] = {
        FIELDS[figure]: value for figure, value in told.items() if figure in FIELDS
    }
    if rate := told.get(Figure.RATE):
        found |= {"basic_pay": rate, "pay_basis": Basis.HOURLY}
    elif basic := told.get(Figure.BASIC):
        basis = _basis(told.get(Figure.PERIOD_START), told.get(Figure.PERIOD_END))
        found |= {"basic_pay": basic, "pay_basis": basis}
    return {name: _plain(value) for name, value in found.items()}


def _basis(first: Any, last: Any) -> Basis | None:
    """Return what a pay period of these days is called, when it is one of the usual ones."""
    if first is None or last is None:
        return None
    days = (last - first).days + 1
    if days == 7:
        return Basis.WEEKLY
    if (last + timedelta(days=1)).day == first.day:
        return Basis.MONTHLY
    return Basis.FOUR_WEEKLY if days == 28 else None


def _plain(value: Any) -> Any:
    """Return a number without noughts that only the payroll's columns have."""
    if not isinstance(value, Decimal):
        return value
    short = value.normalize()
    return short.quantize(Decimal("0.01")) if short.as_tuple().exponent > -2 else short  # type: ignore[operator]


def attach(check: ParityCheck, rows: Sequence[StoredFile]) -> None:
    """Keep with a check which files it was made from; final checks begin their time anew."""
    for row in rows:
        session.add(CheckFile(check_id=check.id, file_id=row.id))
    session.flush()


def files_of(check_id: int) -> Sequence[StoredFile]:
    """Return the files a check was made from, also those that were destroyed since."""
    return session.scalars(
        sa.select(StoredFile)
        .join(CheckFile, CheckFile.file_id == StoredFile.id)
        .where(CheckFile.check_id == check_id)
        .order_by(StoredFile.id)
        .limit(20)
    ).all()


def count_anew(check: ParityCheck) -> None:
    """Let the files of a check that counts be kept from the day it passed, or was made."""
    passed = check.status in {Status.PARITY, Status.SHORTFALL_EXPLAINED}
    because = "its check passed" if passed else "its check was made"
    for row in files_of(check.id):
        if row.destroyed_at is None:
            vault.count_from(row, clock.today(), because)

"""Questions about files."""

from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload

from crm.core import clock, pages, refs
from crm.core.db import session
from crm.core.pages import Order, Page
from crm.people.models import Person
from crm.vault.models import Opening, RetentionClass, StoredFile

READS_ON = timedelta(minutes=30)
"""How long one stated reason lets its person turn the pages."""
STATES = {"kept": "Kept", "due": "To be destroyed in 30 days", "held": "Held", "gone": "Destroyed"}


def find(ref: str) -> StoredFile | None:
    """Return the file called ``F-00012``, with its employer."""
    number = refs.number_in(ref, "F")
    return session.scalar(
        sa.select(StoredFile)
        .options(joinedload(StoredFile.employer), joinedload(StoredFile.arrived_by))
        .where(StoredFile.id == number)
    )


def file_or_404(ref: str) -> StoredFile:
    """Return the file called ``ref``, or answer 404."""
    return find(ref) or abort(404)


def about(employer_id: int, *, private: bool) -> Sequence[StoredFile]:
    """Return the files about an employer, newest first; ``private`` shows all kinds."""
    statement = sa.select(StoredFile).where(StoredFile.employer_id == employer_id)
    if not private:
        statement = statement.where(StoredFile.class_code != "sensitive_pay")
    return session.scalars(statement.order_by(StoredFile.id.desc()).limit(200)).all()


def page(state: str, *, private: bool) -> Page[StoredFile]:
    """Return the page of files in ``state``, the next to go first; ``private`` shows all kinds."""
    today = clock.today()
    conditions = {
        "kept": StoredFile.destroyed_at.is_(None),
        "due": sa.and_(
            StoredFile.destroyed_at.is_(None),
            StoredFile.held == "",
            StoredFile.kept_until <= today + timedelta(days=30),
        ),
        "held": sa.and_(StoredFile.destroyed_at.is_(None), StoredFile.held != ""),
        "gone": StoredFile.destroyed_at.is_not(None),
    }
    statement = (
        sa.select(StoredFile)
        .options(joinedload(StoredFile.employer))
        .where(conditions.get(state, conditions["kept"]))
    )
    if not private:
        statement = statement.where(StoredFile.class_code != "sensitive_pay")
    order = Order((StoredFile.kept_until, StoredFile.id), lambda row: (row.kept_until, row.id))
    return pages.page(statement, order)


def openings(file_id: int) -> Sequence[Opening]:
    """Return who opened a file, newest first."""
    return session.scalars(
        sa.select(Opening)
        .options(joinedload(Opening.person).load_only(Person.name))
        .where(Opening.file_id == file_id)
        .order_by(Opening.id.desc())
        .limit(200)
    ).all()


def opening(opening_id: int | None, file_id: int, person_id: int) -> Opening | None:
    """Return the stated reason under which this person may turn the pages of a file now."""
    if opening_id is None:
        return None
    return session.scalar(
        sa.select(Opening).where(
            Opening.id == opening_id,
            Opening.file_id == file_id,
            Opening.person_id == person_id,
            Opening.refused.is_(False),
            Opening.at > clock.now() - READS_ON,
        )
    )


def due(on: date, limit: int = 200) -> Sequence[int]:
    """Return ids of files whose day has passed and that nobody holds, the longest due first."""
    return session.scalars(
        sa.select(StoredFile.id)
        .where(
            StoredFile.destroyed_at.is_(None),
            StoredFile.held == "",
            StoredFile.kept_until < on,
        )
        .order_by(StoredFile.kept_until, StoredFile.id)
        .limit(limit)
    ).all()


def places() -> Sequence[str]:
    """Return the places of files that are not destroyed."""
    return session.scalars(
        sa.select(StoredFile.place).where(StoredFile.destroyed_at.is_(None))
    ).all()


def classes() -> Sequence[RetentionClass]:
    """Return the retention classes by name."""
    return session.scalars(sa.select(RetentionClass).order_by(RetentionClass.name)).all()


def due_by_class(on: date) -> dict[str, int]:
    """Return how many files of each class go within 30 days of ``on``."""
    rows = session.execute(
        sa.select(StoredFile.class_code, sa.func.count().label("files"))
        .where(
            StoredFile.destroyed_at.is_(None),
            StoredFile.held == "",
            StoredFile.kept_until <= on + timedelta(days=30),
        )
        .group_by(StoredFile.class_code)
    )
    return {row.class_code: row.files for row in rows}


def retention(code: str) -> RetentionClass:
    """Return a retention class; it ships with the product, so it is there."""
    return session.scalars(sa.select(RetentionClass).where(RetentionClass.code == code)).one()


def kept_under(code: str) -> Sequence[StoredFile]:
    """Return the files of a class that are not destroyed."""
    return session.scalars(
        sa.select(StoredFile)
        .where(StoredFile.class_code == code, StoredFile.destroyed_at.is_(None))
        .order_by(StoredFile.id)
    ).all()

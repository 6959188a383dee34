"""When two people edit one row: what it was when opened, what they saved, what you typed.

The journal already knows; nothing extra is stored.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import request

from crm.core import journal
from crm.core.db import session
from crm.core.errors import RuleBroken, Stale
from crm.core.forms import EditForm
from crm.core.journal import Entry, Operation


@dataclass(frozen=True)
class Difference:
    """One field that both changed, or that they changed and you did not.

    One that is not ``shown`` stands in the form in another shape and is to be checked there.
    """

    field: str
    label: str
    opened: str
    yours: str
    theirs: str
    both: bool
    shown: bool = True


@dataclass(frozen=True)
class Conflict:
    """What happened between opening and saving, and who did it."""

    differences: Sequence[Difference]
    who: str
    at: Any


def check(row: Any, form: EditForm) -> None:
    """Raise ``Stale`` when ``row`` was saved after ``form`` was opened.

    Where the person chose their versions already, the form takes these first.
    """
    take_theirs(row, form, request.form.getlist("theirs"))
    form.check_seen(row)


def show(error: RuleBroken, form: EditForm, row: Any) -> None:
    """Show what is wrong; when somebody else saved ``row`` meanwhile, both versions of it."""
    if isinstance(error, Stale):
        form.conflict = find(row, form)
    else:
        form.show(error)


def find(row: Any, form: EditForm) -> Conflict:
    """Compare ``form`` with ``row`` as it is now and as it was when the form was opened.

    Fields that only they changed take their value in ``form`` at once; the person chooses for the
    rest. The form then carries the current version.
    """
    opened, who, at = _as_opened(row, form)
    differences = []
    for name, was in opened.items():
        field = form._fields.get(name)
        if field is None:
            if name in form.also:
                differences.append(
                    Difference(name, form.also[name], "", "", "another value", False, shown=False)
                )
            continue
        theirs = getattr(row, name)
        yours = _comparable(field.data, theirs)
        both = journal.plain(yours) not in (journal.plain(was), journal.plain(theirs))
        if journal.plain(yours) != journal.plain(theirs):
            differences.append(
                Difference(name, field.label.text, shown(was), shown(yours), shown(theirs), both)
            )
        if not both:
            field.process_data(theirs)
            if hasattr(field, "typed"):
                field.typed = None
    form.seen.data = str(row.version)
    return Conflict(differences, who, at)


def take_theirs(row: Any, form: EditForm, names: Sequence[str]) -> None:
    """Give these fields of ``form`` the values of ``row``: the person chose the other version."""
    for name in names:
        if name in form._fields and hasattr(row, name):
            form._fields[name].process_data(getattr(row, name))


def shown(value: Any) -> str:
    """Return a value as words; nothing is said as such."""
    plain = journal.plain(value)
    return "nothing" if plain in (None, "") else str(plain)


def _as_opened(row: Any, form: EditForm) -> tuple[dict[str, Any], str, Any]:
    said = str(form.seen.data)
    seen = int(said) if re.fullmatch(r"[0-9]{1,9}", said) else row.version
    entries = session.execute(
        sa.select(Entry, Operation)
        .join(Operation, Operation.id == Entry.operation_id)
        .where(
            Entry.table_name == row.__tablename__,
            Entry.row_id == row.id,
            Entry.change == "update",
        )
        .order_by(Entry.id.desc())
        .limit(max(row.version - seen, 0))
    ).all()
    opened: dict[str, Any] = {}
    for entry, _ in entries:
        opened |= entry.before or {}
    if not entries:
        return opened, "Someone else", None
    return opened, entries[0][1].actor, entries[0][1].at


def _comparable(value: Any, like: Any) -> Any:
    """Return form data as the row would hold it, for lists whose empty choice means nothing."""
    if value in ("", None):
        return None if like is None or not isinstance(like, str) else ""
    if isinstance(like, bool) or like is None or isinstance(like, str):
        return value
    return type(like)(value) if isinstance(like, int) else value

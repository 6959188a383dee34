"""What headings mean, decided by a person and remembered for the next file that has them."""

from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from crm.core import clock, formats, journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.records import queries
from crm.records.headings import LABELS, Layout, chosen_layout, layout_key
from crm.records.models import ColumnMapping


class Chooser(Protocol):
    """Whoever decides what the columns of a file are."""

    id: int
    name: str


def check(headings: Sequence[str], fields: Sequence[str]) -> Layout:
    """Return the layout of these fields; raises ``RuleBroken`` naming the column at fault."""
    if len(fields) != len(headings) or not set(fields) <= {"", *LABELS}:
        raise RuleBroken("Choose from the list what each column is.")
    often = Counter(field for field in fields if field)
    for column, field in enumerate(fields):
        if often[field] > 1 and field in fields[:column]:
            other = headings[list(fields).index(field)]
            raise RuleBroken(
                f"“{other[:40]}” is {LABELS[field].lower()} too. Choose one of the two.",
                f"column-{column}",
            )
    layout = chosen_layout(headings, fields)
    if not layout.names_employer:
        raise RuleBroken("Say which column holds the employer's name.", "column-0")
    return layout


def remember(headings: Sequence[str], fields: Sequence[str], person: Chooser) -> bool:
    """Keep what these headings mean; whether that is news. Flushes, does not commit.

    Raises ``RuleBroken`` naming the column at fault.
    """
    check(headings, fields)
    key = layout_key(headings)
    mapping = queries.mapping_of(key)
    if mapping is not None and mapping.fields == list(fields):
        return False
    journal.operation(f"Remembered the columns of {said(headings)}")
    if mapping is None:
        mapping = ColumnMapping(layout_key=key, headings=list(headings))
        session.add(mapping)
    mapping.fields = list(fields)
    mapping.saved_by_id, mapping.saved_by = person.id, person.name
    mapping.saved_at = clock.now()
    session.flush()
    return True


def forget(mapping: ColumnMapping) -> None:
    """Forget what the headings of one kind of file mean."""
    journal.operation(f"Forgot the columns of {said(mapping.headings)}")
    session.delete(mapping)
    session.flush()


def said(headings: Sequence[str]) -> str:
    """Return a kind of file by its headings: the first two, and how many more."""
    shown = [f"“{heading[:30]}”" for heading in headings[:2]]
    more = len(headings) - len(shown)
    tail = f" and {formats.plural(more, 'more column')}" if more else ""
    return ", ".join(shown) + tail


def by_whom(mapping: ColumnMapping) -> str:
    """Say who chose the columns and when."""
    return f"{mapping.saved_by}, {formats.moment(mapping.saved_at)}"

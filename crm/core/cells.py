"""One fact of a record changed in its place on the page (static/cells.js).

The form is the record's own, left with a single field, so checks and rights are the same. It
answers with pieces of a page; without scripts the link beside the fact opens the whole form.
"""

from collections.abc import Callable, Collection
from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import BooleanField

from crm.core import conflicts
from crm.core.conflicts import Conflict
from crm.core.db import session
from crm.core.errors import RuleBroken, Stale
from crm.core.forms import EditForm
from crm.core.routes import undo_flash

KEPT = frozenset({"csrf_token", "seen"})


def edit(
    row: Any,
    form: EditForm,
    name: str,
    *,
    among: Collection[str],
    save: Callable[[dict[str, Any]], None],
    whole: str,
) -> ResponseReturnValue:
    """Show the field ``name`` of ``form``, made without form data and filled from ``row``; save it.

    ``save`` takes all facts of the record, with the new one, and commits. When somebody else
    changed this very fact meanwhile, both versions are a button away: ``whole`` is the address of
    the record's whole form.
    """
    if name not in among:
        abort(404)
    form.seen.data = str(row.version)
    facts, carried = dict(form.data), _carried(form)
    _leave_only(form, name)
    field = form[name]
    told = {"form": form, "field": field, "whole": whole}
    if request.method == "GET":
        return render_template("core/cell.html", **told)
    form.process(request.form)
    seen = form.seen.data
    if not form.validate():
        return render_template("core/cell.html", **told)
    if conflict := _clash(row, form):
        kept = [*(pair for pair in carried if pair[0] not in {name, "seen"}), ("seen", seen)]
        kept += [(name, value) for value in request.form.getlist(name)]
        return render_template("core/cell.html", **told, conflict=conflict, carried=kept), 409
    try:
        save(facts | {name: field.data})
    except RuleBroken as error:
        session.rollback()
        form.show(error)
        return render_template("core/cell.html", **told)
    shown = _shown(field)
    undo_flash(f"Saved. {field.label.text}: {shown or 'not known'}.")
    return render_template("core/cell_saved.html", name=name, shown=shown)


def _leave_only(form: EditForm, name: str) -> None:
    for other in [field.name for field in form if field.name not in KEPT | {name}]:
        del form[other]
    form[name].id = f"cell-{name}"


def _clash(row: Any, form: EditForm) -> Conflict | None:
    """Return what somebody else made of the form's field since it was opened; else None."""
    try:
        form.check_seen(row)
    except Stale:
        found = conflicts.find(row, form)
        return found if any(one.both for one in found.differences) else None
    return None


def _carried(form: EditForm) -> list[tuple[str, str]]:
    """Return the values of a form as a browser would send them."""
    found = []
    for field in form:
        if field.name == "csrf_token" or (isinstance(field, BooleanField) and not field.data):
            continue
        value = "y" if isinstance(field, BooleanField) else field.data
        shown = field._value() if hasattr(field, "_value") else value
        found.append((field.name, "" if shown is None else str(shown)))
    return found


def _shown(field: Any) -> str:
    """Return the value of a field in words."""
    choices = getattr(field, "choices", None)
    if choices:
        return next((str(c.label) for c in choices if c.value == str(field.data or "")), "")
    return str(field.data or "")

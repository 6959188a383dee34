"""Pages that belong to no feature: search, undo, history, the outbox, health and the brand."""

import re
from typing import Any

import sqlalchemy as sa
from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

from crm.core import (
    health,
    journal,
    offers,
    outbox,
    pages,
    search,
    single,
    throttle,
    told,
    undo,
    values,
)
from crm.core.access import allowed, current_user, needs, own_path, public, signed_in
from crm.core.db import get_or_404, session
from crm.core.errors import RuleBroken
from crm.core.forms import Form
from crm.core.journal import Entry, Operation
from crm.core.outbox import Mail, State
from crm.core.pages import Order
from crm.core.permissions import Permission
from crm.core.throttle import Limit
from crm.core.undone import undone

bp = Blueprint("core", __name__)


@bp.get("/brand.css")
@public
def brand() -> ResponseReturnValue:
    """Give the council's brand colour to the style sheets."""
    css = f":root{{--brand:{current_app.config['BRAND_COLOUR']}}}\n"
    return Response(css, mimetype="text/css", headers={"Cache-Control": "max-age=3600"})


@bp.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Say that this process answers."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """Say whether the database answers and the worker is alive."""
    try:
        session.scalar(sa.select(sa.literal(1)))
        found = health.problems()
    except OperationalError:
        session.rollback()
        found = ["database silent"]
    text = "\n".join(found or ["ready"]) + "\n"
    return Response(text, status=503 if found else 200, mimetype="text/plain")


@bp.get("/search")
@signed_in
def results() -> ResponseReturnValue:
    """Search everything this person may see."""
    query = pages.asked("q")
    words = search.normalise(query).split()[: search.MOST_WORDS]
    acts, meant = offers.to_do(words) if words else ([], [])
    hits = search.find(query, offers.shown()) or meant
    return render_template("core/results.html", query=query, hits=hits, acts=acts)


@bp.get("/history")
@needs(Permission.VIEW_HISTORY)
def history() -> ResponseReturnValue:
    """List what was changed, newest first, with Undo."""
    order = Order((Operation.id,), lambda row: (row.id,), descending=True)
    page = pages.page(sa.select(Operation), order)
    return render_template(
        "core/history.html",
        page=page,
        undone=undone(row.id for row in page.rows),
        may_undo=_may_undo,
        final=journal.FINAL,
    )


@bp.get("/history/<int:operation_id>")
@needs(Permission.VIEW_HISTORY)
def changes(operation_id: int) -> ResponseReturnValue:
    """Show the rows that one operation changed."""
    operation = get_or_404(Operation, _small(operation_id))
    order = Order((Entry.id,), lambda row: (row.id,))
    page = pages.page(sa.select(Entry).where(Entry.operation_id == operation.id), order)
    return render_template(
        "core/changes.html",
        operation=operation,
        page=page,
        undone=undone([operation.id]),
        may_undo=_may_undo,
        may_restore=_may_restore,
        final=journal.FINAL,
    )


@bp.post("/history/<int:operation_id>/undo")
@needs(Permission.EDIT_EMPLOYERS)
def undo_operation(operation_id: int) -> ResponseReturnValue:
    """Undo one operation; what was changed since stays and is listed."""
    operation = get_or_404(Operation, _small(operation_id))
    if not _may_undo(operation):
        raise RuleBroken("You can undo your own changes. Ask a manager to undo this one.")
    try:
        done = undo.undo(operation.id, actor=current_user())
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
        return redirect(url_for("core.history"))
    if done.refused or done.kept:
        return render_template("core/undone.html", operation=operation, done=done)
    undid = re.match(r"(?:Undid: )*", operation.title)
    assert undid
    title, again = operation.title[undid.end() :], undid[0].count(":") % 2
    undo_flash(f"Done again: {title}" if again else f"Undone: {title}", "Undo" if again else "Redo")
    return redirect(_back(operation.id))


@bp.get("/history/of/<table>/<int:row_id>")
@needs(Permission.VIEW_HISTORY)
def record(table: str, row_id: int) -> ResponseReturnValue:
    """Show every change of one record, newest first, each field with its way back."""
    order = Order((Entry.id,), lambda row: (row[0].id,), descending=True)
    statement: Any = (
        sa.select(Entry, Operation)
        .join(Operation, Operation.id == Entry.operation_id)
        .where(Entry.table_name == table, Entry.row_id == (_small(row_id) or 0))
    )
    page = pages.page(statement, order, scalars=False)
    if not page.rows:
        abort(404)
    return render_template(
        "core/record.html", page=page, table=table, row_id=row_id, may_restore=_may_restore
    )


@bp.post("/history/entries/<int:entry_id>/restore")
@needs(Permission.EDIT_EMPLOYERS)
def restore(entry_id: int) -> ResponseReturnValue:
    """Put one field of one change back; what else was changed stays."""
    entry = get_or_404(Entry, _small(entry_id))
    name = request.form.get("field", "")
    if not told.may_see(entry.table_name, name):
        abort(404)
    back = own_path(request.form.get("back", "")) or url_for(
        "core.record", table=entry.table_name, row_id=entry.row_id
    )
    try:
        title = single.put_back(entry, name, actor=current_user())
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
    else:
        undo_flash(f"{title}.")
    return redirect(back)


@bp.get("/outbox")
@needs(Permission.VIEW_OUTBOX)
def mails() -> ResponseReturnValue:
    """List mail by state, newest first."""
    asked = pages.asked("state")
    chosen = next((state for state in State if state.value == asked), None)
    statement = sa.select(Mail)
    if chosen:
        statement = statement.where(Mail.state == chosen)
    order = Order((Mail.id,), lambda row: (row.id,), descending=True)
    return render_template(
        "core/mails.html",
        page=pages.page(statement, order),
        states=list(State),
        chosen=chosen,
        line=health.line(),
        form=Form(),
    )


@bp.post("/outbox/<int:mail_id>/settle")
@needs(Permission.SEND_MAIL)
def settle(mail_id: int) -> ResponseReturnValue:
    """Say whether an uncertain or failed mail arrived, or send it again."""
    mail = get_or_404(Mail, _small(mail_id))
    arrived = request.form.get("answer") == "arrived"
    try:
        outbox.settle(mail, delivered=arrived)
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
    else:
        flash("Marked as arrived." if arrived else "The mail will be sent again.")
    return redirect(url_for("core.mails"))


def _may_undo(operation: Operation) -> bool:
    return operation.actor_id == current_user().id or allowed(Permission.UNDO_ANY)


def _may_restore(entry: Entry) -> list[str]:
    """Return the fields of a change that this person may put back alone."""
    if not allowed(Permission.EDIT_EMPLOYERS):
        return []
    return [name for name in single.fields(entry) if told.may_see(entry.table_name, name)]


def _small(number: int) -> int | None:
    return number if number < 2**31 else None


def _back(operation_id: int) -> str:
    """Return the page this person came from, unless the undone operation had made what it shows."""
    path = own_path(request.form.get("back", ""))
    if path is None:
        return url_for("core.history")
    named = set(re.findall(r"\b[A-Z]-[0-9]{4,9}\b", path))
    return url_for("core.history") if named and values.refs_made(operation_id, named) else path


def count_here(limit: Limit) -> None:
    """Count what was sent from this address, committed; answer 429 where that is too much."""
    within = throttle.take(limit, throttle.visitor(request.remote_addr))
    session.commit()
    if not within:
        abort(429)


def undo_flash(text: str, label: str = "Undo") -> None:
    """Tell what was saved, with a button that undoes the operation just committed."""
    operation_id = journal.last_operation_id()
    if operation_id is None:
        flash(text)
        return
    url = url_for("core.undo_operation", operation_id=operation_id)
    flash({"text": text, "undo_url": url, "label": label})  # type: ignore[arg-type]

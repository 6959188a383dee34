"""Import of employers: upload, look at what would happen, import, look at what happened."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.core import access, formats, pages
from crm.core.access import needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.forms import Form
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.records import actions, queries, shown
from crm.records.forms import UploadForm
from crm.records.matching import Result
from crm.records.models import State

bp = Blueprint("records", __name__, url_prefix="/records")


@bp.route("/import", methods=["GET", "POST"])
@needs(Permission.IMPORT)
def imports() -> ResponseReturnValue:
    """Take a file of employers; list the imports so far."""
    form = UploadForm()
    if form.validate_on_submit():
        try:
            content, name = form.content()
            row = actions.keep(content, name, access.current_user())
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            session.commit()
            return redirect(url_for("records.show", number=row.id))
    imports = queries.recent()
    return render_template(
        "crm/records/imports.html",
        form=form,
        imports=imports,
        undone=queries.undone(row.operation_id for row in imports),
        size=shown.size,
    )


@bp.get("/import/<int:number>")
@needs(Permission.IMPORT)
def show(number: int) -> ResponseReturnValue:
    """Show how far an import has come: its dry run before, its result after."""
    row = queries.import_or_404(number)
    asked = pages.asked("result")
    result = asked if asked in {r.value for r in Result} else ""
    return render_template(
        "crm/records/show.html",
        row=row,
        form=Form(),
        states=State,
        busy=row.state in shown.BUSY,
        tally=shown.tally(row),
        to_write=shown.to_write(row),
        size=shown.size(row.size),
        result=result,
        words=shown.WORDS,
        rows=shown.rows(row, result, pages.asked_number("after") or 0),
        undone=queries.undone_by(row.operation_id),
    )


@bp.post("/import/<int:number>/run")
@needs(Permission.IMPORT)
def run(number: int) -> ResponseReturnValue:
    """Import a checked file."""
    row = queries.locked_or_404(number)
    try:
        actions.approve(row, access.current_user())
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
        return redirect(url_for("records.show", number=number))
    if row.state is State.DONE:
        undo_flash(f"Imported {formats.plural(shown.to_write(row), 'employer')}.")
    return redirect(url_for("records.show", number=number))


@bp.post("/import/<int:number>/discard")
@needs(Permission.IMPORT)
def discard(number: int) -> ResponseReturnValue:
    """Drop a file that will not be imported."""
    row = queries.locked_or_404(number)
    try:
        actions.discard(row)
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
        return redirect(url_for("records.show", number=number))
    flash(f"Discarded {row.name}.")
    return redirect(url_for("records.imports"))

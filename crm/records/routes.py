"""Import of employers: upload or paste, name the columns, mend the rows, import, look again."""

import re
from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.core import access, formats, pages, sheets
from crm.core.access import needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.forms import Form
from crm.core.once import kept_once
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.core.undone import undone, undone_by
from crm.records import actions, grid, layouts, queries, shown
from crm.records import rows as kept
from crm.records.forms import UploadForm, chosen_fields, typed_cells
from crm.records.headings import REASON
from crm.records.matching import Result
from crm.records.models import ImportFile, State

bp = Blueprint("records", __name__, url_prefix="/records")


@bp.route("/import", methods=["GET", "POST"])
@needs(Permission.IMPORT)
def imports() -> ResponseReturnValue:
    """Take a file of employers or pasted rows; list the imports so far."""
    form = UploadForm()
    if form.validate_on_submit():
        try:
            row = _kept(form)
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            return redirect(_next(row))
    imports = queries.recent()
    return render_template(
        "crm/records/imports.html",
        form=form,
        imports=imports,
        undone=undone(row.operation_id for row in imports),
        size=shown.size,
        mappings=queries.mappings(),
        said=layouts.said,
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
        steps=shown.steps(row, "Check"),
        busy=row.state in shown.BUSY,
        bad=kept.counts(row.id)[kept.BAD],
        tally=shown.tally(row),
        to_write=shown.to_write(row),
        size=shown.size(row.size),
        result=result,
        words=shown.WORDS,
        rows=shown.rows(row, result, pages.asked_number("after") or 0),
        undone=undone_by(row.operation_id),
    )


@bp.route("/import/<int:number>/columns", methods=["GET", "POST"])
@needs(Permission.IMPORT)
def columns(number: int) -> ResponseReturnValue:
    """Say what each column of a file is; remembered for files with the same headings."""
    row = queries.import_or_404(number)
    if row.state not in (State.MAPPING, State.READY):
        return redirect(url_for("records.show", number=number))
    layout = actions.layout_of(row) if row.columns is not None else None
    form, found = Form(), grid.columns_shown(row.headings or [], layout, kept.first(row.id))
    if form.validate_on_submit():
        row = queries.locked_or_404(number)
        fields = chosen_fields(request.form, len(found))
        try:
            news = actions.choose(row, fields, access.current_user())
            session.commit()
        except RuleBroken as error:
            session.rollback()
            _mark(form, found, fields, error)
            row = queries.import_or_404(number)
        else:
            (undo_flash if news else flash)("The columns are remembered for files like this one.")
            return redirect(_next(row))
    return render_template(
        "crm/records/columns.html",
        row=row,
        form=form,
        columns=found,
        choices=grid.CHOICES,
        steps=shown.steps(row, "Columns"),
        about=f"{row.name}: {formats.plural(row.rows, 'row')}",
        back=None if row.columns is None else url_for("records.show", number=number),
    )


@bp.route("/import/columns/<int:number>", methods=["GET", "POST"])
@needs(Permission.IMPORT)
def mapping(number: int) -> ResponseReturnValue:
    """Change what is remembered of one kind of file."""
    known = queries.mapping_or_404(number)
    form = Form()
    found = grid.columns_shown(known.headings, known.layout(known.headings))
    if form.validate_on_submit():
        fields = chosen_fields(request.form, len(found))
        try:
            layouts.remember(known.headings, fields, access.current_user())
            session.commit()
        except RuleBroken as error:
            session.rollback()
            _mark(form, found, fields, error)
        else:
            undo_flash("The columns are remembered for files like this one.")
            return redirect(url_for("records.imports"))
    return render_template(
        "crm/records/columns.html",
        row=None,
        form=form,
        columns=found,
        choices=grid.CHOICES,
        steps=(),
        about=f"Chosen by {layouts.by_whom(known)}",
        back=url_for("records.imports"),
    )


@bp.post("/import/columns/<int:number>/forget")
@needs(Permission.IMPORT)
def forget(number: int) -> ResponseReturnValue:
    """Forget what is remembered of one kind of file."""
    layouts.forget(queries.mapping_or_404(number))
    session.commit()
    undo_flash("The columns are forgotten. The next file like it asks again.")
    return redirect(url_for("records.imports"))


@bp.route("/import/<int:number>/rows", methods=["GET", "POST"])
@needs(Permission.IMPORT)
def rows(number: int) -> ResponseReturnValue:
    """Mend cells in place, rows with errors first; what is saved is checked at once."""
    row = queries.import_or_404(number)
    if row.state is not State.READY:
        return redirect(url_for("records.show", number=number))
    form = Form()
    if form.validate_on_submit():
        row = queries.locked_or_404(number)
        try:
            changed = actions.mend(row, typed_cells(request.form))
            session.commit()
        except RuleBroken as error:
            session.rollback()
            flash(error.message, "error")
        else:
            flash(f"Saved {formats.plural(changed, 'row')}." if changed else "Nothing was changed.")
        return redirect(pages.here())
    asked = pages.asked("kind")
    rank = grid.KINDS.get(asked)
    counts, found = kept.counts(row.id), kept.page(row.id, rank, _after())
    headings, fields = row.headings or [], row.columns or []
    return render_template(
        "crm/records/rows.html",
        row=row,
        form=form,
        steps=shown.steps(row, "Rows"),
        chips=[(kind, words, counts[grid.KINDS[kind]]) for kind, words in grid.CHIPS.items()],
        kind=asked if rank is not None else "",
        rows=[grid.row_shown(one, headings, fields) for one in found.rows],
        after=found.after,
        tally=shown.tally(row),
    )


@bp.post("/import/<int:number>/check")
@needs(Permission.IMPORT)
def again(number: int) -> ResponseReturnValue:
    """Work out anew what a file would do, after its cells were mended."""
    row = queries.locked_or_404(number)
    try:
        actions.check_again(row)
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
    return redirect(url_for("records.show", number=number))


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


@bp.get("/import/<int:number>/not-imported.<kind>")
@needs(Permission.IMPORT)
def bad_rows(number: int, kind: str) -> ResponseReturnValue:
    """Give back the rows that were not imported, with the reasons, to be mended and sent again."""
    row = queries.import_or_404(number)
    if kind not in ("csv", "xlsx") or not kept.counts(row.id)[kept.BAD]:
        abort(404)
    headings = (*(row.headings or ()), REASON)
    name = f"{row.name.rpartition('.')[0] or row.name} - not imported.{kind}"
    return sheets.answer(name, kind, headings, kept.bad(row.id), sheet="Not imported")


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


def _kept(form: UploadForm) -> ImportFile:
    """Keep what the form brings; a form that is sent twice makes one import."""
    content, name = form.content()
    person = access.current_user()
    return kept_once(
        lambda: actions.keep(content, name, person, form.token),
        lambda: queries.by_form(form.token or "", person.id),
    )


def _next(row: ImportFile) -> str:
    """Return the page of the step that a file waits for."""
    step = "records.columns" if row.state is State.MAPPING else "records.show"
    return url_for(step, number=row.id)


def _mark(
    form: Form, columns: Sequence[grid.ColumnShown], fields: Sequence[str], error: RuleBroken
) -> None:
    """Show again what was chosen, with the error beside its column."""
    form.form_errors.append(error.message)
    for column, field in zip(columns, fields, strict=True):
        column.field, column.guess = field, False
        column.error = error.message if column.name == error.field else ""


def _after() -> tuple[int, int] | None:
    """Return the rank and number of the row that this page follows."""
    found = re.fullmatch(r"([012])\.([0-9]{1,8})", pages.asked("after"), re.ASCII)
    return (int(found[1]), int(found[2])) if found else None

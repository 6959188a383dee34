"""Pages about tables of grades."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.core import clock, conflicts, journal
from crm.core.access import needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.forms import Form
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.employers import queries as employers
from crm.grades import actions, queries, rules
from crm.grades.forms import CopyForm, TableForm
from crm.grades.models import GradeTable
from crm.pay.rules import PER, Basis

bp = Blueprint("grades", __name__, url_prefix="/grades")
LOOK = "Read from the file. Look the lines over, then save."


@bp.get("/of/<ref>")
@needs(Permission.VIEW_PAY)
def of(ref: str) -> ResponseReturnValue:
    """List the tables of one employer, with gaps and overlaps in words."""
    employer = employers.employer_or_404(ref)
    tables = queries.of(employer.id)
    spans = [table.span for table in tables]
    counting = rules.in_force(spans, clock.today())
    return render_template(
        "crm/grades/of.html",
        employer=employer,
        tables=tables,
        faults=rules.faults(spans),
        says={table.id: _says(table, counting) for table in tables},
    )


def _says(table: GradeTable, counting: list[rules.Span]) -> str:
    if table.span in counting:
        return "In force"
    return "Coming" if table.valid_from > clock.today() else "Earlier"


@bp.route("/of/<ref>/new", methods=["GET", "POST"])
@needs(Permission.CHECK_PAY)
def new(ref: str) -> ResponseReturnValue:
    """Add a table: typed, pasted, or read from a file and looked over."""
    employer = employers.employer_or_404(ref)
    form = TableForm(data={"basis": Basis.ANNUAL.value})
    if form.validate_on_submit():
        try:
            if form.take_file():
                flash(LOOK)
            else:
                journal.operation(f"Added a pay scale of {employer.name}")
                table = actions.add(employer, form.read_lines(), form.details)
                session.commit()
                undo_flash(f"{table.name} from {table.valid_from:%-d %B %Y} added.")
                return redirect(url_for("grades.show", table_id=table.id))
        except RuleBroken as error:
            session.rollback()
            form.show(error)
            employer = employers.employer_or_404(ref)
    return render_template("crm/grades/new.html", employer=employer, form=form)


@bp.get("/<int:table_id>")
@needs(Permission.VIEW_PAY)
def show(table_id: int) -> ResponseReturnValue:
    """Show a table with what each line is by the hour."""
    table = queries.table_or_404(table_id)
    return render_template(
        "crm/grades/show.html", table=table, lines=queries.lines(table.id), per=PER
    )


@bp.route("/<int:table_id>/edit", methods=["GET", "POST"])
@needs(Permission.CHECK_PAY)
def edit(table_id: int) -> ResponseReturnValue:
    """Put a table right."""
    table = queries.table_or_404(table_id)
    form = TableForm(obj=table, seen=table.version, basis=Basis.ANNUAL.value)
    if not form.is_submitted():
        form.lines.data = rules.as_text(row.line for row in queries.lines(table.id))
    if form.validate_on_submit():
        try:
            conflicts.check(table, form)
            if form.take_file():
                flash(LOOK)
            else:
                journal.operation(f"Changed a pay scale of {table.employer.name}")
                actions.change(table, form.read_lines(), form.details)
                session.commit()
                undo_flash("Pay scale saved.")
                return redirect(url_for("grades.show", table_id=table_id))
        except RuleBroken as error:
            session.rollback()
            table = queries.table_or_404(table_id)
            conflicts.show(error, form, table)
    page = render_template("crm/grades/edit.html", form=form, table=table)
    return page, form.http_status


@bp.route("/<int:table_id>/copy", methods=["GET", "POST"])
@needs(Permission.CHECK_PAY)
def copy(table_id: int) -> ResponseReturnValue:
    """Copy a table to the next year with a raise."""
    table = queries.table_or_404(table_id)
    form = CopyForm(data={"valid_from": _year_later(table.valid_from)})
    if form.validate_on_submit():
        try:
            journal.operation(f"Copied a pay scale of {table.employer.name}")
            fresh = actions.copy_on(table, **form.values("valid_from", "per_cent", "source"))
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
            table = queries.table_or_404(table_id)
        else:
            undo_flash(f"{fresh.name} from {fresh.valid_from:%-d %B %Y} added, not confirmed yet.")
            return redirect(url_for("grades.show", table_id=fresh.id))
    return render_template("crm/grades/copy.html", form=form, table=table)


def _year_later(on: date) -> date:
    return on.replace(year=on.year + 1, day=min(on.day, 28) if on.month == 2 else on.day)


@bp.post("/<int:table_id>/remove")
@needs(Permission.CHECK_PAY)
def remove(table_id: int) -> ResponseReturnValue:
    """Remove a table that should not be there."""
    table = queries.table_or_404(table_id)
    ref, name = table.employer.ref, table.name
    if not Form().validate_on_submit():
        return redirect(url_for("grades.show", table_id=table_id))
    journal.operation(f"Removed a pay scale of {table.employer.name}")
    actions.remove(table)
    session.commit()
    undo_flash(f"{name} removed.")
    return redirect(url_for("grades.of", ref=ref))

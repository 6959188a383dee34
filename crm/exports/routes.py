"""The list of employers as a file: asked for, noted, then sent as it is read."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from crm.core import access, clock, pages, sheets
from crm.core.access import needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.employers import queries as employers
from crm.employers.conditions import FILTERS, meant
from crm.exports import actions, queries, work
from crm.exports.forms import ExportForm
from crm.exports.queries import Chosen

bp = Blueprint("exports", __name__, url_prefix="/employers/export")


@bp.post("/placements")
@needs(Permission.EXPORT)
def placements() -> ResponseReturnValue:
    """Send the list of placements as CSV: no reference of a person, no pay, no notes."""
    of = pages.asked("employer")
    listed = (
        pages.asked("state") or "current",
        pages.asked("pathway"),
        employers.find_by_ref(of) if of else None,
    )
    actions.note_placements(*listed, person=access.current_user())
    session.commit()
    name = f"placements-{clock.today().isoformat()}.csv"
    rows = work.rows(*listed)
    return sheets.answer(name, "csv", work.COLUMNS, rows, sheet="Placements")


@bp.route("", methods=["GET", "POST"])
@needs(Permission.EXPORT)
def new() -> ResponseReturnValue:
    """Ask how the list in the address shall leave, note it and send the file."""
    form = ExportForm()
    chosen = Chosen(
        meant(pages.filters(FILTERS, longest=600), access.current_user().id),
        pages.asked("q"),
        pages.asked("sort"),
        with_contacts=bool(form.with_contacts.data),
    )
    if form.validate_on_submit():
        try:
            actions.note(
                chosen,
                form=form.form.data,
                purpose=form.purpose.data or "",
                person=access.current_user(),
            )
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            kind = form.form.data
            name = f"employers-{clock.today().isoformat()}.{kind}"
            return sheets.answer(
                name, kind, chosen.headings, queries.rows(chosen), sheet="Employers"
            )
    return render_template(
        "crm/exports/new.html",
        form=form,
        count=queries.count(Chosen(chosen.asked, chosen.query)),
        conditions=actions.conditions(chosen.asked, chosen.query),
        filtered=bool(chosen.asked or chosen.query),
        columns=queries.COLUMNS,
    )

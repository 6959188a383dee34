"""The page of tomorrow."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.activity import queries as activities
from crm.core import clock
from crm.core.access import current_user, needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.tomorrow import actions, queries

bp = Blueprint("tomorrow", __name__, url_prefix="/followups/tomorrow")


@bp.get("")
@needs(Permission.VIEW_EMPLOYERS)
def show() -> ResponseReturnValue:
    """Show what the next working day holds, and how to spread it when it is full."""
    found = queries.ahead(current_user().id, clock.today())
    last = activities.last_real_contacts([row.employer_id for row in found.steps] if found else [])
    return render_template("crm/tomorrow/show.html", ahead=found, last=last)


@bp.post("")
@needs(Permission.EDIT_EMPLOYERS)
def move() -> ResponseReturnValue:
    """Move steps of tomorrow to the days after: those suggested, or one by hand."""
    try:
        said = actions.move(request.form.getlist("move"), by=current_user())
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
    else:
        undo_flash(said)
    return redirect(url_for("tomorrow.show"))

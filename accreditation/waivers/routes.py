"""Pages about waived gates."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accreditation.waivers import actions, queries
from accreditation.waivers.models import Waiver
from crm.core import clock
from crm.core.access import current_user, needs
from crm.core.db import get_or_404, session
from crm.core.permissions import Permission
from crm.core.routes import undo_flash

bp = Blueprint("waivers", __name__, url_prefix="/accreditation/waivers")


@bp.get("")
@needs(Permission.VIEW_ACCREDITATION)
def index() -> ResponseReturnValue:
    """List every waiver, those that count first."""
    rows = queries.listed()
    today = clock.today()
    counted = sum(1 for row in rows if row.ended_at is None and row.until >= today)
    return render_template("accreditation/waivers/index.html", rows=rows, counted=counted)


@bp.post("/<int:waiver_id>/end")
@needs(Permission.DECIDE)
def end(waiver_id: int) -> ResponseReturnValue:
    """Let a waived gate count again."""
    actions.end(get_or_404(Waiver, waiver_id), by=current_user())
    session.commit()
    undo_flash("The gate counts again.")
    return redirect(url_for("waivers.index"))

"""The trash: throwing away, the list, bringing back, erasing for good, and for how long it lies."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.core import clock
from crm.core.access import current_user, needs, own_path
from crm.core.db import get_or_404, session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.employers.models import Employer
from crm.trash import actions, queries
from crm.trash.forms import DaysForm
from crm.trash.kinds import KINDS
from crm.trash.models import Trashed

bp = Blueprint("trash", __name__, url_prefix="/trash")
MOST = 2**31


@bp.get("")
@needs(Permission.TRASH)
def index() -> ResponseReturnValue:
    """List what was thrown away and when it is erased."""
    return render_template(
        "crm/trash/index.html", page=queries.lying(), days=queries.days(clock.today())
    )


@bp.post("/<kind>/<int:row_id>")
@needs(Permission.TRASH)
def throw(kind: str, row_id: int) -> ResponseReturnValue:
    """Throw a record away; nothing is asked, since it can be brought back."""
    chosen = KINDS.get(kind)
    if chosen is None:
        abort(404)
    row = get_or_404(chosen.model, row_id if row_id < MOST else None)
    stay = own_path(request.form.get("back", "")) or url_for("trash.index")
    ref = "" if isinstance(row, Employer) else f"E-{row.employer_id:05d}"  # type: ignore[attr-defined]
    try:
        trashed = actions.throw(chosen, row, actor=current_user())
        title = trashed.title
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
        return redirect(stay)
    undo_flash(f"Moved {title} to the trash.")
    return redirect(url_for("employers.show", ref=ref) if ref else url_for("employers.index"))


@bp.post("/<int:trashed_id>/restore")
@needs(Permission.TRASH)
def restore(trashed_id: int) -> ResponseReturnValue:
    """Bring a record back with everything that went with it."""
    trashed = _lying(trashed_id)
    title = trashed.title
    try:
        done = actions.bring_back(trashed, actor=current_user())
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
        return redirect(url_for("trash.index"))
    left = f" {len(done.refused)} values stayed, see History." if done.refused else ""
    undo_flash(f"Brought back {title}.{left}")
    return redirect(url_for("trash.index"))


@bp.route("/<int:trashed_id>/erase", methods=["GET", "POST"])
@needs(Permission.UNDO_ANY)
def erase(trashed_id: int) -> ResponseReturnValue:
    """Ask, then erase for good before the day; this cannot be taken back."""
    trashed = _lying(trashed_id)
    if request.method == "GET":
        return render_template("crm/trash/erase.html", row=trashed)
    title = trashed.title
    actions.erase(trashed)
    session.commit()
    flash(f"Erased {title} for good.")
    return redirect(url_for("trash.index"))


@bp.route("/days", methods=["GET", "POST"])
@needs(Permission.EDIT_RATES)
def days() -> ResponseReturnValue:
    """Say for how long things lie in the trash."""
    now = queries.days(clock.today())
    form = DaysForm(data={"days": now.days})
    if form.validate_on_submit():
        actions.set_days(int(form.days.data or 0), source=form.source.data)
        session.commit()
        undo_flash("Saved. What lies in the trash now keeps its day.")
        return redirect(url_for("trash.index"))
    return render_template("crm/trash/days.html", form=form, now=now)


def _lying(trashed_id: int) -> Trashed:
    return get_or_404(Trashed, trashed_id if trashed_id < MOST else None)

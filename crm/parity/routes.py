"""Pages about fair pay checks."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.core import journal, pages
from crm.core.access import current_user, needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.forms import Form
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.employers import queries as employers
from crm.parity import actions, queries
from crm.parity.dated import NEXT, WORDS
from crm.parity.factors import CAN_EXPLAIN, NEVER_EXPLAINS
from crm.parity.forms import STAGES, CheckForm, SendBackForm
from crm.parity.models import ParityCheck, Review
from crm.placements import queries as placements
from crm.placements.models import Placement

bp = Blueprint("parity", __name__)


@bp.get("/parity")
@needs(Permission.VIEW_PAY)
def index() -> ResponseReturnValue:
    """List what the newest check of each placement says today."""
    asked = pages.asked("status")
    of = pages.asked("employer")
    employer = employers.find_by_ref(of) if of else None
    return render_template(
        "crm/parity/index.html",
        page=queries.page(asked, employer),
        asked=asked,
        filters=queries.FILTERS,
        employer=employer,
        says=queries.says,
        words=WORDS,
    )


@bp.route("/placements/<ref>/parity/new", methods=["GET", "POST"])
@needs(Permission.CHECK_PAY)
def new(ref: str) -> ResponseReturnValue:
    """Check the pay of one period."""
    placement = placements.placement_or_404(ref)
    form = CheckForm(data=_known(placement))
    outcome = None
    if form.validate_on_submit():
        try:
            if not form.check.data:
                return _record(placement, form)
            outcome = actions.work_out(form.given)
        except RuleBroken as error:
            session.rollback()
            form.show(error)
    return render_template(
        "crm/parity/new.html",
        form=form,
        placement=placements.placement_or_404(ref),
        outcome=outcome,
        words=WORDS,
    )


def _record(placement: Placement, form: CheckForm) -> ResponseReturnValue:
    journal.operation(f"Checked fair pay of {placement.ref} with {placement.employer.name}")
    check = actions.record(placement, by=current_user(), **form.given)
    session.commit()
    undo_flash(f"Fair pay checked: {WORDS[check.status]}.")
    return redirect(url_for("parity.show", check_id=check.id))


def _known(placement: Placement) -> dict[str, Any]:
    """Return what the placement says, for a check to begin with."""
    return {
        "basic_pay": placement.pay_amount,
        "pay_basis": placement.pay_basis if placement.pay_amount else None,
        "contract_weekly_hours": placement.weekly_hours,
        "weeks_per_year": placement.weeks_per_year,
    }


@bp.get("/parity/<int:check_id>")
@needs(Permission.VIEW_PAY)
def show(check_id: int) -> ResponseReturnValue:
    """Show what a check says, why, and to whoever may see wage evidence its figures."""
    return _page(queries.check_or_404(check_id), SendBackForm())


@bp.post("/parity/<int:check_id>/confirm")
@needs(Permission.SECOND_CHECK)
def confirm(check_id: int) -> ResponseReturnValue:
    """Confirm a trainee's check."""
    check = queries.check_or_404(check_id)
    if Form().validate_on_submit():
        try:
            journal.operation(f"Confirmed a fair pay check with {check.employer.name}")
            actions.confirm(check, by=current_user())
            session.commit()
        except RuleBroken as error:
            session.rollback()
            flash(error.message, "error")
        else:
            undo_flash("Fair pay check confirmed.")
    return redirect(url_for("parity.show", check_id=check_id))


@bp.post("/parity/<int:check_id>/send-back")
@needs(Permission.SECOND_CHECK)
def send_back(check_id: int) -> ResponseReturnValue:
    """Send a trainee's check back with what is wrong."""
    check = queries.check_or_404(check_id)
    form = SendBackForm()
    if form.validate_on_submit():
        try:
            journal.operation(f"Sent back a fair pay check with {check.employer.name}")
            actions.send_back(check, by=current_user(), note=form.review_note.data or "")
        except RuleBroken as error:
            form.show(error)
        else:
            session.commit()
            undo_flash("Fair pay check sent back.")
            return redirect(url_for("parity.show", check_id=check_id))
    return _page(check, form)


def _page(check: ParityCheck, form: SendBackForm) -> ResponseReturnValue:
    mine = check.checked_by_id == current_user().id
    return render_template(
        "crm/parity/show.html",
        check=check,
        says=queries.says(check),
        words=WORDS,
        next=NEXT,
        form=form,
        waiting=check.review is Review.WAITING,
        mine=mine,
        stages=STAGES,
        factors=CAN_EXPLAIN | NEVER_EXPLAINS,
    )

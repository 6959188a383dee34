"""Pages about the terms of a placement."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.core import clock, conflicts, journal
from crm.core.access import current_user, needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.pay import queries as pay
from crm.pay.rules import Standing, day
from crm.placements.models import Placement, PlacementTerms
from crm.placements.queries import placement_or_404
from crm.placements.terms import TERMS
from crm.terms import actions, queries
from crm.terms.forms import TermsForm

bp = Blueprint("terms", __name__, url_prefix="/placements/<ref>/terms")


@bp.route("/new", methods=["GET", "POST"])
@needs(Permission.EDIT_WORK)
def change(ref: str) -> ResponseReturnValue:
    """Change hours, pay, contract or job from a day on."""
    placement = placement_or_404(ref)
    form = _form(placement, placement)
    if form.validate_on_submit() and not form.check.data:
        if line := _saved(form, placement, None):
            undo_flash(f"Terms of {ref} changed from {day(line.from_on)}.")
            return redirect(url_for("placements.show", ref=ref))
        placement = placement_or_404(ref)
    page = render_template(
        "crm/terms/change.html", form=form, placement=placement, worked_out=_worked_out(form)
    )
    return page, form.http_status


@bp.route("/<int:line_id>", methods=["GET", "POST"])
@needs(Permission.EDIT_WORK)
def mend(ref: str, line_id: int) -> ResponseReturnValue:
    """Put a line right that was entered by mistake; the wrong one stays readable."""
    placement = placement_or_404(ref)
    line = queries.line_or_404(placement, line_id)
    form = _form(placement, line)
    if form.validate_on_submit() and not form.check.data:
        if _saved(form, placement, line):
            undo_flash(f"A line of {ref} was put right.")
            return redirect(url_for("placements.show", ref=ref))
        placement = placement_or_404(ref)
        line = queries.line_or_404(placement, line_id)
    page = render_template(
        "crm/terms/mend.html",
        form=form,
        placement=placement,
        line=line,
        first=line.from_on == placement.started_on,
        worked_out=_worked_out(form),
    )
    return page, form.http_status


def _form(placement: Placement, like: Any) -> TermsForm:
    """Return the form with what ``like`` says; a line also has its day."""
    day_of = like.from_on if isinstance(like, PlacementTerms) else clock.today()
    told = {name: getattr(like, name) for name in TERMS}
    form = TermsForm(data=told | {"from_on": day_of, "seen": placement.version})
    if request.method == "GET":
        form.seen.data = str(placement.version)
    return form


def _saved(
    form: TermsForm, placement: Placement, wrong: PlacementTerms | None
) -> PlacementTerms | None:
    what = "Changed" if wrong is None else "Put right"
    try:
        conflicts.check(placement, form)
        journal.operation(f"{what} hours or pay of {placement.ref} with {placement.employer.name}")
        line = actions.agree(
            placement,
            by=current_user(),
            wrong=wrong,
            **form.values("from_on", "why", "sure"),
            **form.agreed,
        )
        session.commit()
    except RuleBroken as error:
        session.rollback()
        conflicts.show(error, form, placement_or_404(placement.ref))
        return None
    return line


def _worked_out(form: TermsForm) -> tuple[Standing | None, str] | None:
    """Return what the pay comes to, once it was typed and can be read."""
    if not form.is_submitted() or form.asked_pay is None:
        return None
    return pay.verdict(form.asked_pay, form.from_on.data)

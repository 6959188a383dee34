"""Pages about milestones of sustained work: one person's clock, evidence, and the dated rules."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.core import clock, conflicts, journal
from crm.core.access import current_user, needs
from crm.core.db import get_or_404, session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.placements.queries import placement_or_404
from crm.sustained import actions, queries
from crm.sustained.forms import BASES, RATES, EvidenceForm, RuleEditForm, RuleForm
from crm.sustained.models import OutcomeRule
from crm.sustained.rules import EVIDENCE
from crm.vault import queries as files

bp = Blueprint("sustained", __name__)


@bp.get("/placements/<ref>/clock")
@needs(Permission.VIEW_PROFILES)
def show(ref: str) -> ResponseReturnValue:
    """Show all work of the person behind a placement and every milestone of it."""
    placement = placement_or_404(ref)
    return render_template(
        "crm/sustained/show.html",
        placement=placement,
        clock=queries.clock_of(placement),
        kinds=EVIDENCE,
    )


@bp.route("/placements/<ref>/clock/evidence", methods=["GET", "POST"])
@needs(Permission.EDIT_WORK)
def note(ref: str) -> ResponseReturnValue:
    """Write down something that shows somebody in work."""
    placement = placement_or_404(ref)
    known = files.about(placement.employer_id, private=True)
    held = [row for row in known if row.destroyed_at is None]
    form = EvidenceForm()
    form.offer(held)
    if request.method == "GET":
        form.shows_on.data = form.seen_on.data = clock.today()
    if form.validate_on_submit():
        try:
            journal.operation(f"Noted evidence of work for {ref} with {placement.employer.name}")
            actions.note(
                placement,
                by=current_user(),
                file=next((row for row in held if row.ref == form.file.data), None),
                **form.values("kind", "shows_on", "seen_on", "note"),
            )
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
            placement = placement_or_404(ref)
        else:
            undo_flash(f"Evidence of work noted for {ref}.")
            return redirect(url_for("placements.show", ref=ref))
    return render_template("crm/sustained/note.html", form=form, placement=placement)


@bp.get("/placements/milestones")
@needs(Permission.VIEW_WORK)
def milestones() -> ResponseReturnValue:
    """Show every dated rule of sustained work, with its source and how sure it is."""
    return render_template(
        "crm/sustained/milestones.html", rows=queries.rows(), bases=BASES, rates=RATES
    )


@bp.route("/placements/milestones/new", methods=["GET", "POST"])
@needs(Permission.EDIT_RATES)
def new() -> ResponseReturnValue:
    """Add a milestone for work that begins from a day on."""
    form = RuleForm()
    if form.validate_on_submit():
        try:
            journal.operation(f"Added the milestone {form.label.data}")
            row = actions.add_rule(form.told)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            undo_flash(f"Milestone {row.label} added.")
            return redirect(url_for("sustained.milestones"))
    return render_template("crm/sustained/new.html", form=form, kinds=EVIDENCE)


@bp.route("/placements/milestones/<int:rule_id>", methods=["GET", "POST"])
@needs(Permission.EDIT_RATES)
def edit(rule_id: int) -> ResponseReturnValue:
    """Say where a milestone is from, how sure it is, and end it."""
    row: Any = get_or_404(OutcomeRule, rule_id)
    form = RuleEditForm(obj=row, seen=row.version)
    if form.validate_on_submit():
        try:
            conflicts.check(row, form)
            journal.operation(f"Changed the milestone {row.label}")
            actions.end_rule(row, **form.values("valid_to", "source", "status"))
            session.commit()
        except RuleBroken as error:
            session.rollback()
            row = get_or_404(OutcomeRule, rule_id)
            conflicts.show(error, form, row)
        else:
            undo_flash("Milestone saved.")
            return redirect(url_for("sustained.milestones"))
    return render_template("crm/sustained/edit.html", form=form, row=row), form.http_status

"""Pages about sequences and repeating follow-ups."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.activity import queries as activities
from crm.activity import touches
from crm.core import clock, journal
from crm.core.access import current_user, needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.formats import plural
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.employers.queries import employer_or_404
from crm.followups import actions as followups
from crm.sequences import actions, queries
from crm.sequences.forms import StartForm, StopForm
from crm.sequences.rules import SEQUENCES, waits_of

bp = Blueprint("sequences", __name__)


@bp.get("/followups/sequences")
@needs(Permission.VIEW_EMPLOYERS)
def index() -> ResponseReturnValue:
    """List the sequences with their steps and how many employers each runs with."""
    waits = activities.waits(clock.today())
    return render_template(
        "crm/sequences/index.html",
        kinds=[(kind, waits_of(kind.code, waits)) for kind in SEQUENCES.values()],
        counts=queries.counts(),
    )


@bp.route("/employers/<ref>/sequences", methods=["GET", "POST"])
@needs(Permission.EDIT_EMPLOYERS)
def start(ref: str) -> ResponseReturnValue:
    """Show the days of a sequence and start it; list what runs."""
    employer = employer_or_404(ref)
    form = StartForm()
    steps: Any = ()
    if request.method == "GET":
        form.anchor_on.data = clock.today()
    if form.validate_on_submit():
        code, anchor_on = form.chosen
        steps = actions.days(code, anchor_on)
        if request.form.get("go") == "start":
            try:
                journal.operation(f"Started “{SEQUENCES[code].name}” with {employer.name}")
                actions.start(employer, code, anchor_on=anchor_on, by=current_user())
                session.commit()
            except RuleBroken as error:
                session.rollback()
                form.show(error)
                employer = employer_or_404(ref)
            else:
                undo_flash(f"Started “{SEQUENCES[code].name}” with {employer.name}.")
                return redirect(url_for("employers.show", ref=ref))
    return render_template(
        "crm/sequences/start.html",
        employer=employer,
        form=form,
        steps=steps,
        runs=queries.runs_of(employer.id),
        names=SEQUENCES,
        asked_lately=touches.load_of(employer.id),
    )


@bp.route("/followups/sequences/<int:run_id>/stop", methods=["GET", "POST"])
@needs(Permission.EDIT_EMPLOYERS)
def stop(run_id: int) -> ResponseReturnValue:
    """Stop a sequence with one employer: its open steps are dropped with the reason."""
    run, employer = queries.run_or_404(run_id)
    form = StopForm()
    name, ref = SEQUENCES[run.code].name, employer.ref
    if form.validate_on_submit():
        try:
            journal.operation(f"Stopped “{name}” with {employer.name}")
            left = actions.stop(run, form.why.data)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
            run, employer = queries.run_or_404(run_id)
        else:
            undo_flash(f"Stopped “{name}”: {plural(left, 'step')} dropped.")
            return redirect(url_for("employers.show", ref=ref))
    return render_template(
        "crm/sequences/stop.html", run=run, employer=employer, form=form, name=name
    )


@bp.get("/followups/repeating")
@needs(Permission.VIEW_EMPLOYERS)
def repeating() -> ResponseReturnValue:
    """List what repeats, in words, with the next three days."""
    page = queries.repeating()
    today = clock.today()
    return render_template(
        "crm/sequences/repeating.html",
        page=page,
        rules=[queries.told(row, today) for row in page.rows],
    )


@bp.post("/followups/repeating/<int:rule_id>/stop")
@needs(Permission.EDIT_EMPLOYERS)
def stop_rule(rule_id: int) -> ResponseReturnValue:
    """Let a repeating follow-up come no more."""
    rule = queries.rule_or_404(rule_id)
    if rule.ended_at is not None:
        flash("It was stopped already.")
        return redirect(url_for("sequences.repeating"))
    journal.operation(f"Stopped the repeating “{rule.title}”")
    followups.stop(rule)
    session.commit()
    undo_flash(f"“{rule.title}” comes no more. What was made already stays.")
    return redirect(url_for("sequences.repeating"))

"""The stage of one employer, and what stages expect."""

import re
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.core import clock, journal, pages
from crm.core.access import current_user, needs, own_path
from crm.core.db import get_or_404, session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.employers.models import Employer
from crm.employers.queries import employer_or_404, options
from crm.pipeline import actions, board, queries
from crm.pipeline.forms import CheckForm, LimitForm, MoveForm, ReasonForm
from crm.pipeline.models import ExitCheck, PauseReason

bp = Blueprint("pipeline", __name__)


@bp.get("/employers/<ref>/stage")
@needs(Permission.VIEW_EMPLOYERS)
def stage(ref: str) -> ResponseReturnValue:
    """Show how an employer came to its stage and what comes before the next one."""
    return _page(employer_or_404(ref))


@bp.post("/employers/<ref>/stage")
@needs(Permission.EDIT_EMPLOYERS)
def move(ref: str) -> ResponseReturnValue:
    """Move an employer to another stage, with the checks and reasons that asks for."""
    employer = employer_or_404(ref)
    form = _move_form(employer)
    if form.validate_on_submit():
        try:
            _move(employer, form)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            employer = employer_or_404(ref)
            form.show(error)
        else:
            undo_flash(f"{employer.name} moved to {queries.stages()[employer.stage_code]}.")
            back = own_path(form.back.data or "")
            if not back:
                return redirect(url_for("employers.show", ref=ref))
            return redirect(f"{back}#card-{ref}" if back.startswith("/pipeline") else back)
    return _page(employer, form)


def _page(employer: Employer, form: MoveForm | None = None) -> ResponseReturnValue:
    return render_template(
        "crm/pipeline/stage.html",
        employer=employer,
        form=form or _move_form(employer),
        standing=queries.standing_of(employer.id),
        history=queries.history(employer.id),
        names=queries.stages(),
    )


def _move_form(employer: Employer) -> MoveForm:
    form = MoveForm()
    names = queries.stages()
    form.offer(
        [(code, name) for code, name in names.items() if code != employer.stage_code],
        queries.checks(employer.id, employer.stage_code, clock.today()),
        queries.reasons(clock.today()),
    )
    if request.method == "GET":
        form.to.data, form.was.data = pages.asked("to"), employer.stage_code
        form.back.data = pages.asked("back", longest=500)
    return form


def _move(employer: Employer, form: MoveForm) -> None:
    pause = actions.Pause(form.reason.data or "", form.note.data or "", form.revisit_on.data)
    actions.move(
        employer,
        form.to.data,
        by=current_user(),
        was=form.was.data or "",
        ticked=form.ticked.data or (),
        override=form.override.data or "",
        pause=pause,
    )


@bp.post("/employers/<ref>/stage/checks")
@needs(Permission.EDIT_EMPLOYERS)
def tick(ref: str) -> ResponseReturnValue:
    """Note which checks of the present stage are done, without moving."""
    employer = employer_or_404(ref)
    ticked = [int(n) for n in request.form.getlist("ticked") if re.fullmatch("[0-9]{1,9}", n)]
    journal.operation(f"Ticked checks of {employer.name}")
    fresh = actions.tick(employer, ticked, by=current_user())
    session.commit()
    if fresh:
        undo_flash(f"Noted: {fresh} done.")
    return redirect(url_for("pipeline.stage", ref=ref))


@bp.get("/pipeline")
@needs(Permission.VIEW_EMPLOYERS)
def index() -> ResponseReturnValue:
    """Show the board: a column for each stage, mine unless asked otherwise."""
    owners, names = options().owners, dict(queries.stages())
    asked, tier = pages.asked("owner"), pages.asked("tier")
    mine = str(current_user().id)
    known = {value for value, _ in owners} | {board.EVERYBODY, board.NOBODY}
    owner = asked if asked in known else mine
    tier = tier if tier in ("A", "B", "C") else ""
    columns = board.columns(names, owner, tier)
    return render_template(
        "crm/pipeline/index.html",
        columns=columns,
        names=names,
        owners=owners,
        owner=owner,
        mine=mine,
        tier=tier,
        total=sum(column.total for column in columns),
        here=pages.here(),
    )


@bp.get("/pipeline/settings")
@needs(Permission.VIEW_EMPLOYERS)
def settings() -> ResponseReturnValue:
    """Show what each stage expects, with source and how sure it is."""
    return render_template(
        "crm/pipeline/settings.html", found=queries.settings(), names=queries.stages()
    )


@bp.route("/pipeline/settings/days", methods=["GET", "POST"])
@needs(Permission.EDIT_RATES)
def days() -> ResponseReturnValue:
    """Say how many days a stage takes, from a day on."""
    form = LimitForm()
    form.stage.offer(queries.stages().items())
    if request.method == "GET":
        form.stage.data = pages.asked("stage")
    return _add(form, lambda: actions.set_limit(
        form.stage.data,
        **form.values("expected_days", "warning_days", "from_on", "source", "status"),
    ), "crm/pipeline/days.html")  # fmt: skip


@bp.route("/pipeline/settings/checks/new", methods=["GET", "POST"])
@needs(Permission.EDIT_RATES)
def new_check() -> ResponseReturnValue:
    """Add a check before a stage is left."""
    form = CheckForm()
    form.stage.offer(queries.stages().items())
    return _add(form, lambda: actions.add_check(
        form.stage.data, form.name.data, **form.values("from_on", "source", "status")
    ), "crm/pipeline/new_check.html")  # fmt: skip


@bp.route("/pipeline/settings/reasons/new", methods=["GET", "POST"])
@needs(Permission.EDIT_RATES)
def new_reason() -> ResponseReturnValue:
    """Add a reason for "not now"."""
    form = ReasonForm()
    return _add(form, lambda: actions.add_reason(
        form.name.data, **form.values("from_on", "source", "status")
    ), "crm/pipeline/new_reason.html")  # fmt: skip


@bp.post("/pipeline/settings/checks/<int:row_id>/end")
@needs(Permission.EDIT_RATES)
def end_check(row_id: int) -> ResponseReturnValue:
    """Let a check count no more."""
    return _end(get_or_404(ExitCheck, row_id))


@bp.post("/pipeline/settings/reasons/<int:row_id>/end")
@needs(Permission.EDIT_RATES)
def end_reason(row_id: int) -> ResponseReturnValue:
    """Let a reason be chosen no more."""
    return _end(get_or_404(PauseReason, row_id))


def _add(form: Any, save: Any, template: str) -> ResponseReturnValue:
    if request.method == "GET":
        form.from_on.data = clock.today()
    if form.validate_on_submit():
        try:
            save()
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            undo_flash("Saved.")
            return redirect(url_for("pipeline.settings"))
    return render_template(template, form=form)


def _end(row: Any) -> ResponseReturnValue:
    actions.end(row)
    session.commit()
    undo_flash(f"“{row.name}” counts no more.")
    return redirect(url_for("pipeline.settings"))

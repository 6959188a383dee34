"""Who is away: the list, the next two weeks, and entering, changing and ending leave."""

from collections.abc import Callable

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.away import actions, queries, rules
from crm.away import days_off as off
from crm.away.forms import NOBODY, DayOffForm, LeaveForm
from crm.core import clock, conflicts
from crm.core.access import allowed, current_user, needs
from crm.core.db import get_or_404, session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.followups.models import Leave
from crm.people.models import Person
from crm.reference import queries as reference

bp = Blueprint("away", __name__, url_prefix="/away")


@bp.get("")
@needs(Permission.VIEW_EMPLOYERS)
def index() -> ResponseReturnValue:
    """Show who is away now and soon, and the next two weeks day by day."""
    today = clock.today()
    days = rules.two_weeks(today, reference.holidays())
    rows = queries.to_come(today)
    soon = [row for row in rows if row.from_on <= days[-1] and row.to_on >= days[0]]
    return render_template(
        "crm/away/index.html",
        rows=rows,
        days=days,
        soon=soon,
        may=_may_enter,
        off=off.to_come(today),
    )


@bp.route("/new", methods=["GET", "POST"])
@needs(Permission.EDIT_EMPLOYERS)
def new() -> ResponseReturnValue:
    """Enter leave: one's own, or a manager for anybody."""
    form = _form()
    if request.method == "GET":
        form.person.data = str(current_user().id)
    return _ask(form, None, lambda person, **said: actions.enter(person, by=current_user(), **said))


@bp.route("/<int:leave_id>/edit", methods=["GET", "POST"])
@needs(Permission.EDIT_EMPLOYERS)
def edit(leave_id: int) -> ResponseReturnValue:
    """Change the days or the cover of a leave."""
    leave = _mine_or_403(leave_id)
    form = _form(leave)
    if request.method == "GET":
        form.from_on.data, form.to_on.data = leave.from_on, leave.to_on
        form.person.data, form.seen.data = str(leave.person_id), str(leave.version)
        form.cover.data = str(leave.cover_id or NOBODY)
    return _ask(form, leave, lambda _person, **said: actions.change(leave, leave.person, **said))


@bp.post("/<int:leave_id>/end")
@needs(Permission.EDIT_EMPLOYERS)
def end(leave_id: int) -> ResponseReturnValue:
    """Take a leave away."""
    leave = _mine_or_403(leave_id)
    name = leave.person.name
    actions.end(leave, leave.person)
    session.commit()
    undo_flash(f"{name} is not away then. Follow-ups are back with them, on their own days.")
    return redirect(url_for("away.index"))


@bp.route("/days-off", methods=["GET", "POST"])
@needs(Permission.EDIT_RATES)
def days_off() -> ResponseReturnValue:
    """List the days off that were added, and add one: what is planned for it moves on."""
    form = DayOffForm()
    if form.validate_on_submit():
        said = form.values("on", "name", "source")
        try:
            found = off.add(**said)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            undo_flash(f"{said['name']} is a day off. {found.words}")
            return redirect(url_for("away.days_off"))
    return render_template("crm/away/days_off.html", form=form, rows=off.to_come(clock.today()))


def _ask(form: LeaveForm, leave: Leave | None, act: Callable[..., Leave]) -> ResponseReturnValue:
    """Show the form; save what it says and tell what becomes of the steps in that time."""
    if form.validate_on_submit():
        try:
            if leave is not None:
                conflicts.check(leave, form)
            said = form.values("from_on", "to_on")
            cover = None
            if form.cover.data != NOBODY:
                cover = get_or_404(Person, int(form.cover.data))
            person = get_or_404(Person, int(form.person.data))
            row = act(person, cover=cover, **said)
            told = _told(row, person, cover)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            conflicts.show(error, form, session.merge(leave) if leave else None)
        else:
            undo_flash(told)
            return redirect(url_for("away.index"))
    return render_template("crm/away/edit.html", form=form, leave=leave), form.http_status


def _told(row: Leave, person: Person, cover: Person | None) -> str:
    span = rules.span(row.from_on, row.to_on)
    name = cover.name if cover else ""
    moved = rules.effect(queries.falls_due(row), cover=name, back_on=row.back_on)
    return f"{person.name} is away {span}. {moved}"


def _form(leave: Leave | None = None) -> LeaveForm:
    form = LeaveForm()
    colleagues = queries.colleagues()
    form.offer([p for p in colleagues if _may_enter(p.id)] if leave is None else [leave.person],
               colleagues)  # fmt: skip
    return form


def _may_enter(person_id: int) -> bool:
    """Return whether the signed-in person may enter leave of somebody."""
    own = person_id == current_user().id and allowed(Permission.EDIT_EMPLOYERS)
    return own or allowed(Permission.HAND_OVER)


def _mine_or_403(leave_id: int) -> Leave:
    leave = queries.leave_or_404(leave_id)
    return leave if _may_enter(leave.person_id) else abort(403)

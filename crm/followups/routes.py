"""Today, the list of follow-ups, logging a contact, and planning, moving and closing steps."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from crm.activity import queries as activities
from crm.activity import touches
from crm.activity.rules import Kind
from crm.core import clock, formats, journal, pages
from crm.core.access import current_user, needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.employers.models import Employer
from crm.employers.queries import employer_or_404, options
from crm.followups import actions, desk, logbook, queries, rules, waiting
from crm.followups.actions import WaitsFor
from crm.followups.forms import EMPLOYER, DropForm, LogForm, PlanForm, SnoozeForm
from crm.people.models import Person
from crm.reference import queries as reference

bp = Blueprint("followups", __name__)
BACK = {"today": "followups.today", "followups": "followups.index"}


@bp.get("/")
@needs(Permission.VIEW_EMPLOYERS)
def today() -> ResponseReturnValue:
    """Show what needs this person now: overdue, today and later this week."""
    person, on = current_user(), clock.today()
    until, heading = rules.week_ahead(on, reference.holidays())
    sections = desk.sections(person.id, on, until)
    rows = [row for section in sections.values() for row in section.rows]
    asked = pages.asked_number("log")
    opened = next((row for row in rows if row.id and row.id == asked), None)
    return render_template(
        "crm/followups/today.html",
        sections=sections,
        later_heading=heading,
        last=activities.last_real_contacts([row.employer_id for row in rows]),
        week=queries.week_of(person.id, on),
        unplanned=queries.without_next_step(person.id),
        opened=opened,
        **(logbook.opened(opened) if opened else {}),
    )


@bp.get("/followups")
@needs(Permission.VIEW_EMPLOYERS)
def index() -> ResponseReturnValue:
    """List follow-ups: mine or everybody's, open or closed."""
    asked = pages.filters(queries.FILTERS)
    page = queries.page(asked, current_user().id, clock.today())
    last = activities.last_real_contacts([row.employer_id for row in page.rows])
    return render_template("crm/followups/index.html", page=page, asked=asked, last=last)


@bp.get("/log-contact")
@needs(Permission.EDIT_EMPLOYERS)
def pick() -> ResponseReturnValue:
    """Choose the employer that was contacted."""
    query = pages.asked("q")
    found = queries.employers_to_log(current_user().id, query)
    return render_template("crm/followups/pick.html", query=query, found=found, kind=_kind())


@bp.route("/employers/<ref>/activities/new", methods=["GET", "POST"])
@needs(Permission.EDIT_EMPLOYERS)
def log(ref: str) -> ResponseReturnValue:
    """Log a contact and plan the next step in one go."""
    employer = employer_or_404(ref)
    contacts = activities.current_contacts(employer.id)
    steps = queries.open_of(employer.id, most=logbook.MOST_STEPS)
    form = LogForm()
    form.offer(contacts, steps)
    asked = pages.asked_number("follow_up")
    kind = logbook.likely_kind(logbook.settles(steps, asked), _kind())
    if form.validate_on_submit():
        try:
            said = logbook.save(form, employer, contacts, steps, by=current_user())
            session.commit()
        except IntegrityError:
            session.rollback()
            if not logbook.is_saved(form):
                raise
            return _onwards(ref, form.back.data)
        except RuleBroken as error:
            session.rollback()
            form.show(error)
            employer = employer_or_404(ref)
        else:
            if said:
                undo_flash(said)
            return _onwards(ref, form.back.data)
    ahead = logbook.outlook(employer, kind)
    if request.method == "GET":
        logbook.fill(form, contacts, steps, ahead, kind=kind, asked=asked)
        form.with_whom(contacts, pages.asked_number("contact"))
        form.back.data = pages.asked("back")
    return render_template(
        "crm/followups/log.html",
        employer=employer,
        form=form,
        ahead=ahead,
        asked_lately=touches.load_of(employer.id),
    )


@bp.route("/employers/<ref>/follow-ups/new", methods=["GET", "POST"])
@needs(Permission.EDIT_EMPLOYERS)
def new(ref: str) -> ResponseReturnValue:
    """Plan a next step, once or repeating."""
    employer = employer_or_404(ref)
    form = PlanForm()
    form.offer(options().owners)
    if request.method == "GET":
        form.owner.data = str(current_user().id)
        form.unit.data = rules.Every.WEEKS.value
    if form.validate_on_submit():
        try:
            journal.operation(f"Planned “{form.title.data}” with {employer.name}")
            due_on = _plan(form, employer)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
            employer = employer_or_404(ref)
        else:
            undo_flash(f"Planned for {formats.day(due_on)}: {form.title.data}.")
            return redirect(url_for("employers.show", ref=ref))
    return render_template(
        "crm/followups/new.html",
        employer=employer,
        form=form,
        asked_lately=touches.load_of(employer.id),
    )


@bp.route("/followups/<int:row_id>/snooze", methods=["GET", "POST"])
@needs(Permission.EDIT_EMPLOYERS)
def snooze(row_id: int) -> ResponseReturnValue:
    """Move a follow-up to a later day or to somebody else, with the reason."""
    row = queries.followup_or_404(row_id)
    form = SnoozeForm()
    owners = dict(options().owners) | {str(row.owner_id): row.owner.name}
    form.offer(row.due_on, list(owners.items()))
    if request.method == "GET":
        form.until.data, form.owner.data = "day", str(row.owner_id)
        form.back.data = pages.asked("back")
    if form.validate_on_submit():
        try:
            journal.operation(f"Moved “{row.title}” with {row.employer.name}")
            actions.snooze(row, form.chosen, form.reason.data, owner=_person(form.owner.data))
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            undo_flash(f"Moved to {formats.day(row.due_on)}: {row.title}.")
            return _onwards(row.employer.ref, form.back.data)
        row = queries.followup_or_404(row_id)
    return render_template("crm/followups/snooze.html", row=row, form=form)


@bp.route("/followups/<int:row_id>/drop", methods=["GET", "POST"])
@needs(Permission.EDIT_EMPLOYERS)
def drop(row_id: int) -> ResponseReturnValue:
    """Close a follow-up that will not be done, with the reason."""
    row = queries.followup_or_404(row_id)
    form = DropForm()
    if request.method == "GET":
        form.back.data = pages.asked("back")
    if form.validate_on_submit():
        try:
            journal.operation(f"Dropped “{row.title}” with {row.employer.name}")
            actions.drop(row, form.reason.data, stop_rule=form.stop.data)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            undo_flash(f"Dropped: {row.title}.")
            return _onwards(row.employer.ref, form.back.data)
        row = queries.followup_or_404(row_id)
    return render_template("crm/followups/drop.html", row=row, form=form)


@bp.post("/followups/<int:row_id>/nudge")
@needs(Permission.EDIT_EMPLOYERS)
def nudge(row_id: int) -> ResponseReturnValue:
    """Remind a member of the staff by mail of what somebody waits for; once a day."""
    row = queries.followup_or_404(row_id)
    try:
        journal.operation(f"Nudged {row.waiting_for} about “{row.title}”")
        waiting.nudge(row, by=current_user())
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
    else:
        flash(f"{row.waiting_for} gets a mail about: {row.title}.")
    return _onwards(row.employer.ref, request.form.get("back"))


@bp.post("/followups/<int:row_id>/done")
@needs(Permission.EDIT_EMPLOYERS)
def done(row_id: int) -> ResponseReturnValue:
    """Close a follow-up that was done without a contact to log."""
    row = queries.followup_or_404(row_id)
    journal.operation(f"Did “{row.title}” with {row.employer.name}")
    actions.finish(row)
    session.commit()
    undo_flash(f"Done: {row.title}.")
    return _onwards(row.employer.ref, request.form.get("back"))


def _plan(form: PlanForm, employer: Employer) -> date:
    """Plan what the form says; return the day it falls due on."""
    owner = _person(form.owner.data) or current_user()
    said = form.values("title", "why", "due_on")
    first_on: date = said.pop("due_on")
    said["due_time"] = form.due_time.data or ""
    if not form.count.data:
        waits_for = _waits_for(form.waits_for.data)
        reason = _over_cap(form, employer, first_on) if waits_for is None else ""
        row = actions.plan(
            employer,
            owner=owner,
            due_on=first_on,
            waits_for=waits_for,
            cap_reason=reason,
            **said,
        )
        return row.due_on
    rule = actions.repeat(
        employer,
        owner=owner,
        anchor_on=first_on,
        count=form.count.data,
        unit=rules.Every(form.unit.data),
        ends_on=form.ends_on.data,
        **said,
    )
    return rule.make_on


def _over_cap(form: PlanForm, employer: Employer, on: date) -> str:
    """Return the reason to go over the cap, if it does; what is no contact never does."""
    if rules.guess_kind(form.title.data or "") is None:
        return ""
    reason, asked = form.cap_reason.data or "", touches.load_of(employer.id)
    asked.refuse(on, reason)
    return reason if asked.over(on) else ""


def _waits_for(text: str | None) -> WaitsFor | None:
    if text == EMPLOYER:
        return WaitsFor("the employer")
    person = _person(text)
    return WaitsFor(person.name, person.id) if person else None


def _person(text: str | None) -> Person | None:
    return session.get(Person, int(text)) if text else None


def _kind() -> Kind | None:
    asked = pages.asked("kind")
    return Kind(asked) if asked in set(Kind) else None


def _onwards(ref: str, back: str | None) -> ResponseReturnValue:
    """Go back to the list somebody came from, else to the employer."""
    if back in BACK:
        return redirect(url_for(BACK[back]))
    return redirect(url_for("employers.show", ref=ref))

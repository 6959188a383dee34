"""Pages about waits: all of them, changing one, and one employer's own rhythm."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.activity import queries as activities
from crm.activity import touches
from crm.activity.rhythm import next_due
from crm.activity.rules import Kind, Unit, Wait, say_day
from crm.core import clock, conflicts, journal, pages
from crm.core.access import needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.employers.models import Employer
from crm.employers.queries import employer_or_404
from crm.reference import queries as reference
from crm.waits import actions, queries
from crm.waits.forms import CapForm, OwnForm, WaitForm

bp = Blueprint("waits", __name__)


@bp.get("/followups/waits")
@needs(Permission.VIEW_EMPLOYERS)
def index() -> ResponseReturnValue:
    """Show what counts today, then every other row, with source and how sure it is."""
    today = clock.today()
    return render_template(
        "crm/waits/index.html",
        waits=queries.listing(today),
        today=today,
        caps=queries.caps(),
        cap=touches.cap_on(today),
    )


@bp.route("/followups/waits/change", methods=["GET", "POST"])
@needs(Permission.EDIT_RATES)
def change() -> ResponseReturnValue:
    """Let a wait be another from a day on."""
    old = queries.wait_or_404(pages.asked("reason") or "otherwise")
    form = WaitForm(back=old.unit is Unit.DAYS_BEFORE)
    if request.method == "GET":
        form.process(obj=old)
        form.unit.data, form.act.data = old.unit.value, old.act.value
        form.from_on.data = clock.today()
    if form.validate_on_submit():
        try:
            journal.operation(f"Changed a wait: {old.label}")
            row = actions.change_wait(
                old,
                unit=Unit(form.unit.data),
                act=Kind(form.act.data),
                **form.values("count", "from_on", "source", "status"),
            )
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
            old = queries.wait_or_404(old.reason)
        else:
            undo_flash(f"{row.label}: {_length(row)} from {say_day(row.from_on)}.")
            return redirect(url_for("waits.index"))
    return render_template("crm/waits/change.html", form=form, old=old, length=_length(old))


@bp.route("/followups/cap", methods=["GET", "POST"])
@needs(Permission.EDIT_RATES)
def cap() -> ResponseReturnValue:
    """Let the cap on contacts be another from a day on."""
    form = CapForm(obj=touches.cap_on(clock.today()))
    if request.method == "GET":
        form.from_on.data = clock.today()
    if form.validate_on_submit():
        try:
            journal.operation("Changed the cap on contacts")
            row = actions.change_cap(
                **form.values("contacts", "days", "from_on", "source", "status")
            )
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            undo_flash(
                f"At most {row.contacts} contacts in {row.days} days from {say_day(row.from_on)}."
            )
            return redirect(url_for("waits.index"))
    return render_template("crm/waits/cap.html", form=form)


@bp.route("/employers/<ref>/rhythm", methods=["GET", "POST"])
@needs(Permission.EDIT_EMPLOYERS)
def employer(ref: str) -> ResponseReturnValue:
    """Say how often to be in touch with one employer."""
    found = employer_or_404(ref)
    own = activities.own_cadence(found.id)
    form = OwnForm()
    if request.method == "GET":
        form.process(obj=own)
        form.unit.data = own.unit.value if own else Unit.WEEKS.value
        form.seen.data = str(own.version if own else 0)
    elif request.form.get("drop") == "yes":
        journal.operation(f"{found.name} goes by its tier again")
        actions.drop_own(found)
        session.commit()
        undo_flash(f"{found.name} goes by its tier again.")
        return redirect(url_for("employers.show", ref=ref))
    if form.validate_on_submit():
        try:
            if own is not None:
                conflicts.check(own, form)
            journal.operation(f"Set how often to be in touch with {found.name}")
            actions.set_own(found, unit=Unit(form.unit.data), **form.values("count", "why"))
            session.commit()
        except RuleBroken as error:
            session.rollback()
            found, own = employer_or_404(ref), activities.own_cadence(found.id)
            conflicts.show(error, form, own)
        else:
            undo_flash(f"Saved how often to be in touch with {found.name}.")
            return redirect(url_for("employers.show", ref=ref))
    page = render_template(
        "crm/waits/employer.html", employer=found, form=form, own=own, told=_told(found)
    )
    return page, form.http_status


def _told(found: Employer) -> dict[str, object]:
    """Return the rhythm in force, the last real contact and the day that follows."""
    rhythm, last_at = activities.rhythms([found.id], clock.today()).get(found.id, (None, None))
    due = next_due(last_at, rhythm, reference.holidays())
    return {"words": rhythm.words if rhythm else "", "last_at": last_at, "due": due}


def _length(row: object) -> str:
    return Wait("", "", row.count, row.unit, Kind.CALL).length  # type: ignore[attr-defined]

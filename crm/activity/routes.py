"""One logged contact: reading and correcting it."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.activity import actions, queries
from crm.activity.forms import ActivityForm
from crm.activity.models import Activity
from crm.core import clock, conflicts, journal
from crm.core.access import needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.core.routes import undo_flash

bp = Blueprint("activity", __name__, url_prefix="/activities")
SAID: dict[str, bool | None] = {"yes": True, "no": False}
HIRES = {True: "yes", False: "no", None: ""}


@bp.get("/<int:activity_id>")
@needs(Permission.VIEW_EMPLOYERS)
def show(activity_id: int) -> ResponseReturnValue:
    """Show one contact in full."""
    activity = queries.activity_or_404(activity_id)
    return render_template("crm/activity/show.html", activity=activity)


@bp.route("/<int:activity_id>/edit", methods=["GET", "POST"])
@needs(Permission.EDIT_EMPLOYERS)
def edit(activity_id: int) -> ResponseReturnValue:
    """Correct what was logged; the next step stays as it was planned."""
    activity = queries.activity_or_404(activity_id)
    contacts = queries.contacts_for(activity)
    form = ActivityForm()
    form.offer(contacts)
    if request.method == "GET":
        _fill(form, activity)
    if form.validate_on_submit():
        try:
            conflicts.check(activity, form)
            told = form.told(contacts) | {"hiring_authority": SAID.get(form.hires.data)}
            journal.operation(f"Corrected a {told['kind']} with {activity.employer.name}")
            actions.change(activity, **told)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            activity = queries.activity_or_404(activity_id)
            conflicts.show(error, form, activity)
        else:
            undo_flash("Saved what happened.")
            return redirect(url_for("activity.show", activity_id=activity_id))
    return render_template("crm/activity/edit.html", form=form, activity=activity), form.http_status


def _fill(form: ActivityForm, activity: Activity) -> None:
    here = clock.to_london(activity.happened_at)
    form.seen.data = str(activity.version)
    form.kind.data = activity.kind.value
    form.outcome.data = activity.outcome.value if activity.outcome else ""
    form.contact.data = str(activity.contact_id or "")
    form.topic.data = activity.topic.value if activity.topic else ""
    form.hires.data = HIRES[activity.hiring_authority]
    form.summary.data, form.note.data = activity.summary, activity.note
    form.met.data = activity.face_to_face
    form.on.data, form.at.data = here.date(), f"{here:%H:%M}"

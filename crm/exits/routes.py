"""The page that records an exit conversation."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.activity import queries as activities
from crm.core import clock, journal
from crm.core.access import current_user, needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.exits import actions
from crm.exits.forms import ExitForm
from crm.placements.queries import placement_or_404

bp = Blueprint("exits", __name__, url_prefix="/placements/<ref>/exit")


@bp.route("", methods=["GET", "POST"])
@needs(Permission.EDIT_WORK)
def new(ref: str) -> ResponseReturnValue:
    """Write down what the employer said once the placement had ended."""
    placement = placement_or_404(ref)
    contacts = activities.current_contacts(placement.employer_id)
    form = ExitForm()
    form.offer(contacts)
    if request.method == "GET":
        form.held_on.data = clock.today()
        form.contact.data = str(contacts[0].id) if contacts else ""
    if form.validate_on_submit():
        try:
            journal.operation(f"Exit conversation on {ref} with {placement.employer.name}")
            actions.record(placement, by=current_user(), **form.told(contacts))
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
            placement = placement_or_404(ref)
        else:
            undo_flash(f"Exit conversation on {ref} saved.")
            return redirect(url_for("placements.show", ref=ref))
    return render_template("crm/exits/new.html", form=form, placement=placement)

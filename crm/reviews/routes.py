"""The page that logs a review."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.activity import queries as activities
from crm.core import clock, formats, journal
from crm.core.access import current_user, needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.placements.models import Placement
from crm.placements.queries import placement_or_404
from crm.reviews import actions, queries
from crm.reviews.forms import ReviewForm

bp = Blueprint("reviews", __name__, url_prefix="/placements/<ref>/reviews")


@bp.route("/new", methods=["GET", "POST"])
@needs(Permission.EDIT_WORK)
def new(ref: str) -> ResponseReturnValue:
    """Log a review; the contact, what was due and the next one come with it."""
    placement = placement_or_404(ref)
    contacts = activities.current_contacts(placement.employer_id)
    form = ReviewForm()
    form.offer(contacts)
    if request.method == "GET":
        _fill(form, placement)
        if contacts:
            form.contact.data = str(contacts[0].id)
    if form.validate_on_submit():
        try:
            journal.operation(f"Logged a review of {ref} with {placement.employer.name}")
            actions.hold(placement, by=current_user(), **form.told(contacts))
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
            placement = placement_or_404(ref)
        else:
            on = form.next_on.data
            after = f" The next one is due by {formats.day(on)}." if on else ""
            undo_flash(f"Review of {ref} logged.{after}")
            return redirect(url_for("placements.show", ref=ref))
    return render_template(
        "crm/reviews/new.html",
        form=form,
        placement=placement,
        why=actions.suggest(placement, clock.today())[1],
        before=queries.of_placement(placement.id)[:3],
    )


def _fill(form: ReviewForm, placement: Placement) -> None:
    """Set what is most likely, so that one answer is enough."""
    form.held_on.data = clock.today()
    if placement.ended_on is None:
        form.next_on.data = actions.suggest(placement, clock.today())[0]

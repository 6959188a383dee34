"""The page on which a tier is set."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.core import clock
from crm.core.access import current_user, needs
from crm.core.db import session
from crm.core.errors import RuleBroken, Stale
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.employers.queries import employer_or_404
from crm.tiers import actions
from crm.tiers.forms import TierForm

bp = Blueprint("tiers", __name__)


@bp.route("/employers/<ref>/tier", methods=["GET", "POST"])
@needs(Permission.SET_TIER)
def edit(ref: str) -> ResponseReturnValue:
    """Set the tier of an employer, with its reason and the day of its review."""
    employer = employer_or_404(ref)
    form = TierForm()
    form.offer()
    if request.method == "GET":
        form.seen.data, form.tier.data = str(employer.version), employer.tier
        form.why.data = employer.tier_why
        form.review_on.data = employer.tier_review_on or actions.proposed_review(clock.today())
    status = 200
    if form.validate_on_submit():
        try:
            form.check_seen(employer)
            actions.set_tier(
                employer,
                form.tier.data or "",
                form.why.data or "",
                form.review_on.data,
                by=current_user(),
            )
            session.commit()
        except Stale:
            session.rollback()
            status = 409
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            said = f"Tier {form.tier.data}" if form.tier.data else "No tier"
            undo_flash(f"{said}: {employer.name}.")
            return redirect(url_for("employers.show", ref=ref))
    employer = employer_or_404(ref)
    if status == 409:
        form.seen.data = str(employer.version)
    page = render_template("crm/tiers/edit.html", employer=employer, form=form, stale=status == 409)
    return page, status

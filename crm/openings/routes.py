"""The public page of a vacancy, and the staff's page that shows it or takes it down."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.core import clock, journal
from crm.core.access import current_user, needs, public
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.forms import Form
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.openings import actions, queries
from crm.openings.forms import AgreedForm
from crm.openings.queries import Shown
from crm.openings.rules import posting
from crm.vacancies import queries as vacancies

bp = Blueprint("openings", __name__)


@bp.get("/jobs/<ref>")
@public
def show(ref: str) -> ResponseReturnValue:
    """Show a vacancy to everybody, if its employer agreed; 410 once it is over."""
    vacancy = vacancies.find_by_ref(ref)
    how = queries.shown(vacancy, clock.today())
    if vacancy is None or how is Shown.NEVER:
        abort(404)
    if how is Shown.GONE:
        advert = queries.advert(vacancy) if vacancy.public_on else None
        told = posting(advert) if advert and advert.open_until else None
        return render_template("crm/openings/gone.html", advert=advert, posting=told), 410
    advert = queries.advert(vacancy)
    return render_template(
        "crm/openings/show.html", advert=advert, vacancy=vacancy, posting=posting(advert)
    )


@bp.route("/vacancies/<ref>/publish", methods=["GET", "POST"])
@needs(Permission.EDIT_WORK)
def publish(ref: str) -> ResponseReturnValue:
    """Note who agreed for the employer, and show the vacancy to everybody."""
    vacancy = vacancies.vacancy_or_404(ref)
    form = AgreedForm(
        data={
            "public_on": clock.today(),
            "public_who": vacancy.contact.name if vacancy.contact else "",
        }
    )
    if form.validate_on_submit():
        try:
            journal.operation(f"Showed vacancy {ref} with {vacancy.employer.name} to the public")
            agreed_on = form.public_on.data or clock.today()
            actions.show(vacancy, by=current_user(), who=form.public_who.data, on=agreed_on)
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            session.commit()
            undo_flash(f"Vacancy {ref} has a public page now.")
            return redirect(url_for("vacancies.show", ref=ref))
    found = vacancies.vacancy_or_404(ref)
    return render_template(
        "crm/openings/publish.html", form=form, vacancy=found, advert=queries.advert(found)
    )


@bp.post("/vacancies/<ref>/take-down")
@needs(Permission.EDIT_WORK)
def take_down(ref: str) -> ResponseReturnValue:
    """Take the public page of a vacancy down."""
    vacancy = vacancies.vacancy_or_404(ref)
    if Form().validate_on_submit():
        try:
            journal.operation(f"Took down the public page of {ref} with {vacancy.employer.name}")
            actions.take_down(vacancy, by=current_user())
            session.commit()
        except RuleBroken as error:
            session.rollback()
            flash(error.message, "error")
        else:
            undo_flash(f"The public page of {ref} is taken down.")
    return redirect(url_for("vacancies.show", ref=ref))

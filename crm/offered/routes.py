"""The staff's page that asks for a vacancy by a link, and the public page behind that link."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.core import clock, formats, journal, pages
from crm.core.access import current_user, needs, public
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.core.routes import count_here
from crm.core.throttle import Limit
from crm.employers import queries as employers
from crm.offered import actions, queries
from crm.offered.forms import AskForm, OfferForm
from crm.pay import queries as pay

bp = Blueprint("offered", __name__)

FROM_AN_ADDRESS = Limit("vacancies offered from an address", 60, timedelta(hours=1))
COPIED = ("title", "days", "tasks", "pay_amount", "pay_basis", "weekly_hours", "weeks_per_year")


@bp.route("/employers/<ref>/vacancies/ask", methods=["GET", "POST"])
@needs(Permission.EDIT_WORK)
def ask(ref: str) -> ResponseReturnValue:
    """Send somebody at an employer a link to offer vacancies by, or end one."""
    employer = employers.employer_or_404(ref)
    people = queries.who_to_ask(employer.id)
    form = AskForm()
    form.contact.offer([(one.id, f"{one.name}, {one.email}") for one in people], blank="Choose")
    if form.validate_on_submit():
        contact = next(one for one in people if str(one.id) == form.contact.data)
        if "end" in request.form:
            actions.end(contact, by=current_user())
            told = f"The link of {contact.name} does not work any more."
        else:
            link = actions.ask(contact, by=current_user())
            until = formats.long_day(clock.to_london(link.expires_at).date())
            told = f"A link is mailed to {contact.name}. It works until {until}."
        session.commit()
        flash(told)
        return redirect(url_for("offered.ask", ref=ref))
    return render_template(
        "crm/offered/ask.html",
        form=form,
        employer=employer,
        people=people,
        open_links=queries.open_links(people),
    )


@bp.route("/me/job.<token>", methods=["GET", "POST"])
@public
def show(token: str) -> ResponseReturnValue:
    """Ask a business six questions about work it offers; its last vacancy can begin them."""
    found = queries.behind(token)
    if found is None:
        return render_template("crm/offered/closed.html"), 410
    link, contact, employer = found
    last = queries.last_vacancy(employer.id)
    form = OfferForm(data=_copied(last) if pages.asked("last") else None)
    if form.validate_on_submit() and not form.check.data:
        try:
            count_here(FROM_AN_ADDRESS)
            title = f"{employer.name} offered {form.title.data} by a link"
            journal.operation(title, kind=journal.THEIRS)
            actions.take_in(link, contact, employer, **form.details)
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            session.commit()
            return redirect(url_for("offered.sent", token=token))
    return render_template(
        "crm/offered/show.html",
        form=form, employer=employer, last=last, token=token, worked_out=_worked_out(form),
    )  # fmt: skip


@bp.get("/me/job.<token>/sent")
@public
def sent(token: str) -> ResponseReturnValue:
    """Say that the vacancy came, and what happens next."""
    found = queries.behind(token, also_used=True)
    if found is None:
        return render_template("crm/offered/closed.html"), 410
    return render_template("crm/offered/sent.html", employer=found[2], token=token)


def _copied(vacancy: Any) -> dict[str, Any] | None:
    return {name: getattr(vacancy, name) for name in COPIED} if vacancy else None


def _worked_out(form: OfferForm) -> str:
    """Return in words what the pay comes to, once it was typed and can be read."""
    if not form.is_submitted() or form.asked_pay is None:
        return ""
    return pay.verdict(form.asked_pay, form.starts_on.data)[1]

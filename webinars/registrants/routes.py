"""The staff's pages about the people of a webinar."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.core import pages, sheets
from crm.core.access import current_user, needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.forms import Form
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.employers.models import Contact, Employer
from crm.employers.queries import employer_or_404
from webinars.bookings import actions as bookings
from webinars.bookings.models import Booking
from webinars.bookings.queries import place_in_list
from webinars.programme.models import Webinar
from webinars.programme.queries import webinar_or_404
from webinars.registrants import actions, queries
from webinars.registrants.forms import NOBODY, OTHER, AddForm, MatchForm, ReasonForm

bp = Blueprint("registrants", __name__, url_prefix="/webinars/manage")
SAID = {"seat": "has a seat", "waiting": "is on the waiting list", "offered": "has an offer"}


@bp.get("/<ref>/people")
@needs(Permission.VIEW_WEBINARS)
def index(ref: str) -> ResponseReturnValue:
    """List who has a seat, waits, never confirmed, is held or cancelled."""
    webinar, asked, query = webinar_or_404(ref), pages.asked("show"), pages.asked("q")
    tab = asked if asked in queries.TABS else "seats"
    return render_template(
        "webinars/registrants/index.html",
        webinar=webinar,
        tab=tab,
        tabs=queries.TABS,
        query=query,
        figures=queries.figures(webinar.id),
        page=_page(webinar.id, tab, query),
    )


def _page(webinar_id: int, tab: str, query: str) -> Any:
    if tab in queries.STATES:
        return queries.booked(webinar_id, tab, query)
    return queries.typed(webinar_id, query, held=tab == "held")


@bp.get("/of/<ref>")
@needs(Permission.VIEW_WEBINARS)
def of(ref: str) -> ResponseReturnValue:
    """List the webinars that the people of one employer booked."""
    employer = employer_or_404(ref)
    return render_template(
        "webinars/registrants/of.html", employer=employer, page=queries.of_employer(employer.id)
    )


@bp.route("/<ref>/people/new", methods=["GET", "POST"])
@needs(Permission.RUN_WEBINARS)
def new(ref: str) -> ResponseReturnValue:
    """Book for somebody on the phone."""
    webinar, form = webinar_or_404(ref), AddForm()
    if form.validate_on_submit():
        try:
            booking = actions.add(webinar, **form.typed)
            told = f"{booking.name} {_said(booking)}."
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            undo_flash(told)
            return redirect(url_for("registrants.index", ref=ref))
    return render_template("webinars/registrants/new.html", webinar=webinar, form=form)


def _said(booking: Booking) -> str:
    return SAID.get(booking.state.value, "has no booking any more")


@bp.post("/<ref>/people/export")
@needs(Permission.RUN_WEBINARS)
def export(ref: str) -> ResponseReturnValue:
    """Give the list as a CSV file, without access needs; who took it is noted."""
    webinar = webinar_or_404(ref)
    actions.note_export(webinar, person=current_user())
    session.commit()
    name, rows = f"{webinar.ref}-people.csv", queries.table(webinar.id)
    return sheets.answer(name, "csv", queries.HEADINGS, rows, sheet="People")


@bp.post("/people/held/<int:sign_up_id>/let-in")
@needs(Permission.RUN_WEBINARS)
def let_in(sign_up_id: int) -> ResponseReturnValue:
    """Mail the link that proves the address to somebody who was held back."""
    row = queries.held_or_404(sign_up_id)
    webinar = session.get_one(Webinar, row.webinar_id)
    bookings.mail_proof(row, webinar)
    told = f"A link is mailed to {row.name}."
    session.commit()
    flash(told)
    return redirect(url_for("registrants.index", ref=webinar.ref, show="held"))


@bp.get("/people/<ref>")
@needs(Permission.VIEW_WEBINARS)
def show(ref: str) -> ResponseReturnValue:
    """Show one booking, with what can be done about it."""
    booking, webinar = queries.booking_or_404(ref)
    return _show(booking, webinar)


def _show(booking: Booking, webinar: Webinar, **forms: Form) -> str:
    match = forms.get("match")
    if match is None:
        match = MatchForm(formdata=None)
        match.offer(() if booking.erased_at else queries.suggested(booking))
    return render_template(
        "webinars/registrants/show.html",
        booking=booking,
        webinar=webinar,
        place=place_in_list(booking) if booking.state.value == "waiting" else 0,
        overbooks=actions.overbooks(booking, webinar),
        match=match,
        promote=forms.get("promote") or ReasonForm(formdata=None, prefix="promote-"),
        cancel=forms.get("cancel") or ReasonForm(formdata=None, prefix="cancel-"),
        errors=next(iter(forms.values()), None),
    )


def _change(
    ref: str, name: str, act: Callable[[Booking, Webinar, str], None]
) -> ResponseReturnValue:
    """Change a booking for a reason; show the page again when the form or a rule says no."""
    booking, webinar = queries.booking_or_404(ref, lock=True)
    form = ReasonForm(prefix=f"{name}-")
    if form.validate_on_submit():
        try:
            act(booking, webinar, str(form.why.data))
            told = f"{booking.name} {_said(booking)}."
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.why.errors = [error.message]
        else:
            undo_flash(told)
            return redirect(url_for("registrants.show", ref=ref))
    session.rollback()
    booking, webinar = queries.booking_or_404(ref)
    return _show(booking, webinar, **{name: form})


@bp.post("/people/<ref>/promote")
@needs(Permission.RUN_WEBINARS)
def promote(ref: str) -> ResponseReturnValue:
    """Give a seat out of turn, for a reason."""
    return _change(ref, "promote", actions.promote)


@bp.post("/people/<ref>/cancel")
@needs(Permission.RUN_WEBINARS)
def cancel(ref: str) -> ResponseReturnValue:
    """Cancel a booking, for a reason."""
    return _change(ref, "cancel", actions.cancel)


@bp.post("/people/<ref>/match")
@needs(Permission.RUN_WEBINARS)
def match(ref: str) -> ResponseReturnValue:
    """Say which employer somebody works for: a person decides what was only likely."""
    booking, _webinar = queries.booking_or_404(ref)
    form = MatchForm()
    form.offer(queries.suggested(booking))
    if form.validate_on_submit():
        employer, contact = _chosen(form)
        if employer is None and form.employer.data != NOBODY:
            form.show(RuleBroken("There is no employer with this reference.", "other"))
        else:
            actions.match(booking, employer, contact)
            told = f"Saved: {booking.name} works for {employer.name}." if employer else "Saved."
            session.commit()
            undo_flash(told)
            return redirect(url_for("registrants.show", ref=ref))
    session.rollback()
    return _show(*queries.booking_or_404(ref), match=form)


def _chosen(form: MatchForm) -> tuple[Employer | None, Contact | None]:
    told = str(form.employer.data)
    if told in {NOBODY, OTHER}:
        return (queries.employer_called(str(form.other.data)) if told == OTHER else None), None
    employer_id, _, contact_id = told.partition(":")
    contact = session.get(Contact, int(contact_id)) if contact_id else None
    return session.get(Employer, int(employer_id)), contact


@bp.post("/people/<ref>/resend")
@needs(Permission.RUN_WEBINARS)
def resend(ref: str) -> ResponseReturnValue:
    """Mail the link to the personal page again."""
    booking, webinar = queries.booking_or_404(ref)
    try:
        actions.resend(booking, webinar)
        told = f"The link is mailed to {booking.name} again."
        session.commit()
    except RuleBroken as error:
        session.rollback()
        told = error.message
    flash(told)
    return redirect(url_for("registrants.show", ref=ref))

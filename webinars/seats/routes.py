"""The personal page: join, answer an offer, cancel, pass on, change access needs."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from crm.core import clock, throttle
from crm.core.access import public
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.throttle import Limit
from webinars.bookings import actions, moves
from webinars.bookings import queries as bookings
from webinars.bookings.forms import PressForm
from webinars.bookings.models import Booking, State
from webinars.programme.models import Webinar
from webinars.programme.rules import State as Decided
from webinars.seats import queries
from webinars.seats.forms import NeedsForm, PassForm

bp = Blueprint("seats", __name__)

NAMED_BY = Limit("colleagues named by a booking", 5, timedelta(hours=24))


def _behind(token: str) -> tuple[Booking, Webinar]:
    """Return booking and webinar, or answer that the link is over."""
    found = queries.behind(token)
    if found is None:
        abort(404)
    return found


@bp.get("/me/seat.<token>")
@public
def show(token: str) -> ResponseReturnValue:
    """Show where a booking is, with what its holder can do."""
    booking, webinar = _behind(token)
    waits = booking.state is State.WAITING
    told: dict[str, Any] = {
        "place": bookings.place_in_list(booking) if waits else 0,
        "named": queries.named(booking.id) if booking.live else None,
        "over": webinar.ends_at <= clock.now(),
        "begun": webinar.starts_at <= clock.now(),
        "off": webinar.state is Decided.CANCELLED,
    }
    return render_template(
        "webinars/seats/show.html",
        booking=booking, webinar=webinar, token=token, form=PressForm(), **told,
    )  # fmt: skip


@bp.post("/me/seat.<token>/answer")
@public
def answer(token: str) -> ResponseReturnValue:
    """Take the seat that is offered, or let it go."""
    booking, webinar = _behind(token)
    _, booking = bookings.locked(booking.id)
    try:
        if "take" in request.form:
            actions.theirs(f"{booking.name} took a seat at {webinar.ref}")
            moves.accept(booking)
            told = "The seat is yours. We email you the details."
        else:
            actions.theirs(f"{booking.name} let a seat go")
            moves.cancel(booking, why="let the offered seat go")
            told = "The seat goes to the next in the list."
        session.commit()
    except RuleBroken as error:
        session.rollback()
        told = error.message
    flash(told)
    return redirect(url_for("seats.show", token=token))


@bp.route("/me/seat.<token>/cancel", methods=["GET", "POST"])
@public
def cancel(token: str) -> ResponseReturnValue:
    """Ask once, then give up the booking."""
    booking, webinar = _behind(token)
    form = PressForm()
    if form.validate_on_submit():
        _, booking = bookings.locked(booking.id)
        actions.theirs(f"{booking.name} cancelled {webinar.ref}")
        moves.cancel(booking, why="cancelled by the person")
        session.commit()
        flash("Your booking is cancelled.")
        return redirect(url_for("seats.show", token=token))
    return render_template(
        "webinars/seats/cancel.html", form=form, booking=booking, webinar=webinar, token=token
    )


@bp.route("/me/seat.<token>/pass-on", methods=["GET", "POST"])
@public
def pass_on(token: str) -> ResponseReturnValue:
    """Name a colleague to come instead, who proves an address of their own."""
    booking, webinar = _behind(token)
    form = PassForm()
    if form.validate_on_submit():
        try:
            _pass_on(booking, form)
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            flash("We emailed your colleague. You keep your booking until they say yes.")
            return redirect(url_for("seats.show", token=token))
    return render_template(
        "webinars/seats/pass_on.html", form=form, booking=booking, webinar=webinar, token=token
    )


def _pass_on(booking: Booking, form: PassForm) -> None:
    if not throttle.take(NAMED_BY, str(booking.id)):
        session.commit()
        abort(429)
    if form.company.data:
        session.commit()
        return
    told = form.values("name", "email", "role")
    try:
        actions.pass_on(booking, form_token=form.token, **told)
        session.commit()
    except IntegrityError:  # the same form arrived twice at once
        session.rollback()


@bp.route("/me/seat.<token>/needs", methods=["GET", "POST"])
@public
def needs(token: str) -> ResponseReturnValue:
    """Change what somebody needs to take part; no history keeps it."""
    booking, webinar = _behind(token)
    form = NeedsForm(data={"access_needs": booking.access_needs})
    if form.validate_on_submit():
        booking.access_needs = str(form.access_needs.data or "")
        session.commit()
        flash("Saved what you need.")
        return redirect(url_for("seats.show", token=token))
    return render_template(
        "webinars/seats/needs.html", form=form, booking=booking, webinar=webinar, token=token
    )


@bp.get("/me/seat.<token>/webinar.ics")
@public
def calendar(token: str) -> ResponseReturnValue:
    """Give a file for one's own calendar; only with a seat."""
    from webinars.seats import diary  # the web starts without the calendar library

    booking, webinar = _behind(token)
    if booking.state is not State.SEAT or webinar.state is Decided.CANCELLED:
        abort(404)
    answer = Response(diary.document(booking, webinar), mimetype="text/calendar")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{webinar.ref}.ics")
    return answer

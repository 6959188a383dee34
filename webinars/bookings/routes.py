"""The public pages: book, prove the address, and book by an invitation's personal link."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from crm.core import clock, links, pages, throttle
from crm.core.access import public
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.throttle import Limit
from crm.interest.rules import Held
from webinars.bookings import actions, moves, queries, rules
from webinars.bookings.forms import BookForm, InvitedForm, PressForm
from webinars.bookings.queries import Invited
from webinars.programme.models import Webinar
from webinars.programme.queries import shown_or_404
from webinars.programme.rules import Standing

bp = Blueprint("bookings", __name__)

SENT_FROM = Limit("webinar sign-ups from an address", 20, timedelta(hours=1))
KEPT_FROM = Limit("webinar sign-ups kept from an address", 60, timedelta(hours=1))
"""Also those that wait for a person; beyond it nothing is stored."""
BOOKABLE = (Standing.OPEN, Standing.FULL)


@bp.route("/webinars/<ref>/book", methods=["GET", "POST"])
@public
def book(ref: str) -> ResponseReturnValue:
    """Ask who books; the answer is the same for every address."""
    webinar, key = shown_or_404(ref, pages.asked("key")), pages.asked("key")
    standing = webinar.standing()
    form = BookForm()
    if standing in BOOKABLE and form.validate_on_submit():
        _sign_up(webinar, form)
        return redirect(url_for("bookings.sent", ref=ref, key=key or None))
    return render_template(
        "webinars/bookings/book.html",
        webinar=webinar,
        form=form,
        key=key,
        open=standing in BOOKABLE,
        full=standing is Standing.FULL,
    )


def _sign_up(webinar: Webinar, form: BookForm) -> None:
    """Keep one sign-up for a form, committed, however often it arrives at once; 429 for floods."""
    visitor = throttle.visitor(request.remote_addr)
    if not throttle.take(KEPT_FROM, visitor):
        session.commit()
        abort(429)
    held = Held.AUTOMATIC if form.looks_automatic else Held.NO
    if held is Held.NO and not throttle.take(SENT_FROM, visitor):
        held = Held.LIMIT
    try:
        actions.sign_up(webinar, form_token=form.token, held=held, **form.typed)
        session.commit()
    except IntegrityError:  # the same form arrived twice at once
        session.rollback()


@bp.get("/webinars/<ref>/book/sent")
@public
def sent(ref: str) -> ResponseReturnValue:
    """Say that a mail is on its way and what to do with it."""
    webinar = shown_or_404(ref, pages.asked("key"))
    return render_template("webinars/bookings/sent.html", webinar=webinar, key=pages.asked("key"))


@bp.route("/me/proof.<token>", methods=["GET", "POST"])
@public
def prove(token: str) -> ResponseReturnValue:
    """Show what was typed; a press makes a booking of it. Opening the page alone does nothing."""
    found = queries.sign_up_behind(token)
    if found is None:
        return _over("This link does not work any more.", None)
    link, row, webinar = found
    if row.booking_id is not None:
        return _on_to_seat(row.booking_id, webinar)
    if why := _why_not(link, webinar):
        return _over(why, webinar)
    if not PressForm().validate_on_submit():
        full = webinar.standing() is Standing.FULL
        return render_template(
            "webinars/bookings/prove.html", form=PressForm(), row=row, webinar=webinar, full=full
        )
    try:
        booking = actions.prove(row.id)
        session.commit()
    except RuleBroken as error:
        session.rollback()
        return _over(error.message, webinar)
    return _on_to_seat(booking.id, webinar)


def _why_not(link: links.OneTimeLink, webinar: Webinar) -> str:
    if links.state(link) is not links.State.OPEN:
        return "The 48 hours of this link are over, so nothing was booked."
    return rules.why_not_prove(webinar.state, webinar.starts_at, clock.now())


def _over(why: str, webinar: Webinar | None) -> ResponseReturnValue:
    open_ = webinar is not None and webinar.standing() in BOOKABLE and not webinar.private
    return render_template("webinars/bookings/over.html", why=why, webinar=webinar, open=open_), 410


def _on_to_seat(booking_id: int, webinar: Webinar) -> ResponseReturnValue:
    """Lead whoever proved the address to the personal page, which stands at a link of its own."""
    link = queries.link_of(booking_id)
    if link is None or links.state(link) is not links.State.OPEN:
        return _over("This booking is over.", webinar)
    return redirect(urlsplit(links.address(link)).path)


@bp.route("/me/webinar.<token>", methods=["GET", "POST"])
@public
def invited(token: str) -> ResponseReturnValue:
    """Let somebody book whose details are known; the mail proved the address."""
    found = queries.invited(token)
    if found is None:
        return _over("This invitation does not work any more.", None)
    form = InvitedForm()
    if not found.fits:
        return _invited(found, form, token)
    if form.validate_on_submit():
        try:
            actions.accept_invite(found.invite, **form.values("access_needs", "follow_up_ok"))
        except RuleBroken as error:
            session.rollback()
            return _over(error.message, None)
        session.commit()
        return redirect(url_for("bookings.invited", token=token))
    if found.booking is None and (
        why := rules.why_not_prove(found.webinar.state, found.webinar.starts_at, clock.now())
    ):
        return _over(why, found.webinar)
    return _invited(found, form, token)


def _invited(found: Invited, form: InvitedForm, token: str) -> ResponseReturnValue:
    standing = found.webinar.standing()
    return render_template(
        "webinars/bookings/invited.html",
        found=found,
        form=form,
        token=token,
        email=rules.masked(found.invite.email),
        full=standing is Standing.FULL,
        open=standing in BOOKABLE and not found.webinar.private,
    )


@bp.route("/me/webinar.<token>/cancel", methods=["GET", "POST"])
@public
def drop(token: str) -> ResponseReturnValue:
    """Give up what was booked by an invitation, by the same link."""
    found = queries.invited(token)
    if found is None or not found.fits or found.booking is None:
        return _over("There is nothing to cancel here.", found.webinar if found else None)
    form = PressForm()
    if form.validate_on_submit():
        _, booking = queries.locked(found.booking.id)
        actions.theirs(f"{booking.name} cancelled {found.webinar.ref}")
        moves.cancel(booking, why="cancelled by the person")
        session.commit()
        flash("The booking is cancelled.")
        return redirect(url_for("bookings.invited", token=token))
    return render_template("webinars/bookings/drop.html", form=form, found=found, token=token)

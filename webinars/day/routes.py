"""The register of a webinar on its day, the rule that counts, and the numbers of webinars."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.core import clock, journal, refs
from crm.core.access import needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from webinars.bookings.models import Booking
from webinars.day import actions, queries
from webinars.day.forms import NumberForm, RuleForm, WalkInForm
from webinars.day.models import rule_of
from webinars.day.numbers import NUMBERS, in_force
from webinars.programme.models import Webinar
from webinars.programme.queries import webinar_or_404

bp = Blueprint("day", __name__)
CAME = {"yes": True, "no": False, "back": None}


@bp.get("/webinars/manage/<ref>/day")
@needs(Permission.VIEW_WEBINARS)
def show(ref: str) -> ResponseReturnValue:
    """Show who booked and who is there, to be marked by hand."""
    webinar = webinar_or_404(ref)
    return render_template(
        "webinars/day/show.html",
        webinar=webinar,
        lines=queries.register(webinar.id),
        figures=queries.figures(webinar.id),
        rule=rule_of(webinar),
        over=clock.now() > webinar.ends_at,
    )


@bp.post("/webinars/manage/<ref>/day/mark")
@needs(Permission.RUN_WEBINARS)
def mark(ref: str) -> ResponseReturnValue:
    """Note that somebody came or did not, or take that note back."""
    webinar = webinar_or_404(ref)
    said = request.form.get("came", "")
    if said not in CAME:
        abort(400)
    booking = _booking(webinar)
    if booking is not None:
        name = booking.name
        journal.operation(f"Marked who booked at {webinar.ref}")
        actions.mark(booking, CAME[said])
    else:
        row = queries.presence_or_404(webinar.id, _number("presence"))
        name = row.shown
        journal.operation(f"Marked who was there at {webinar.ref}")
        actions.mark_there(row, CAME[said])
    session.commit()
    told = {"yes": "is there", "no": "is not there", "back": "counts by the minutes"}[said]
    undo_flash(f"{name} {told}.")
    part = f"k-{booking.id}" if booking is not None else ""
    return redirect(url_for("day.show", ref=ref, _anchor=part or None))


def _booking(webinar: Webinar) -> Booking | None:
    number = refs.number_in(request.form.get("booking", ""), "K")
    return queries.booking_in(webinar.id, number) if number else None


def _number(name: str) -> int:
    text = request.form.get(name, "")
    return int(text[:9]) if text.isascii() and text.isdigit() else 0


@bp.route("/webinars/manage/<ref>/day/walk-in", methods=["GET", "POST"])
@needs(Permission.RUN_WEBINARS)
def walk_in(ref: str) -> ResponseReturnValue:
    """Add somebody who came without having booked."""
    webinar = webinar_or_404(ref)
    form = WalkInForm()
    if form.validate_on_submit():
        try:
            journal.operation(f"Added somebody to the register of {webinar.ref}")
            given = form.values("name", "employer_words")
            actions.walk_in(webinar, email=form.email.data or "", **given)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
            webinar = webinar_or_404(ref)
        else:
            undo_flash(f"{form.name.data} stands in the register.")
            return redirect(url_for("day.show", ref=ref))
    return render_template("webinars/day/walk_in.html", webinar=webinar, form=form)


@bp.post("/webinars/manage/<ref>/day/resend")
@needs(Permission.RUN_WEBINARS)
def resend(ref: str) -> ResponseReturnValue:
    """Mail somebody with a seat the link to join once more."""
    webinar = webinar_or_404(ref)
    booking = _booking(webinar) or abort(404)
    try:
        actions.resend(booking, webinar)
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
    else:
        flash(f"The link to join is on its way to {booking.name}.")
    return redirect(url_for("day.show", ref=ref))


@bp.route("/webinars/manage/<ref>/rule", methods=["GET", "POST"])
@needs(Permission.RUN_WEBINARS)
def rule(ref: str) -> ResponseReturnValue:
    """Say from which share of the minutes on somebody attended this webinar."""
    webinar = webinar_or_404(ref)
    form = RuleForm()
    if request.method == "GET":
        form.percent.data, form.grace_minutes.data = webinar.attended_percent, webinar.grace_minutes
        form.seen.data = str(webinar.version)
    if form.validate_on_submit():
        try:
            form.check_seen(webinar)
            journal.operation(f"Changed who counts as attended at {webinar.ref}")
            actions.change_rule(webinar, **form.values("percent", "grace_minutes"))
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
            webinar = webinar_or_404(ref)
        else:
            undo_flash(f"From {rule_of(webinar).needed_minutes} minutes on, somebody attended.")
            return redirect(url_for("day.show", ref=ref))
    return render_template(
        "webinars/day/rule.html", webinar=webinar, form=form, rule=rule_of(webinar)
    )


@bp.get("/webinars/manage/numbers")
@needs(Permission.VIEW_WEBINARS)
def numbers() -> ResponseReturnValue:
    """Show how long files are kept and which windows count, with source and how sure it is."""
    rows, today = queries.number_rows(), clock.today()
    current = in_force(rows, today)
    return render_template(
        "webinars/day/numbers.html",
        numbers=NUMBERS,
        current=[current[name] for name in NUMBERS],
        others=[row for row in rows if current.get(row.name) is not row],
    )


@bp.route("/webinars/manage/numbers/<name>", methods=["GET", "POST"])
@needs(Permission.EDIT_RATES)
def change(name: str) -> ResponseReturnValue:
    """Let a number of webinars be another from a day on."""
    if name not in NUMBERS:
        abort(404)
    form = NumberForm(obj=in_force(queries.number_rows(), clock.today())[name])
    if request.method == "GET":
        form.from_on.data = clock.today()
    if form.validate_on_submit():
        try:
            journal.operation(f"Changed a number of webinars: {NUMBERS[name].label}")
            given: dict[str, Any] = form.values("value", "from_on", "source", "status")
            actions.change_number(name, **given)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            undo_flash(f"{NUMBERS[name].label}: {form.value.data}.")
            return redirect(url_for("day.numbers"))
    return render_template("webinars/day/change.html", form=form, number=NUMBERS[name])

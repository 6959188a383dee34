"""The staff's pages of the programme."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.core import calendar, clock, conflicts, pages
from crm.core.access import current_user, needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.features import allowed
from crm.core.forms import Form
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.people import queries as people
from crm.reference import queries as reference
from webinars.programme import actions, queries, rules
from webinars.programme.forms import CancelForm, WebinarForm
from webinars.programme.models import Webinar
from webinars.programme.queries import webinar_or_404

bp = Blueprint("programme", __name__)
AHEAD = timedelta(weeks=6)
"""How far ahead a new webinar is proposed: time enough for a reminder of 7 days, and to invite."""


@bp.get("/webinars/manage")
@needs(Permission.VIEW_WEBINARS)
def index() -> ResponseReturnValue:
    """List webinars: those to come, drafts, or the past."""
    asked = pages.asked("show")
    tab = asked if asked in queries.TABS else "coming"
    return render_template(
        "webinars/programme/index.html", page=queries.listing(tab), tab=tab, tabs=queries.TABS
    )


@bp.get("/webinars/manage/<ref>")
@needs(Permission.VIEW_WEBINARS)
def show(ref: str) -> ResponseReturnValue:
    """Show a webinar: what it is now, what it lacks, and what every feature adds."""
    webinar = webinar_or_404(ref)
    panels = [(panel, panel.load(webinar)) for panel in allowed("webinar_panels")]
    return render_template(
        "webinars/programme/show.html",
        webinar=webinar,
        lacking=actions.lacking(webinar),
        reminders=rules.befores(webinar.reminder_hours),
        address=queries.public_address(webinar),
        panels=panels,
    )


@bp.route("/webinars/manage/new", methods=["GET", "POST"])
@needs(Permission.RUN_WEBINARS)
def new() -> ResponseReturnValue:
    """Plan a webinar from a template: day, time and link are all that is left to enter."""
    templates = queries.templates()
    asked = pages.asked_number("template")
    chosen = next((t for t in templates if t.id == asked), templates[0] if templates else None)
    form = _form(WebinarForm(obj=chosen))
    if request.method == "GET":
        proposed = calendar.roll_forward(clock.today() + AHEAD, reference.holidays())
        form.on.data, form.owner.data = proposed, str(current_user().id)
    if form.validate_on_submit():
        try:
            webinar = actions.add(
                form.details, series=form.series.data, template_id=chosen.id if chosen else None
            )
            if "publish" in request.form:
                actions.publish(webinar)
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            session.commit()
            undo_flash(f"{webinar.ref} is {webinar.state.value}.")
            return redirect(url_for("programme.show", ref=webinar.ref))
    return render_template(
        "webinars/programme/new.html", form=form, templates=templates, chosen=chosen
    )


@bp.route("/webinars/manage/<ref>/edit", methods=["GET", "POST"])
@needs(Permission.RUN_WEBINARS)
def edit(ref: str) -> ResponseReturnValue:
    """Change a webinar; who has a seat is told when time or link change."""
    webinar = webinar_or_404(ref, lock=request.method == "POST")
    form = _form(WebinarForm(obj=webinar), webinar)
    if request.method == "GET":
        form.show_row(webinar)
        form.seen.data = str(webinar.version)
    if form.validate_on_submit():
        try:
            conflicts.check(webinar, form)
            actions.change(webinar, form.details, series=form.series.data)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            webinar = webinar_or_404(ref)
            conflicts.show(error, form, webinar)
        else:
            undo_flash(f"{ref} is saved.")
            return redirect(url_for("programme.show", ref=ref))
    page = render_template("webinars/programme/edit.html", form=form, webinar=webinar)
    return page, form.http_status


@bp.post("/webinars/manage/<ref>/publish")
@needs(Permission.RUN_WEBINARS)
def publish(ref: str) -> ResponseReturnValue:
    """Let people see a webinar and sign up."""
    return _act(ref, actions.publish, f"{ref} is published. People can sign up now.")


@bp.post("/webinars/manage/<ref>/close")
@needs(Permission.RUN_WEBINARS)
def close(ref: str) -> ResponseReturnValue:
    """Take no more sign-ups."""
    return _act(ref, actions.close, f"Sign-up for {ref} is closed.")


@bp.post("/webinars/manage/<ref>/reopen")
@needs(Permission.RUN_WEBINARS)
def reopen(ref: str) -> ResponseReturnValue:
    """Take sign-ups again."""
    return _act(ref, actions.reopen, f"Sign-up for {ref} is open again.")


@bp.post("/webinars/manage/<ref>/key")
@needs(Permission.RUN_WEBINARS)
def key(ref: str) -> ResponseReturnValue:
    """Give a private webinar another link; the old one leads nowhere."""
    try:
        actions.new_key(webinar_or_404(ref, lock=True))
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
    else:
        flash("There is a new private link. The old one leads nowhere now.")
    return redirect(url_for("programme.show", ref=ref))


@bp.route("/webinars/manage/<ref>/cancel", methods=["GET", "POST"])
@needs(Permission.RUN_WEBINARS)
def cancel(ref: str) -> ResponseReturnValue:
    """Ask why, then call it off: who booked is told, with the next date."""
    webinar = webinar_or_404(ref, lock=request.method == "POST")
    form = CancelForm()
    if form.validate_on_submit():
        try:
            actions.cancel(webinar, form.words.data)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            webinar = webinar_or_404(ref)
            form.show(error)
        else:
            undo_flash(f"{ref} is cancelled. Who booked is told in half a minute.")
            return redirect(url_for("programme.show", ref=ref))
    return render_template(
        "webinars/programme/cancel.html",
        form=form,
        webinar=webinar,
        following=queries.next_date(webinar),
    )


@bp.post("/webinars/manage/<ref>/duplicate")
@needs(Permission.RUN_WEBINARS)
def duplicate(ref: str) -> ResponseReturnValue:
    """Plan the same webinar for the next half-year, as a draft."""
    webinar = webinar_or_404(ref)
    starts_at = rules.next_half_year(webinar.starts_at)
    while starts_at <= clock.now():
        starts_at = rules.next_half_year(starts_at)
    draft = actions.duplicate(webinar, starts_at=starts_at, by=current_user())
    session.commit()
    undo_flash(f"{draft.ref} is a draft for the next half-year. Check the day, add its link.")
    return redirect(url_for("programme.edit", ref=draft.ref))


@bp.post("/webinars/manage/<ref>/template")
@needs(Permission.RUN_WEBINARS)
def template(ref: str) -> ResponseReturnValue:
    """Keep what a webinar says as a template."""
    made = actions.keep_as_template(webinar_or_404(ref))
    session.commit()
    undo_flash(f"The template “{made.name}” is saved.")
    return redirect(url_for("plans.edit", template_id=made.id))


def _form(form: WebinarForm, webinar: Webinar | None = None) -> WebinarForm:
    known = {str(one.id): one.name for one in people.active()}
    if webinar is not None and webinar.owner is not None:
        known.setdefault(str(webinar.owner_id), webinar.owner.name)
    form.owner.offer(known.items(), blank="Nobody")
    return form


def _act(ref: str, act: Callable[[Any], None], told: str) -> ResponseReturnValue:
    """Do one thing with a webinar, tell it with its undo, and show the webinar."""
    if Form().validate_on_submit():
        try:
            act(webinar_or_404(ref, lock=True))
            session.commit()
        except RuleBroken as error:
            session.rollback()
            flash(error.message, "error")
        else:
            undo_flash(told)
    return redirect(url_for("programme.show", ref=ref))

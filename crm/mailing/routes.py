"""Mailings: write, preview, send, stop, and what became of each mail."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.activity import touches
from crm.consent.queries import topics
from crm.core import clock, conflicts, pages
from crm.core.access import current_user, needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.forms import Form
from crm.core.permissions import Permission
from crm.employers.listed import LIST
from crm.mailing import actions, audience, queries, rules
from crm.mailing.forms import MailingForm
from crm.mailing.models import Mailing, Stage
from crm.mailing.queries import mailing_or_404
from crm.mailing.rules import Purpose
from crm.views import queries as views

bp = Blueprint("mailing", __name__, url_prefix="/mailings")
FIELDS = ("topic", "reason", "view", "audience", "reach", "cap_reason", "subject", "body")
PREVIEWS = 3
LINK = "[the reader’s own link]"


@bp.get("")
@needs(Permission.VIEW_EMPLOYERS)
def index() -> ResponseReturnValue:
    """List mailings, newest first."""
    page = queries.page()
    titles = queries.titles(page.rows)
    return render_template("crm/mailing/index.html", page=page, titles=titles)


@bp.route("/new", methods=["GET", "POST"])
@needs(Permission.EDIT_EMPLOYERS)
def new() -> ResponseReturnValue:
    """Choose what kind of mail it is, then write it."""
    asked = pages.asked("purpose")
    if asked not in set(Purpose):
        asked_for = {name: pages.asked(name, longest=600) for name in ("audience", "view")}
        return render_template("crm/mailing/new.html", asked=asked_for)
    mailing = Mailing(
        purpose=Purpose(asked),
        stage=Stage.DRAFT,
        made_by_id=current_user().id,
        made_at=clock.now(),
    )
    form = _form(mailing)
    if request.method == "GET":
        form.audience.data = pages.asked("audience", longest=600)
        form.view.data = pages.asked("view")
    return _write(mailing, form)


@bp.route("/<int:mailing_id>/edit", methods=["GET", "POST"])
@needs(Permission.EDIT_EMPLOYERS)
def edit(mailing_id: int) -> ResponseReturnValue:
    """Change a draft."""
    mailing = mailing_or_404(mailing_id)
    if mailing.stage is not Stage.DRAFT:
        flash("This mailing was sent already. Use it again to write another.", "error")
        return redirect(url_for("mailing.show", mailing_id=mailing_id))
    form = _form(mailing)
    if request.method == "GET":
        form.seen.data = str(mailing.version)
    return _write(mailing, form)


@bp.get("/<int:mailing_id>")
@needs(Permission.VIEW_EMPLOYERS)
def show(mailing_id: int) -> ResponseReturnValue:
    """Show a draft as three people will get it, or how far a mailing is."""
    mailing = mailing_or_404(mailing_id)
    named = {t.code: t.name for t in topics()}
    if mailing.stage is not Stage.DRAFT:
        outcome = pages.asked("outcome")
        return render_template(
            "crm/mailing/sent.html",
            mailing=mailing,
            title=queries.titled(mailing.subject, mailing.about),
            topic=named.get(mailing.topic, ""),
            tally=queries.tally(mailing_id),
            words=queries.OUTCOMES,
            outcome=outcome,
            page=queries.readers(mailing_id, outcome),
        )
    return render_template(
        "crm/mailing/show.html", topic=named.get(mailing.topic, ""), **_preview(mailing)
    )


@bp.post("/<int:mailing_id>/send")
@needs(Permission.SEND_MAIL)
def send(mailing_id: int) -> ResponseReturnValue:
    """Begin to send: to exactly as many as the person saw."""
    expected = request.form.get("expected", "")
    seen = request.form.get("seen", "")
    mailing = mailing_or_404(mailing_id)
    try:
        if seen != str(mailing.version):
            raise RuleBroken("Nothing was sent: this mailing was changed. Read it again.")
        number = int(expected) if expected.isascii() and expected.isdigit() else 0
        actions.start(mailing, expected=number)
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
    else:
        flash("Sending began. You can leave this page and come back.")
    return redirect(url_for("mailing.show", mailing_id=mailing_id))


@bp.post("/<int:mailing_id>/stop")
@needs(Permission.SEND_MAIL)
def stop(mailing_id: int) -> ResponseReturnValue:
    """Send no more of it."""
    try:
        held = actions.stop(mailing_or_404(mailing_id), by=current_user())
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
    else:
        flash(f"Stopped. Held back: {held}. What has left cannot be called back.")
    return redirect(url_for("mailing.show", mailing_id=mailing_id))


@bp.post("/<int:mailing_id>/copy")
@needs(Permission.EDIT_EMPLOYERS)
def copy(mailing_id: int) -> ResponseReturnValue:
    """Write another mailing from this one."""
    row = actions.copy(mailing_or_404(mailing_id), by=current_user())
    session.commit()
    return redirect(url_for("mailing.edit", mailing_id=row.id))


def _write(mailing: Mailing, form: MailingForm) -> ResponseReturnValue:
    """Show the form; save the draft and go on to its preview."""
    if form.validate_on_submit():
        try:
            if mailing.id is not None:
                conflicts.check(mailing, form)
            actions.save(mailing, form.values(*(name for name in FIELDS if name in form)))
            session.commit()
        except RuleBroken as error:
            session.rollback()
            mailing = mailing_or_404(mailing.id) if mailing.id is not None else mailing
            conflicts.show(error, form, mailing)
        else:
            return redirect(url_for("mailing.show", mailing_id=mailing.id))
    template = "crm/mailing/edit.html"
    fields = rules.ALL if mailing.about else rules.FIELDS
    page = render_template(template, mailing=mailing, form=form, fields=fields)
    return page, form.http_status


def _form(mailing: Mailing) -> MailingForm:
    """Return the form with the questions that this kind of mail needs."""
    form = MailingForm(obj=mailing if mailing.id is not None else None)
    if mailing.purpose is Purpose.MARKETING:
        form.topic.offer([(t.code, t.name) for t in topics()], blank="Choose a topic")
        del form.reason
    else:
        del form.topic, form.cap_reason
    known = {view.key: view.name for view in views.kept(LIST, current_user()).views}
    if mailing.view:
        known.setdefault(mailing.view, mailing.view_name)
    form.view.offer(known.items(), blank="No view")
    if mailing.id is not None and request.method == "GET":
        form.reach.data = mailing.reach.value
    return form


def _preview(mailing: Mailing) -> dict[str, Any]:
    """Return who would get a draft, and three of them with their own text."""
    error = ""
    found = audience.Plan([], [], [])
    try:
        found = audience.plan(mailing)
    except RuleBroken as broken:
        error = broken.message
    first = min(pages.asked_number("from") or 0, max(len(found.going) - 1, 0))
    shown = found.going[first : first + PREVIEWS]
    return {
        "mailing": mailing,
        "title": queries.titled(mailing.subject, mailing.about),
        "plan": found,
        "error": error,
        "first": first,
        "previews": [
            (
                one,
                rules.fill(mailing.subject, one.values),
                actions.text_for(mailing, one, link=LINK),
            )
            for one in shown
        ],
        "form": Form(),
        "previews_each": PREVIEWS,
        "asked_lately": touches.loads(one.employer_id for one in shown),
    }

"""The public pages: start, five pages of questions, check, receipt, resume and status."""

import secrets
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from crm.core import clock, links, throttle
from crm.core.access import public
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.forms import Form
from crm.core.throttle import Limit
from crm.interest import actions, queries, rules, shown
from crm.interest.forms import FORMS, AnswerForm, SaveForm, SendForm
from crm.interest.models import Draft, Enquiry
from crm.interest.rules import Step
from crm.people.models import Person

bp = Blueprint("interest", __name__)

SENT_FROM = Limit("registrations from an address", 5, timedelta(hours=1))
BEGUN_FROM = Limit("registrations begun from an address", 300, timedelta(hours=1))
SAVED_FROM = Limit("links to a draft asked for from an address", 5, timedelta(hours=1))
KEY = "interest"


def _token() -> str:
    return str(cookie.get(KEY, ""))


def _open_draft(*, lock: bool = False) -> Draft | None:
    """Return this visitor's draft unless it was sent."""
    draft = queries.draft_of(_token(), lock=lock) if _token() else None
    return draft if draft and draft.submitted_at is None else None


def _is_sent() -> bool:
    token = _token()
    draft = queries.draft_of(token) if token else None
    if draft is not None:
        return draft.submitted_at is not None
    return bool(token) and queries.enquiry_of(token) is not None


@bp.get("/interest")
@public
def start() -> ResponseReturnValue:
    """Say what this is, how long it takes and what happens next."""
    return render_template("crm/interest/start.html", carry_on=_open_draft() is not None)


@bp.route("/interest/<step>", methods=["GET", "POST"])
@public
def ask(step: str) -> ResponseReturnValue:
    """Ask one group of questions and keep the answers on the server."""
    if step not in FORMS:
        abort(404)
    draft = _open_draft(lock=request.method == "POST")
    if draft is None and step != rules.NAMES[0]:
        return _no_draft()
    form = FORMS[step](data=draft.answers if draft else None)
    asked = next(one for one in rules.STEPS if one.name == step)
    if draft is not None and "later" in request.form:
        actions.keep(draft, _sound(form, asked))
        session.commit()
        return redirect(url_for("interest.save"))
    if form.validate_on_submit():
        if draft is None:
            draft = _begin()
        trap = "company" in form and bool(form["company"].data)
        actions.keep(draft, form.values(*asked.asks), trap=trap)
        session.commit()
        changing = request.args.get("change") or rules.after(step) is None
        following = rules.first_open(draft.answers) if changing else rules.after(step)
        return redirect(_page(following))
    return render_template(
        "crm/interest/ask.html",
        form=form,
        step=step,
        number=rules.NAMES.index(step) + 1,
        steps=rules.STEPS,
        back=_back(step),
    )


def _sound(form: Form, asked: Step) -> dict[str, Any]:
    """Return the answers of a page that can be kept as they are, without those that are wrong."""
    form.validate()
    given = form.values(*asked.asks)
    return {name: value for name, value in given.items() if not form[name].errors}


def _begin() -> Draft:
    """Start a draft for this visitor; 429 once a robot has started hundreds."""
    if not throttle.take(BEGUN_FROM, throttle.visitor(request.remote_addr)):
        session.commit()
        abort(429)
    cookie[KEY] = secrets.token_urlsafe(24)
    return actions.begin(_token())


def _page(step: str | None) -> str:
    return url_for("interest.ask", step=step) if step else url_for("interest.check")


def _back(step: str) -> str:
    if request.args.get("change"):
        return url_for("interest.check")
    previous = rules.before(step)
    return _page(previous) if previous else url_for("interest.start")


def _no_draft() -> ResponseReturnValue:
    if _is_sent():
        return redirect(url_for("interest.received"))
    flash("We do not have your answers on this device. Start here, or use the link we emailed you.")
    return redirect(url_for("interest.start"))


@bp.route("/interest/check", methods=["GET", "POST"])
@public
def check() -> ResponseReturnValue:
    """Show every answer with a way to change it; send once, however often the button is pressed."""
    draft = _open_draft(lock=request.method == "POST")
    if draft is None:
        return _no_draft()
    if missing := rules.first_open(draft.answers):
        session.rollback()
        return redirect(_page(missing))
    form = SendForm()
    if form.validate_on_submit():
        automatic = draft.trap or bool(form.company.data)
        here = throttle.visitor(request.remote_addr)
        within = automatic or throttle.take(SENT_FROM, here)
        actions.send(draft, within_limit=within, trap=automatic)
        session.commit()
        return redirect(url_for("interest.received"))
    return render_template("crm/interest/check.html", form=form, rows=shown.rows(draft.answers))


@bp.get("/interest/received")
@public
def received() -> ResponseReturnValue:
    """Show the receipt: the reference and what happens next, with a person and a date."""
    token = _token()
    enquiry = queries.enquiry_of(token) if token else None
    draft = queries.draft_of(token) if token and enquiry is None else None
    if enquiry is None and (draft is None or draft.submitted_at is None):
        return _no_draft()
    if enquiry is not None:
        told = {"code": enquiry.code, "by": enquiry.reply_by, "held": False, "proved": True}
        return _receipt(told, enquiry.owner)
    assert draft
    told = {
        "code": draft.code,
        "by": queries.reply_by(clock.today()),
        "held": draft.held is not rules.Held.NO,
        "proved": False,
        "email": draft.answers["email"],
    }
    return _receipt(told, session.get(Person, draft.owner_id) if draft.owner_id else None)


def _receipt(told: dict[str, Any], owner: Person | None) -> ResponseReturnValue:
    who = queries.with_whom(owner)
    return render_template("crm/interest/received.html", told=told, who=who)


@bp.route("/interest/save", methods=["GET", "POST"])
@public
def save() -> ResponseReturnValue:
    """Mail a link to carry on later; the answer is the same for every address."""
    draft = _open_draft(lock=request.method == "POST")
    if "sent" in request.args:
        return render_template("crm/interest/save.html", sent=True)
    if draft is None:
        return _no_draft()
    form = SaveForm(email=draft.answers.get("email"))
    if form.validate_on_submit():
        may = throttle.take(SAVED_FROM, throttle.visitor(request.remote_addr))
        if may:
            actions.mail_resume(draft, str(form.email.data))
        session.commit()
        if not may:
            abort(429)
        return redirect(url_for("interest.save", sent="y"))
    return render_template("crm/interest/save.html", sent=False, form=form)


@bp.route("/interest/resume/<token>", methods=["GET", "POST"])
@public
def resume(token: str) -> ResponseReturnValue:
    """Carry on from the mailed link; after sending, the same link proves the address."""
    link = links.find(token, queries.RESUME)
    draft = session.get(Draft, link.subject_id, with_for_update=True) if link else None
    if draft is None:
        abort(404)
    form = Form()
    if form.validate_on_submit():
        if draft.submitted_at is not None:
            actions.prove(draft.resume_key)
            cookie[KEY] = ""
            session.commit()
            flash("Your email address is confirmed.")
            return redirect(url_for("interest.start"))
        cookie[KEY] = actions.take_up(draft)
        session.commit()
        return redirect(_page(rules.first_open(draft.answers)))
    session.rollback()
    sent = draft.submitted_at is not None
    return render_template("crm/interest/resume.html", form=form, draft=draft, sent=sent)


@bp.route("/me/<token>", methods=["GET", "POST"])
@public
def status(token: str) -> ResponseReturnValue:
    """Show where a registration is; prove its address, or answer our question."""
    link = links.find(token, queries.REGISTRATION)
    enquiry = queries.enquiry_of_draft(link.subject_id) if link else None
    draft = session.get(Draft, link.subject_id) if link and enquiry is None else None
    if enquiry is None and draft is None:
        abort(404)
    form = AnswerForm()
    if request.method == "POST":
        done = _confirm(draft) if draft else _answer(enquiry, form)
        if done:
            return redirect(url_for("interest.status", token=token))
    return render_template(
        "crm/interest/status.html",
        who=queries.with_whom(enquiry.owner) if enquiry else "",
        form=form,
        draft=draft,
        enquiry=enquiry,
        steps=queries.steps(enquiry.id) if enquiry else (),
    )


def _confirm(draft: Draft) -> bool:
    actions.prove(draft.email_key)
    session.commit()
    flash("Your email address is confirmed.")
    return True


def _answer(enquiry: Enquiry | None, form: AnswerForm) -> bool:
    if enquiry is None or request.form.get("act") != "answer":
        return True  # confirmed already, in another window
    if not form.validate_on_submit():
        return False
    try:
        actions.answer(enquiry, str(form.answer.data))
        session.commit()
    except RuleBroken as error:
        session.rollback()
        form.show(error)
        return False
    flash("We have your answer.")
    return True

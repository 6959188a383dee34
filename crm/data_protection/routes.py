"""What we hold, corrections and complaints; the standing public pages; the staff's list."""

import secrets
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from crm.core import links, pages, throttle
from crm.core.access import needs, public
from crm.core.db import get_or_404, session
from crm.core.errors import RuleBroken
from crm.core.forms import Form
from crm.core.once import kept_once
from crm.core.permissions import Permission
from crm.core.throttle import Limit
from crm.data_protection import actions, queries
from crm.data_protection.forms import ComplaintForm, CorrectionForm, HeldForm, OutcomeForm
from crm.data_protection.models import About, AskedFor, DataRequest

bp = Blueprint("data_protection", __name__)

ASKED_FROM = Limit("links to what we hold asked for from an address", 5, timedelta(hours=1))
CORRECTED_BY = Limit("corrections by one link", 5, timedelta(hours=1))
COMPLAINED_FROM = Limit("complaints from an address", 5, timedelta(hours=1))
RECEIPT = "data-complaint"


@bp.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """Say what is kept, why and for how long."""
    return render_template("crm/data_protection/privacy.html")


@bp.get("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """Show the accessibility statement."""
    return render_template("crm/data_protection/accessibility.html")


@bp.route("/what-we-hold", methods=["GET", "POST"])
@public
def held() -> ResponseReturnValue:
    """Mail the page of what is held; the answer is the same for every address."""
    if "sent" in request.args:
        return render_template("crm/data_protection/held.html", sent=True)
    form = HeldForm()
    if form.validate_on_submit():
        few = throttle.take(ASKED_FROM, throttle.visitor(request.remote_addr))
        if few:
            actions.mail_link(str(form.email.data))
        session.commit()
        if not few:
            abort(429)
        return redirect(url_for("data_protection.held", sent="y"))
    return render_template("crm/data_protection/held.html", sent=False, form=form)


@bp.route("/what-we-hold/<token>", methods=["GET", "POST"])
@public
def mine(token: str) -> ResponseReturnValue:
    """Show the holder of the link their own data, and take a correction."""
    link = links.find(token, actions.HELD)
    asked = session.get(AskedFor, link.subject_id) if link else None
    if asked is None:
        abort(404)
    form = CorrectionForm(once=secrets.token_urlsafe(24))
    if form.validate_on_submit():
        if not throttle.take(CORRECTED_BY, str(asked.id)):
            session.commit()
            abort(429)
        made = _once(About.CORRECTION, form, email=asked.email_key, text=form.text.data)
        flash(f"We have your correction. Its reference is {made}.")
        return redirect(url_for("data_protection.mine", token=token))
    session.rollback()
    return render_template(
        "crm/data_protection/mine.html",
        form=form,
        email=asked.email_key,
        holdings=queries.holdings(asked.email_key),
    )


def _once(about: About, form: Any, **told: Any) -> str:
    """Write a request down, committed, once for a form; return its reference."""
    token = form.once.data or secrets.token_urlsafe(24)
    return kept_once(
        lambda: actions.ask(about, form_token=token, **told), lambda: queries.by_form(token)
    ).code


@bp.route("/data-complaint", methods=["GET", "POST"])
@public
def complain() -> ResponseReturnValue:
    """Take a complaint about how data was used."""
    form = ComplaintForm(once=secrets.token_urlsafe(24))
    if form.validate_on_submit():
        few = throttle.take(COMPLAINED_FROM, throttle.visitor(request.remote_addr))
        told = form.values("name", "email", "text")
        cookie[RECEIPT] = _once(
            About.COMPLAINT, form, automatic=bool(form.company.data) or not few, **told
        )
        return redirect(url_for("data_protection.complained"))
    return render_template("crm/data_protection/complain.html", form=form)


@bp.get("/data-complaint/received")
@public
def complained() -> ResponseReturnValue:
    """Show the reference of a complaint and the day by which it is acknowledged."""
    code = cookie.get(RECEIPT)
    if not code:
        return redirect(url_for("data_protection.complain"))
    return render_template("crm/data_protection/complained.html", code=code)


@bp.get("/data-requests")
@needs(Permission.VIEW_EMPLOYERS)
def requests() -> ResponseReturnValue:
    """List corrections and complaints with the day each is due."""
    closed = pages.asked("view") == "closed"
    return render_template(
        "crm/data_protection/requests.html", page=queries.listing(closed=closed), closed=closed
    )


@bp.get("/data-requests/<int:request_id>")
@needs(Permission.VIEW_EMPLOYERS)
def show(request_id: int) -> ResponseReturnValue:
    """Show one request with the ways to answer it."""
    return _page(request_id, OutcomeForm(formdata=None))


def _page(request_id: int, form: OutcomeForm) -> str:
    asked = get_or_404(DataRequest, request_id)
    return render_template("crm/data_protection/show.html", asked=asked, form=form)


@bp.post("/data-requests/<int:request_id>/acknowledge")
@needs(Permission.SECOND_CHECK)
def acknowledge(request_id: int) -> ResponseReturnValue:
    """Mail the person that the request is being looked at."""
    if Form().validate_on_submit():
        actions.acknowledge(_locked(request_id))
        session.commit()
        flash("Acknowledged. The mail is on its way.")
    return redirect(url_for("data_protection.show", request_id=request_id))


@bp.post("/data-requests/<int:request_id>/close")
@needs(Permission.SECOND_CHECK)
def close(request_id: int) -> ResponseReturnValue:
    """Mail the outcome and close the request."""
    form = OutcomeForm()
    if form.validate_on_submit():
        try:
            actions.close(_locked(request_id), str(form.outcome.data))
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            flash("Closed. The outcome is on its way.")
            return redirect(url_for("data_protection.show", request_id=request_id))
    session.rollback()
    return _page(request_id, form)


def _locked(request_id: int) -> DataRequest:
    known = request_id if request_id < 2**31 else None
    found = session.get(DataRequest, known, with_for_update=True) if known else None
    if found is None:
        abort(404)
    return found

"""Agreements on the employer's page, the list of stops, and the reader's own choices."""

import sqlalchemy as sa
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.consent import actions, letters, queries
from crm.consent.forms import ConsentForm, LiftForm, StopForm
from crm.consent.models import MailConsent, MailStop
from crm.consent.rules import Basis, Why, address_key
from crm.core import clock, pages
from crm.core.access import needs, public
from crm.core.db import get_or_404, session
from crm.core.errors import RuleBroken
from crm.core.pages import Order
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.core.web import csrf
from crm.employers.queries import employer_or_404

bp = Blueprint("consent", __name__)


@bp.get("/mail-stops")
@needs(Permission.VIEW_EMPLOYERS)
def index() -> ResponseReturnValue:
    """List the addresses that are not written to; search by the whole address."""
    query = pages.asked("q")
    statement = sa.select(MailStop).where(MailStop.lifted_at.is_(None))
    if query:
        statement = statement.where(MailStop.address_key == address_key(query))
    form = StopForm()
    form.offer(_topic_pairs())
    order = Order((MailStop.id,), lambda row: (row.id,), descending=True)
    return render_template(
        "crm/consent/index.html",
        page=pages.page(statement, order),
        query=query,
        form=form,
        names=dict(_topic_pairs()),
        own=actions.OWN_CHOICE,
        lift=LiftForm(),
    )


@bp.get("/employers/<ref>/mail-consent")
@needs(Permission.VIEW_EMPLOYERS)
def board(ref: str) -> ResponseReturnValue:
    """Show who at an employer may be written to about what, and why."""
    employer = employer_or_404(ref)
    return render_template("crm/consent/board.html", employer=employer, it=queries.board(employer))


@bp.post("/mail-stops")
@needs(Permission.EDIT_EMPLOYERS)
def stop() -> ResponseReturnValue:
    """Stop mail to an address whose holder asked for it."""
    form = StopForm()
    form.offer(_topic_pairs())
    if form.validate_on_submit():
        actions.stop(
            form.address.data or "",
            Why.ASKED,
            topic=form.topic.data or "",
            source=form.source.data or "",
        )
        session.commit()
        flash("This address gets no more such mail, also if its contact is removed.")
    else:
        flash(next(error for field in form for error in field.errors), "error")
    return redirect(url_for("consent.index"))


@bp.post("/mail-stops/<int:stop_id>/lift")
@needs(Permission.EDIT_EMPLOYERS)
def lift(stop_id: int) -> ResponseReturnValue:
    """Let an address that bounced be written to again."""
    row = get_or_404(MailStop, stop_id)
    try:
        actions.lift(row, LiftForm().why.data or "")
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
    else:
        flash("Mail may go to this address again.")
    return redirect(url_for("consent.index"))


@bp.route("/employers/<ref>/mail-consent/new", methods=["GET", "POST"])
@needs(Permission.EDIT_EMPLOYERS)
def new(ref: str) -> ResponseReturnValue:
    """Record why somebody at an employer may be written to about a topic."""
    employer = employer_or_404(ref)
    people = queries.people_of(employer)
    form = ConsentForm()
    form.offer([(str(c.id if c else 0), f"{n}, {a}") for n, c, a in people], _topic_pairs())
    if request.method == "GET":
        form.given_on.data = clock.today()
    if form.validate_on_submit():
        _, contact, address = next(
            p for p in people if str(p[1].id if p[1] else 0) == form.who.data
        )
        try:
            actions.agree(
                employer,
                address=address,
                contact=contact,
                basis=Basis(form.basis.data),
                text_version=form.text_version.data or "",
                **form.values("topic", "source", "given_on"),
            )
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            undo_flash("Recorded.")
            return redirect(url_for("consent.board", ref=ref))
    return render_template("crm/consent/new.html", employer=employer, form=form, people=people)


@bp.post("/mail-consent/<int:consent_id>/take-back")
@needs(Permission.EDIT_EMPLOYERS)
def take_back(consent_id: int) -> ResponseReturnValue:
    """Note that somebody took back what they agreed to."""
    row = get_or_404(MailConsent, consent_id)
    actions.take_back(row)
    session.commit()
    undo_flash("Taken back. No mail about this goes to them.")
    return redirect(url_for("consent.board", ref=f"E-{row.employer_id:05d}"))


@csrf.exempt  # type: ignore[untyped-decorator]
@bp.route("/mail-choices/<token>", methods=["GET", "POST"])
@public
def choices(token: str) -> ResponseReturnValue:
    """Show what this reader gets and let them stop it; only a POST acts (RFC 8058).

    The signed link is the proof, so a mail program may post here without a form token.
    """
    holder = letters.read(token)
    if holder is None:
        abort(404)
    if request.method == "POST":
        one_click = request.form.get("List-Unsubscribe") == "One-Click"
        _act(holder, "topic" if one_click else request.form.get("act", ""))
        session.commit()
        if not one_click:
            return redirect(url_for("consent.choices", token=token))
    stops = [s for s in queries.stops_of(holder.key) if s.why in actions.OWN_CHOICE]
    topics = queries.topics()
    everything = any(not s.topic for s in stops)
    stopped = {t.code for t in topics if everything or t.code in {s.topic for s in stops}}
    return render_template(
        "crm/consent/choices.html",
        holder=holder,
        topics=topics,
        stopped=stopped,
        gets=queries.getting(holder.key, holder.employer_id),
        about=next((t for t in topics if t.code == holder.topic), None),
    )


def _act(holder: letters.Holder, act: str) -> None:
    """Do what was asked; anything not understood changes nothing."""
    if act in {"topic", "all"}:
        topic = holder.topic if act == "topic" else ""
        actions.stop_key(
            holder.key, holder.hint, Why.UNSUBSCRIBED, topic=topic, source="Link in a mail"
        )
    elif act == "choose":
        codes = [t.code for t in queries.topics()]
        wanted = set(request.form.getlist("wanted")) & set(codes)
        actions.choose(holder.key, holder.hint, wanted, codes, holder.employer_id)


def _topic_pairs() -> list[tuple[str, str]]:
    return [(t.code, t.name) for t in queries.topics()]

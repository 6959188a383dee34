"""Pages of reviews: the business asks behind its link; the board, one review and its answer."""

from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accreditation.appeals import actions, queries
from accreditation.appeals.forms import AnswerForm, AskForm
from accreditation.appeals.models import why_not
from accreditation.appeals.rules import WORDS, Outcome
from accreditation.awards import moves
from accreditation.awards import queries as awards
from crm.core import clock
from crm.core.access import current_user, needs, public
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.core.routes import count_here, undo_flash
from crm.core.throttle import Limit
from crm.people.models import Person

bp = Blueprint("appeals", __name__)
FROM_AN_ADDRESS = Limit("reviews asked for from an address", 30, timedelta(hours=1))


@bp.route("/me/review.<token>", methods=["GET", "POST"])
@public
def ask(token: str) -> ResponseReturnValue:
    """Let a business ask for a review, and show where it stands."""
    if request.method == "POST":
        count_here(FROM_AN_ADDRESS)
    employer = queries.employer_behind(token)
    if employer is None:
        return render_template("accreditation/awards/closed.html"), 410
    form = AskForm()
    if form.validate_on_submit():
        try:
            actions.ask(employer, form.words.data)
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            session.commit()
            return redirect(url_for("appeals.ask", token=token))
    return render_template(
        "accreditation/appeals/ask.html",
        employer=employer, form=form, token=token, subject=queries.subject(employer.id),
        terms=awards.terms(clock.today()), outcome_words=WORDS,
    )  # fmt: skip


@bp.get("/accreditation/appeals")
@needs(Permission.VIEW_ACCREDITATION)
def index() -> ResponseReturnValue:
    """List the reviews that were asked for, the one promised first on top."""
    return render_template(
        "accreditation/appeals/index.html",
        board=queries.board(), answered=queries.answered(), figures=queries.figures(),
    )  # fmt: skip


@bp.get("/accreditation/appeals/<ref>")
@needs(Permission.VIEW_ACCREDITATION)
def show(ref: str) -> ResponseReturnValue:
    """Show one review: what is appealed against, who worked on it, and the answer."""
    row = queries.appeal_or_404(ref)
    person = session.get_one(Person, current_user().id)
    return render_template(
        "accreditation/appeals/show.html",
        row=row, people=queries.people(row), refused=why_not(row, person),
    )  # fmt: skip


@bp.post("/accreditation/appeals/<ref>/take")
@needs(Permission.DECIDE)
def take(ref: str) -> ResponseReturnValue:
    """Take a review to look at it."""
    row = queries.appeal_or_404(ref, lock=True)
    try:
        actions.take(row, by=current_user())
        session.commit()
    except RuleBroken as error:
        if moves.take_back(error, f"take {ref}", by=current_user()) == 403:
            abort(403)
        flash(error.message)
    else:
        undo_flash(f"{ref} is yours.")
    return redirect(url_for("appeals.show", ref=ref))


@bp.route("/accreditation/appeals/<ref>/answer", methods=["GET", "POST"])
@needs(Permission.DECIDE)
def answer(ref: str) -> ResponseReturnValue:
    """Answer a review."""
    row = queries.appeal_or_404(ref, lock=request.method == "POST")
    form, status = AnswerForm(), 200
    form.offer()
    if form.validate_on_submit():
        try:
            actions.answer(
                row, Outcome(form.outcome.data), words=form.words.data,
                private=form.private.data or "", by=current_user(),
            )  # fmt: skip
            session.commit()
        except RuleBroken as error:
            status = moves.take_back(error, f"answer {ref}", by=current_user())
            row = queries.appeal_or_404(ref)
            form.show(error)
        else:
            flash(f"{ref} is answered. The business is told by mail.")
            return redirect(url_for("appeals.show", ref=ref))
    person = session.get_one(Person, current_user().id)
    return render_template(
        "accreditation/appeals/answer.html", row=row, form=form, refused=why_not(row, person)
    ), status


@bp.get("/reviews")
@public
def figures() -> ResponseReturnValue:
    """Publish how many reviews were asked for and how they ended."""
    return render_template(
        "accreditation/appeals/figures.html",
        figures=queries.figures(), terms=awards.terms(clock.today()),
    )  # fmt: skip

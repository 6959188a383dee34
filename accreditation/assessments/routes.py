"""The review queue, one assessment, declared interests, and the draft behind an employer's link."""

from collections.abc import Callable
from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

from accreditation.applications import queries as applications
from accreditation.assessments import actions, asking, desk, drafting, judging, letters, queries
from accreditation.assessments import queue as waiting
from accreditation.assessments.case import Case, case
from accreditation.assessments.forms import AssignForm, CorrectForm, WordsForm
from accreditation.assessments.models import Assessment
from accreditation.assessments.sheet import bench, may_do
from crm.core import links, pages
from crm.core.access import current_user, find_user, needs, public
from crm.core.db import get_or_404, session
from crm.core.errors import RuleBroken
from crm.core.formats import plural
from crm.core.forms import Form
from crm.core.permissions import Permission
from crm.core.routes import count_here, undo_flash
from crm.core.throttle import Limit
from crm.employers.queries import employer_or_404
from crm.people.models import Person

bp = Blueprint("assessments", __name__)
FROM_AN_ADDRESS = Limit("draft results answered from an address", 60, timedelta(hours=1))
QUEUE = "/accreditation/reviews"
Change = Callable[[Assessment], str]


@bp.errorhandler(403)
def _forbidden(_error: Forbidden) -> ResponseReturnValue:
    """Write down that somebody whose role may not do this tried it."""
    if request.method == "POST" and (person := find_user()) is not None:
        row = queries.number_of((request.view_args or {}).get("ref", ""))
        actions.refuse(row, person, request.endpoint or "", "Your role may not do this.")
    return render_template("errors/403.html", path=request.path), 403


@bp.get(QUEUE)
@needs(Permission.VIEW_ASSIGNED)
def index() -> ResponseReturnValue:
    """List what waits to be assessed and what is under way, longest first."""
    return render_template(
        "accreditation/assessments/index.html", lines=waiting.lines(current_user())
    )


@bp.post(f"{QUEUE}/take/<ref>")
@needs(Permission.ASSESS)
def take(ref: str) -> ResponseReturnValue:
    """Begin to assess an application that waits."""
    application = applications.application_or_404(ref, lock=True)
    if not Form().validate_on_submit():
        return redirect(url_for("assessments.index"))
    person = current_user()
    try:
        row = actions.take(application, by=person)
        told, there = f"You assess {application.employer.name}.", row.ref
        session.commit()
    except desk.NotAllowed as error:
        actions.refuse(None, person, "take", f"{ref}: {error.message}")
        flash(error.message, "error")
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
    else:
        undo_flash(told)
        return redirect(url_for("assessments.show", ref=there))
    return redirect(url_for("assessments.index"))


@bp.get(f"{QUEUE}/<ref>")
@needs(Permission.VIEW_ASSIGNED)
def show(ref: str) -> ResponseReturnValue:
    """Show gates and result, the criteria, and the evidence for one of them beside."""
    row = queries.assessment_or_404(ref)
    desk.check_sees(row, current_user())
    return _page(case(row))


def _page(found: Case, wrong: RuleBroken | None = None) -> ResponseReturnValue:
    may = may_do(found, current_user())
    return render_template(
        "accreditation/assessments/show.html",
        found=found,
        row=found.row,
        bench=bench(found, pages.asked("criterion") or request.form.get("criterion", "")),
        may=may,
        wrong=wrong,
        typed=request.form.get("words", ""),
        refused=queries.refused(found.row.id),
        people=queries.independent() if may.assigns else (),
    )


def _act(
    ref: str, what: str, change: Change, *, to_queue: bool = False, final: bool = False
) -> ResponseReturnValue:
    """Change a case that is held, log who may not, and go back to its page."""
    row, person = queries.assessment_or_404(ref, lock=True), current_user()
    desk.check_sees(row, person)
    there = url_for("assessments.show", ref=ref, criterion=request.form.get("criterion") or None)
    if not Form().validate_on_submit():
        return redirect(there)
    try:
        told = change(row)
        session.commit()
    except desk.NotAllowed as error:
        actions.refuse(row, person, what, error.message)
        flash(error.message, "error")
        return redirect(there)
    except RuleBroken as error:
        session.rollback()
        return _page(case(queries.assessment_or_404(ref)), error)
    (flash if final else undo_flash)(told)
    return redirect(url_for("assessments.index") if to_queue else there)


def _words() -> str:
    return WordsForm().words.data or ""


@bp.post(f"{QUEUE}/<ref>/judge")
@needs(Permission.REVIEW_ASSIGNED)
def judge(ref: str) -> ResponseReturnValue:
    """Note a verdict on one criterion."""
    code = request.form.get("criterion", "")

    def change(row: Assessment) -> str:
        chosen = request.form.get("verdict", "")
        judging.judge(case(row), code, chosen, _words(), by=current_user())
        return f"Judged {code}."

    return _act(ref, "judge", change)


@bp.post(f"{QUEUE}/<ref>/ask")
@needs(Permission.REVIEW_ASSIGNED)
def ask(ref: str) -> ResponseReturnValue:
    """Ask the employer for one more thing on one criterion."""

    def change(row: Assessment) -> str:
        code, words = request.form.get("criterion", ""), _words()
        sent = asking.ask(row, code, words, by=current_user())
        return f"Asked by a link, {sent.ref}. The clock is paused."

    return _act(ref, "ask", change)


@bp.post(f"{QUEUE}/<ref>/go-on")
@needs(Permission.REVIEW_ASSIGNED)
def go_on(ref: str) -> ResponseReturnValue:
    """Go on without what was asked for, on one criterion or on all."""

    def change(row: Assessment) -> str:
        asking.go_on(row, request.form.get("criterion", ""), by=current_user())
        left = len(asking.waiting(row))
        return f"{plural(left, 'request')} still open." if left else "The clock runs again."

    return _act(ref, "go on", change)


@bp.post(f"{QUEUE}/<ref>/settle")
@needs(Permission.REVIEW_ASSIGNED)
def settle(ref: str) -> ResponseReturnValue:
    """Say how a contradiction with our records was cleared up."""

    def change(row: Assessment) -> str:
        judging.settle(case(row), request.form.get("code", ""), _words(), by=current_user())
        return "Cleared up."

    return _act(ref, "settle", change)


@bp.post(f"{QUEUE}/<ref>/send")
@needs(Permission.REVIEW_ASSIGNED)
def send(ref: str) -> ResponseReturnValue:
    """Send the draft result to the employer, to correct facts."""

    def change(row: Assessment) -> str:
        drafting.send_draft(case(row), by=current_user())
        return f"The draft is mailed. They may correct facts until {row.correct_until:%-d %B}."

    return _act(ref, "send the draft", change)


@bp.post(f"{QUEUE}/<ref>/submit")
@needs(Permission.REVIEW_ASSIGNED)
def submit(ref: str) -> ResponseReturnValue:
    """Send the case for a decision, or first for a second opinion."""

    def change(row: Assessment) -> str:
        return f"It waits for {drafting.submit(case(row), _words(), by=current_user())}."

    return _act(ref, "send for a decision", change, to_queue=True, final=True)


@bp.post(f"{QUEUE}/<ref>/second")
@needs(Permission.REVIEW_ASSIGNED)
def second(ref: str) -> ResponseReturnValue:
    """Give the second opinion."""
    agree = request.form.get("verdict") == "agree"

    def change(row: Assessment) -> str:
        drafting.second(case(row), _words(), agree=agree, by=current_user())
        return "It waits for a decision." if agree else "It is back with its assessor."

    return _act(ref, "second opinion", change, to_queue=True, final=True)


@bp.post(f"{QUEUE}/<ref>/back")
@needs(Permission.DECIDE)
def back(ref: str) -> ResponseReturnValue:
    """Send a case back to its assessor instead of deciding."""

    def change(row: Assessment) -> str:
        drafting.send_back(row, _words(), by=current_user())
        return "It is back with its assessor."

    return _act(ref, "send back", change, to_queue=True, final=True)


@bp.post(f"{QUEUE}/<ref>/take-over")
@needs(Permission.REVIEW_ASSIGNED)
def take_over(ref: str) -> ResponseReturnValue:
    """Become the assessor of a case."""

    def change(row: Assessment) -> str:
        actions.take_over(row, by=current_user())
        return f"You assess {row.employer.name}."

    return _act(ref, "take over", change)


@bp.post(f"{QUEUE}/<ref>/drop")
@needs(Permission.REVIEW_ASSIGNED)
def drop(ref: str) -> ResponseReturnValue:
    """End an assessment without a decision."""

    def change(row: Assessment) -> str:
        actions.drop(row, _words(), by=current_user())
        return "Dropped."

    return _act(ref, "drop", change, to_queue=True)


@bp.post(f"{QUEUE}/<ref>/assign")
@needs(Permission.DECIDE)
def assign(ref: str) -> ResponseReturnValue:
    """Name an external reviewer for this case."""

    def change(row: Assessment) -> str:
        form = AssignForm()
        number = form.person.data or ""
        person = get_or_404(Person, int(number)) if number.isdecimal() else None
        actions.assign(row, person, form.words.data or "", by=current_user())
        return f"{person.name if person else ''} may look at this case."

    return _act(ref, "assign", change)


@bp.route("/accreditation/interests/<ref>", methods=["GET", "POST"])
@needs(Permission.REVIEW_ASSIGNED)
def interests(ref: str) -> ResponseReturnValue:
    """Declare what ties you to an employer, or end it; external reviewers see only their own."""
    employer, form = employer_or_404(ref), WordsForm()
    person = current_user()
    desk.check_sees_any(employer, person)
    if form.validate_on_submit():
        try:
            if "end" in request.form:
                actions.end_interest(employer, by=person)
                told = (
                    "Your interest is ended. It still counts for a while, as for a former officer."
                )
            else:
                actions.declare_interest(employer, form.words.data or "", by=person)
                told = "Declared. You neither assess nor decide on this employer."
            session.commit()
        except RuleBroken as error:
            session.rollback()
            employer = employer_or_404(ref)
            form.show(error)
        else:
            flash(told)
            return redirect(url_for("assessments.interests", ref=ref))
    rows = desk.interests(employer, person)
    return render_template(
        "accreditation/assessments/interests.html",
        employer=employer,
        form=form,
        rows=rows,
        mine=any(row.person_id == person.id for row, _ in rows),
    )


@bp.route("/me/draft.<token>", methods=["GET", "POST"])
@public
def draft(token: str) -> ResponseReturnValue:
    """Show an employer its draft result, and take in what it says of it."""
    row = queries.behind(token)
    link = links.look(token, queries.DRAFT)
    if row is None or link is None:
        return render_template("accreditation/assessments/closed.html"), 410
    form = CorrectForm()
    if form.validate_on_submit():
        count_here(FROM_AN_ADDRESS)
        try:
            row = queries.one(Assessment.id == row.id, lock=True) or abort(404)
            agreed = "agree" in request.form
            if not agreed and not form.words.data:
                raise RuleBroken("Say what is wrong, or press “Nothing is wrong”.", "words")
            drafting.answer(row, "" if agreed else form.words.data or "", by=drafting.BUSINESS)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
            row = queries.behind(token) or abort(404)
        else:
            return redirect(url_for("assessments.draft", token=token))
    return render_template(
        "accreditation/assessments/draft.html",
        row=row,
        token=token,
        form=form,
        told=letters.page(case(row, as_kept=True)),
        open=links.state(link) is links.State.OPEN,
    )

"""Pages about fair pay checks."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.core import clock, journal, pages
from crm.core.access import current_user, needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.forms import Form
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.employers import queries as employers
from crm.parity import actions, beside, board, queries, reviewers, scales
from crm.parity.dated import NEXT, WORDS
from crm.parity.factors import CAN_EXPLAIN, NEVER_EXPLAINS
from crm.parity.forms import STAGES, CheckForm, ConcernForm, PayDaysForm, SendBackForm
from crm.parity.models import CASE_COLUMNS, ParityCheck, Review
from crm.parity.rules import Status
from crm.parity.slips import Suggestion
from crm.placements import queries as placements
from crm.placements.models import Placement
from crm.vault import routes as vault
from crm.vault import store
from crm.vault.ciphers import Unreadable
from crm.vault.models import StoredFile
from crm.vault.rules import Kind

bp = Blueprint("parity", __name__)


@bp.get("/parity")
@needs(Permission.VIEW_PAY)
def index() -> ResponseReturnValue:
    """Show what is due, what waits for whom, and what is to be put right."""
    return render_template(
        "crm/parity/index.html", board=board.board(), words=WORDS, mine=current_user().id
    )


@bp.get("/parity/results")
@needs(Permission.VIEW_PAY)
def results() -> ResponseReturnValue:
    """List what the newest check of each placement says today."""
    asked = pages.asked("status")
    of = pages.asked("employer")
    employer = employers.find_by_ref(of) if of else None
    return render_template(
        "crm/parity/results.html",
        page=queries.page(asked, employer),
        asked=asked,
        filters=queries.FILTERS,
        employer=employer,
        says=queries.says,
        words=WORDS,
    )


@bp.post("/placements/<ref>/parity/ask")
@needs(Permission.CHECK_PAY)
def ask(ref: str) -> ResponseReturnValue:
    """Send the employer a secure link for what the open checks of a placement need."""
    placement = placements.placement_or_404(ref)
    if Form().validate_on_submit():
        try:
            journal.operation(f"Asked {placement.employer.name} for wage evidence of {ref}")
            asked = actions.ask(placement, by=current_user())
            told = f"A link was mailed. It works until {asked.ends_on:%-d %B %Y}."
            session.commit()
        except RuleBroken as error:
            session.rollback()
            flash(error.message, "error")
        else:
            undo_flash(told)
    return redirect(url_for("parity.index"))


@bp.route("/placements/<ref>/parity/concern", methods=["GET", "POST"])
@needs(Permission.CHECK_PAY)
def concern(ref: str) -> ResponseReturnValue:
    """Open a check because somebody has a concern."""
    placement = placements.placement_or_404(ref)
    form = ConcernForm()
    if form.validate_on_submit():
        try:
            journal.operation(f"Opened a fair pay check of {ref} for a concern")
            actions.raise_concern(placement, by=current_user(), note=form.note.data or "")
            session.commit()
        except RuleBroken as error:
            session.rollback()
            placement = placements.placement_or_404(ref)
            form.show(error)
        else:
            undo_flash(f"A fair pay check of {ref} is open.")
            return redirect(url_for("placements.show", ref=ref))
    return render_template("crm/parity/concern.html", form=form, placement=placement)


@bp.route("/placements/<ref>/parity/pay-days", methods=["GET", "POST"])
@needs(Permission.CHECK_PAY)
def pay_days(ref: str) -> ResponseReturnValue:
    """Say when somebody is paid, so that a check opens on the right day."""
    placement = placements.placement_or_404(ref)
    known = queries.find_pay_days(placement.id)
    form = PayDaysForm(data={"every": known.every.value, "known_on": known.known_on}
                       if known else {})  # fmt: skip
    if form.validate_on_submit() and form.known_on.data:
        journal.operation(f"Said when {ref} is paid")
        actions.set_pay_days(placement, form.frequency, form.known_on.data)
        session.commit()
        undo_flash(f"{ref} is paid {form.frequency.value}.")
        return redirect(url_for("placements.show", ref=ref))
    return render_template("crm/parity/pay_days.html", form=form, placement=placement)


@bp.route("/placements/<ref>/parity/new", methods=["GET", "POST"])
@needs(Permission.CHECK_PAY)
def new(ref: str) -> ResponseReturnValue:
    """Check the pay of one period."""
    placement = placements.placement_or_404(ref)
    if (
        request.method == "GET"
        and not pages.asked("file")
        and (ready := beside.ready(placement.id))
    ):
        again = pages.asked_number("again")
        return redirect(url_for("parity.new", ref=ref, file=ready.ref, again=again))
    slip = beside.slip(pages.asked("file"), placement.employer_id)
    read = _read(slip, placement.ref) if slip else []
    placement = placements.placement_or_404(ref)
    form, grade = _form(placement, read)
    outcome = None
    if form.validate_on_submit():
        try:
            if not form.check.data:
                return _record(placement, form, grade)
            outcome = actions.work_out(form.given)
        except RuleBroken as error:
            session.rollback()
            form.show(error)
    placement = placements.placement_or_404(ref)
    return render_template(
        "crm/parity/new.html",
        form=form,
        placement=placement,
        outcome=outcome,
        words=WORDS,
        slip=slip,
        read=read,
        papers=beside.about(placement.employer_id),
        evidence=_chosen() | beside.arrived(placement.id),
    )


def _read(slip: StoredFile, ref: str) -> list[Suggestion]:
    """Return what the slip suggests; that its figures were read is written down first."""
    if request.method == "GET":
        vault.note(slip, "figures", _why(ref))
    try:
        return beside.suggested(slip)
    except Unreadable:
        raise RuleBroken(vault.DAMAGED) from None


def _why(ref: str) -> str:
    return f"Fair pay check of {ref}"


def _chosen() -> set[str]:
    return set(request.form.getlist("evidence")) | {pages.asked("file")}


@bp.get("/placements/<ref>/parity/files/<file_ref>/pages/<int:number>")
@needs(Permission.CHECK_PAY)
def sheet(ref: str, file_ref: str, number: int) -> ResponseReturnValue:
    """Show a page of the employer's file beside the figures, with what was read framed."""
    placement = placements.placement_or_404(ref)
    row = next((f for f in beside.about(placement.employer_id) if f.ref == file_ref), None)
    if row is None or not 1 <= number <= row.pages:
        abort(404)
    found = beside.suggested(row) if row.kind is Kind.WAGE_SLIP else []
    marks = [one.box for one in found if one.box.page == number]
    return vault.send(row, store.page(number), _why(ref), marks=marks)


def _form(placement: Placement, read: list[Suggestion]) -> tuple[CheckForm, str]:
    """Return the form, filled in, and what the chosen line of a table of grades is called."""
    known = _known(placement) | _again(placement) | beside.answers(read)
    form = CheckForm(data=known)
    found = scales.lines(placement.employer_id, form.period_start.data or clock.today())
    chosen = next((one for key, one in found.items() if str(key) == form.grade.data), None)
    if chosen is not None:
        form = CheckForm(scales.filled(request.form, chosen[1]), data=known)
    form.offer_grades((key, scales.label(*one)) for key, one in found.items())
    return form, chosen[0] if chosen else ""


def _record(placement: Placement, form: CheckForm, grade: str) -> ResponseReturnValue:
    journal.operation(f"Checked fair pay of {placement.ref} with {placement.employer.name}")
    form.right = request.form.getlist("right")
    check = actions.record(placement, by=current_user(), sure=form.right, grade=grade, **form.given)
    chosen = _chosen()
    beside.attach(check, [f for f in beside.about(placement.employer_id) if f.ref in chosen])
    session.commit()
    undo_flash(f"Sent to the reviewer: {WORDS[check.status]}.")
    return redirect(url_for("parity.show", check_id=check.id))


def _known(placement: Placement) -> dict[str, Any]:
    """Return what the placement says, for a check to begin with."""
    return {
        "basic_pay": placement.pay_amount,
        "pay_basis": placement.pay_basis if placement.pay_amount else None,
        "contract_weekly_hours": placement.weekly_hours,
        "weeks_per_year": placement.weeks_per_year,
    }


def _again(placement: Placement) -> dict[str, Any]:
    """Return what was sent before, when a check that came back is put right."""
    check = queries.find_sent_back(pages.asked_number("again"), placement.id)
    if check is None:
        return {}
    return {name: getattr(check, name) for name in (*CASE_COLUMNS, "weeks_per_year", "comparator")}


@bp.get("/parity/<int:check_id>")
@needs(Permission.VIEW_PAY)
def show(check_id: int) -> ResponseReturnValue:
    """Show what a check says, why, and to whoever may see wage evidence its figures."""
    return _page(queries.check_or_404(check_id), SendBackForm())


@bp.post("/parity/<int:check_id>/confirm")
@needs(Permission.SECOND_CHECK)
def confirm(check_id: int) -> ResponseReturnValue:
    """Confirm a colleague's check: it counts from now on."""
    check = queries.check_or_404(check_id)
    if Form().validate_on_submit():
        try:
            journal.operation(f"Confirmed a fair pay check with {check.employer.name}")
            actions.confirm(check, by=current_user())
            beside.count_anew(check)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            flash(error.message, "error")
        else:
            undo_flash("Fair pay check confirmed.")
    return redirect(url_for("parity.show", check_id=check_id))


@bp.post("/parity/<int:check_id>/send-back")
@needs(Permission.SECOND_CHECK)
def send_back(check_id: int) -> ResponseReturnValue:
    """Send a colleague's check back with what is wrong."""
    check = queries.check_or_404(check_id)
    form = SendBackForm()
    if form.validate_on_submit():
        try:
            journal.operation(f"Sent back a fair pay check with {check.employer.name}")
            actions.send_back(check, by=current_user(), note=form.review_note.data or "")
        except RuleBroken as error:
            form.show(error)
        else:
            session.commit()
            undo_flash("Fair pay check sent back.")
            return redirect(url_for("parity.show", check_id=check_id))
    return _page(check, form)


def _page(check: ParityCheck, form: SendBackForm) -> ResponseReturnValue:
    waiting, says = check.review is Review.WAITING, queries.says(check)
    found = reviewers.people(check) if waiting else ()
    return render_template(
        "crm/parity/show.html",
        check=check,
        says=says,
        words=WORDS,
        next=NEXT,
        form=form,
        papers=beside.files_of(check.id),
        waiting=waiting,
        may_settle=any(person.id == current_user().id for person in found),
        why_not=reviewers.why_not(check, check.employer, current_user()),
        who=reviewers.who(check, found),
        stages=STAGES,
        factors=CAN_EXPLAIN | NEVER_EXPLAINS,
        back_pay=actions.back_pay(check) if says is Status.SHORTFALL_UNEXPLAINED else None,
    )

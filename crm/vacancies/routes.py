"""Pages about vacancies."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.core import clock, conflicts, journal
from crm.core.access import current_user, needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.forms import Form
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.employers import queries as employers
from crm.vacancies import actions, queries, shown
from crm.vacancies.forms import CloseForm, SendBackForm
from crm.vacancies.models import State, Vacancy

bp = Blueprint("vacancies", __name__)


@bp.get("/vacancies")
@needs(Permission.VIEW_WORK)
def index() -> ResponseReturnValue:
    """List vacancies, the newest first."""
    asked = queries.Asked.read()
    return render_template(
        "crm/vacancies/index.html",
        page=queries.page(asked),
        asked=asked,
        lists=shown.lists(),
        verdict=shown.verdict,
        today=clock.today(),
    )


@bp.route("/employers/<ref>/vacancies/new", methods=["GET", "POST"])
@needs(Permission.EDIT_WORK)
def new(ref: str) -> ResponseReturnValue:
    """Write down work that an employer offers."""
    employer = employers.employer_or_404(ref)
    form = shown.form_for(employer.id)
    if form.validate_on_submit() and not form.check.data:
        try:
            journal.operation(f"Added vacancy {form.title.data} with {employer.name}")
            vacancy = actions.add(employer, by=current_user(), **form.details)
        except RuleBroken as error:
            form.show(error)
        else:
            session.commit()
            undo_flash(f"Vacancy {vacancy.ref} added. {shown.verdict(vacancy)[1]}")
            return redirect(url_for("vacancies.show", ref=vacancy.ref))
    return render_template(
        "crm/vacancies/new.html", form=form, employer=employer, worked_out=shown.worked_out(form)
    )


@bp.get("/vacancies/<ref>")
@needs(Permission.VIEW_WORK)
def show(ref: str) -> ResponseReturnValue:
    """Show one vacancy and what its pay comes to."""
    return _page(queries.vacancy_or_404(ref), SendBackForm())


@bp.route("/vacancies/<ref>/edit", methods=["GET", "POST"])
@needs(Permission.EDIT_WORK)
def edit(ref: str) -> ResponseReturnValue:
    """Change the facts of a vacancy."""
    vacancy = queries.vacancy_or_404(ref)
    form = shown.form_for(vacancy.employer_id, vacancy)
    if form.validate_on_submit() and not form.check.data:
        try:
            conflicts.check(vacancy, form)
            journal.operation(f"Changed vacancy {ref} with {vacancy.employer.name}")
            actions.change(vacancy, by=current_user(), **form.details)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            vacancy = queries.vacancy_or_404(ref)
            conflicts.show(error, form, vacancy)
        else:
            undo_flash(f"Vacancy {ref} saved. {shown.verdict(vacancy)[1]}")
            return redirect(url_for("vacancies.show", ref=ref))
    page = render_template(
        "crm/vacancies/edit.html",
        form=form,
        vacancy=vacancy,
        worked_out=shown.worked_out(form),
    )
    return page, form.http_status


@bp.post("/vacancies/<ref>/approve")
@needs(Permission.SECOND_CHECK)
def approve(ref: str) -> ResponseReturnValue:
    """Approve what a trainee wrote down."""
    return _act(
        ref, "Approved", "Vacancy {} approved.", lambda v: actions.approve(v, by=current_user())
    )


@bp.post("/vacancies/<ref>/send-back")
@needs(Permission.SECOND_CHECK)
def send_back(ref: str) -> ResponseReturnValue:
    """Send back what a trainee wrote down, with what is to be put right."""
    vacancy = queries.vacancy_or_404(ref)
    form = SendBackForm()
    if form.validate_on_submit():
        try:
            journal.operation(f"Sent back vacancy {ref} with {vacancy.employer.name}")
            actions.send_back(vacancy, by=current_user(), note=form.check_note.data)
        except RuleBroken as error:
            form.show(error)
        else:
            session.commit()
            undo_flash(f"Vacancy {ref} sent back.")
            return redirect(url_for("vacancies.show", ref=ref))
    return _page(vacancy, form)


@bp.post("/vacancies/<ref>/again")
@needs(Permission.EDIT_WORK)
def post_again(ref: str) -> ResponseReturnValue:
    """Post the same vacancy again, its dates moved on."""
    vacancy = queries.vacancy_or_404(ref)
    if not Form().validate_on_submit():
        return redirect(url_for("vacancies.show", ref=ref))
    journal.operation(f"Posted vacancy {ref} with {vacancy.employer.name} again")
    made = actions.post_again(vacancy, by=current_user(), on=clock.today())
    session.commit()
    undo_flash(f"Vacancy {made.ref} added, a copy of {ref}. Check its dates.{_waits(made)}")
    return redirect(url_for("vacancies.show", ref=made.ref))


@bp.route("/vacancies/<ref>/close", methods=["GET", "POST"])
@needs(Permission.EDIT_WORK)
def close(ref: str) -> ResponseReturnValue:
    """Take a vacancy off the openings, with the reason."""
    vacancy = queries.vacancy_or_404(ref)
    form = CloseForm()
    if form.validate_on_submit():
        filled = form.outcome.data == "filled"
        try:
            journal.operation(f"Closed vacancy {ref} with {vacancy.employer.name}")
            actions.close(
                vacancy, filled=filled, reason=form.closed_reason.data or "", on=clock.today()
            )
        except RuleBroken as error:
            form.show(error)
        else:
            session.commit()
            undo_flash(f"Vacancy {ref} marked as {vacancy.state.value}.")
            return redirect(url_for("vacancies.show", ref=ref))
    return render_template("crm/vacancies/close.html", form=form, vacancy=vacancy)


@bp.post("/vacancies/<ref>/reopen")
@needs(Permission.EDIT_WORK)
def reopen(ref: str) -> ResponseReturnValue:
    """Put a closed vacancy back among the openings."""
    return _act(
        ref, "Reopened", "Vacancy {} is open again.", lambda v: actions.reopen(v, by=current_user())
    )


def _act(ref: str, did: str, done: str, action: Any) -> ResponseReturnValue:
    """Do one thing to a vacancy that needs no form; a rule's refusal is told on its page."""
    vacancy = queries.vacancy_or_404(ref)
    if not Form().validate_on_submit():
        return redirect(url_for("vacancies.show", ref=ref))
    try:
        journal.operation(f"{did} vacancy {ref} with {vacancy.employer.name}")
        action(vacancy)
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
    else:
        undo_flash(done.format(ref) + _waits(vacancy))
    return redirect(url_for("vacancies.show", ref=ref))


def _waits(vacancy: Vacancy) -> str:
    return " It waits for a second check." if vacancy.state is State.SECOND_CHECK else ""


def _page(vacancy: Vacancy, form: SendBackForm) -> str:
    return render_template(
        "crm/vacancies/show.html",
        vacancy=vacancy,
        form=form,
        own=vacancy.entered_by_id == current_user().id,
        today=clock.today(),
        **shown.beside(vacancy),
    )

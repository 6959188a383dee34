"""Pages about vacancies."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.core import clock, conflicts, journal, pages
from crm.core.access import current_user, needs
from crm.core.db import session
from crm.core.errors import RuleBroken, Stale
from crm.core.forms import Form
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.employers import queries as employers
from crm.employers.models import Employer
from crm.pay import queries as pay
from crm.pay.rules import Standing
from crm.reference import queries as reference
from crm.reference.rules import read_sic
from crm.vacancies import actions, queries
from crm.vacancies.forms import CloseForm, VacancyForm
from crm.vacancies.models import State, Vacancy

bp = Blueprint("vacancies", __name__)


@bp.get("/vacancies")
@needs(Permission.VIEW_WORK)
def index() -> ResponseReturnValue:
    """List vacancies, the newest first."""
    state = pages.asked("state") or "live"
    of = pages.asked("employer")
    employer = employers.find_by_ref(of) if of else None
    return render_template(
        "crm/vacancies/index.html",
        page=queries.page(state, employer),
        state=state,
        states=queries.STATES,
        employer=employer,
        verdict=_verdict,
        today=clock.today(),
    )


@bp.route("/employers/<ref>/vacancies/new", methods=["GET", "POST"])
@needs(Permission.EDIT_WORK)
def new(ref: str) -> ResponseReturnValue:
    """Write down work that an employer offers."""
    employer = employers.employer_or_404(ref)
    form = _form(employer.id)
    if form.validate_on_submit() and not form.check.data:
        try:
            journal.operation(f"Added vacancy {form.title.data} with {employer.name}")
            vacancy = actions.add(employer, by=current_user(), **form.details)
        except RuleBroken as error:
            form.show(error)
        else:
            session.commit()
            undo_flash(f"Vacancy {vacancy.ref} added. {_verdict(vacancy)[1]}")
            return redirect(url_for("vacancies.show", ref=vacancy.ref))
    return render_template(
        "crm/vacancies/new.html", form=form, employer=employer, worked_out=_worked_out(form)
    )


@bp.get("/vacancies/<ref>")
@needs(Permission.VIEW_WORK)
def show(ref: str) -> ResponseReturnValue:
    """Show one vacancy and what its pay comes to."""
    vacancy = queries.vacancy_or_404(ref)
    return render_template(
        "crm/vacancies/show.html",
        vacancy=vacancy,
        verdict=_verdict(vacancy),
        yardsticks=pay.yardsticks(vacancy.pay, vacancy.starts_on, vacancy.closed_on),
        occupation=reference.occupation(vacancy.soc_code),
        industry=_industry(vacancy.employer),
        own=vacancy.entered_by_id == current_user().id,
        today=clock.today(),
    )


@bp.route("/vacancies/<ref>/edit", methods=["GET", "POST"])
@needs(Permission.EDIT_WORK)
def edit(ref: str) -> ResponseReturnValue:
    """Change the facts of a vacancy."""
    vacancy = queries.vacancy_or_404(ref)
    form = _form(vacancy.employer_id, vacancy)
    conflict, status = None, 200
    if form.validate_on_submit() and not form.check.data:
        try:
            conflicts.take_theirs(vacancy, form, request.form.getlist("theirs"))
            form.check_seen(vacancy)
            journal.operation(f"Changed vacancy {ref} with {vacancy.employer.name}")
            actions.change(vacancy, by=current_user(), **form.details)
            session.commit()
        except Stale:
            session.rollback()
            conflict, status = conflicts.find(queries.vacancy_or_404(ref), form), 409
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            undo_flash(f"Vacancy {ref} saved. {_verdict(vacancy)[1]}")
            return redirect(url_for("vacancies.show", ref=ref))
    page = render_template(
        "crm/vacancies/edit.html",
        form=form,
        vacancy=queries.vacancy_or_404(ref),
        worked_out=_worked_out(form),
        conflict=conflict,
    )
    return page, status


@bp.post("/vacancies/<ref>/approve")
@needs(Permission.SECOND_CHECK)
def approve(ref: str) -> ResponseReturnValue:
    """Approve what a trainee wrote down."""
    return _act(
        ref, "Approved", "Vacancy {} approved.", lambda v: actions.approve(v, by=current_user())
    )


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
        waits = " It waits for a second check." if vacancy.state is State.SECOND_CHECK else ""
        undo_flash(done.format(ref) + waits)
    return redirect(url_for("vacancies.show", ref=ref))


def _form(employer_id: int, vacancy: Vacancy | None = None) -> VacancyForm:
    form = VacancyForm(obj=vacancy, seen=vacancy.version if vacancy else 0)
    kept = vacancy.contact_id if vacancy else None
    contacts = [c for c in employers.contacts(employer_id) if c.to_on is None or c.id == kept]
    here = vacancy.site_id if vacancy else None
    sites = [s for s in employers.sites(employer_id) if s.closed_on is None or s.id == here]
    if vacancy is None and not form.is_submitted():
        form.fill(sites, contacts)
    form.offer(
        [(site.id, _site_name(site)) for site in sites],
        [(c.id, f"{c.name}, {c.role}" if c.role else c.name) for c in contacts],
        reference.occupations(),
    )
    return form


def _site_name(site: Any) -> str:
    return ", ".join(filter(None, [site.name, site.town, site.postcode])) or "Main site"


def _verdict(vacancy: Vacancy) -> tuple[Standing | None, str]:
    return pay.verdict(vacancy.pay, vacancy.starts_on, vacancy.closed_on)


def _industry(employer: Employer) -> str:
    """Return what the employer does: its first SIC code in words, else the section it is in."""
    first = next(iter(read_sic(employer.sic_codes).codes), "")
    words = reference.sic_descriptions([first]).get(first) if first else ""
    told = words or reference.section_name(employer.sic_section)
    return f"{told} (SIC {first})" if told and first else told


def _worked_out(form: VacancyForm) -> dict[str, Any] | None:
    """Return what the pay comes to, once it was typed and can be read."""
    if not form.is_submitted() or form.asked_pay is None:
        return None
    starts_on = form.starts_on.data
    return {
        "verdict": pay.verdict(form.asked_pay, starts_on),
        "yardsticks": pay.yardsticks(form.asked_pay, starts_on),
    }

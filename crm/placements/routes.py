"""Pages about placements."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.core import clock, conflicts, journal, pages
from crm.core.access import allowed as may_see
from crm.core.access import current_user, needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.features import allowed
from crm.core.forms import Form
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.employers import queries as employers
from crm.employers.models import Employer
from crm.participants import queries as participants
from crm.participants.rules import Pathway
from crm.pay import queries as pay
from crm.pay.rules import Standing
from crm.placements import actions, queries, rules
from crm.placements.forms import EndForm, FactsForm, PlacementForm
from crm.placements.limits import Limits, permitted
from crm.placements.models import CONTRACTS, Placement
from crm.placements.rules import Ended, Kind
from crm.vacancies import queries as vacancies
from crm.vacancies.models import Contract, Vacancy

bp = Blueprint("placements", __name__)
KIND_OF = {
    Contract.APPRENTICESHIP: Kind.APPRENTICESHIP,
    Contract.SUPPORTED_INTERNSHIP: Kind.SUPPORTED_INTERNSHIP,
    Contract.WORK_TRIAL: Kind.WORK_TRIAL,
}


@bp.get("/placements")
@needs(Permission.VIEW_WORK)
def index() -> ResponseReturnValue:
    """List placements, the latest start first."""
    state, pathway = pages.asked("state") or "current", pages.asked("pathway")
    of = pages.asked("employer")
    employer = employers.find_by_ref(of) if of else None
    return render_template(
        "crm/placements/index.html",
        page=queries.page(state, pathway, employer),
        state=state,
        states=queries.STATES,
        pathway=pathway,
        pathways=[(known.value, known.value) for known in Pathway],
        employer=employer,
        **_clockwork(),
    )


@bp.route("/employers/<ref>/placements/new", methods=["GET", "POST"])
@needs(Permission.EDIT_WORK)
def new(ref: str) -> ResponseReturnValue:
    """Start a placement with an employer, without a vacancy."""
    return _start(employers.employer_or_404(ref), None)


@bp.route("/vacancies/<ref>/placements/new", methods=["GET", "POST"])
@needs(Permission.EDIT_WORK)
def from_vacancy(ref: str) -> ResponseReturnValue:
    """Start a placement in a vacancy, with its title, hours and pay."""
    vacancy = vacancies.vacancy_or_404(ref)
    return _start(vacancy.employer, vacancy)


def _start(employer: Employer, vacancy: Vacancy | None) -> ResponseReturnValue:
    form = PlacementForm(data=_offered(vacancy) | _matched() if vacancy else None)
    if form.validate_on_submit() and not form.check.data:
        try:
            journal.operation(f"Added placement as {form.job_title.data} with {employer.name}")
            placement = actions.start(
                employer,
                by=current_user(),
                vacancy=vacancy,
                fills=bool(form.fills.data),
                sure=bool(form.sure.data),
                **form.details,
            )
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            session.commit()
            undo_flash(f"Placement {placement.ref} added.")
            return redirect(url_for("placements.show", ref=placement.ref))
    return render_template(
        "crm/placements/new.html",
        form=form,
        employer=employer,
        vacancy=vacancy,
        worked_out=_worked_out(form),
    )


def _offered(vacancy: Vacancy) -> dict[str, Any]:
    """Return what the vacancy says, for a placement to begin with."""
    return {
        "job_title": vacancy.title,
        "kind": KIND_OF.get(vacancy.contract, Kind.JOB),
        "contract": vacancy.contract if vacancy.contract in CONTRACTS else Contract.UNKNOWN,
        "started_on": vacancy.starts_on,
        "pay_amount": vacancy.pay_amount,
        "pay_basis": vacancy.pay_basis,
        "weekly_hours": vacancy.weekly_hours,
        "weeks_per_year": vacancy.weeks_per_year,
        "fills": True,
    }


def _matched() -> dict[str, Any]:
    """Return whom a match is about; the address holds no reference of a person."""
    named = pages.asked("profile")
    profile = participants.find(named) if named and may_see(Permission.VIEW_PROFILES) else None
    if profile is None:
        return {}
    return {"participant_ref": profile.participant_ref, "pathway": profile.pathway}


@bp.get("/placements/<ref>")
@needs(Permission.VIEW_WORK)
def show(ref: str) -> ResponseReturnValue:
    """Show one placement: weeks so far, the 26-week mark, pay and what hangs on it."""
    placement = queries.placement_or_404(ref)
    panels = [(panel, panel.load(placement)) for panel in allowed("placement_panels")]
    return render_template(
        "crm/placements/show.html",
        placement=placement,
        verdict=pay.verdict(placement.pay, placement.started_on, placement.ended_on),
        panels=panels,
        limits=_limits(placement),
        **_clockwork(),
    )


@bp.route("/placements/<ref>/edit", methods=["GET", "POST"])
@needs(Permission.EDIT_WORK)
def edit(ref: str) -> ResponseReturnValue:
    """Change the facts of a placement."""
    placement = queries.placement_or_404(ref)
    form = FactsForm(obj=placement, seen=placement.version)
    if form.validate_on_submit():
        try:
            conflicts.check(placement, form)
            journal.operation(f"Changed placement {ref} with {placement.employer.name}")
            actions.change(placement, by=current_user(), **form.details)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            placement = queries.placement_or_404(ref)
            conflicts.show(error, form, placement)
        else:
            undo_flash(f"Placement {ref} saved.")
            return redirect(url_for("placements.show", ref=ref))
    page = render_template("crm/placements/edit.html", form=form, placement=placement)
    return page, form.http_status


@bp.route("/placements/<ref>/end", methods=["GET", "POST"])
@needs(Permission.EDIT_WORK)
def end(ref: str) -> ResponseReturnValue:
    """Write down when the work ended and why."""
    placement = queries.placement_or_404(ref)
    form = EndForm()
    if form.validate_on_submit():
        try:
            journal.operation(f"Ended placement {ref} with {placement.employer.name}")
            actions.end(
                placement,
                by=current_user(),
                end_code=Ended(form.end_code.data),
                **form.values("ended_on", "end_reason"),
            )
        except RuleBroken as error:
            form.show(error)
        else:
            session.commit()
            undo_flash(f"Placement {ref} ended.")
            return redirect(url_for("placements.show", ref=ref))
    return render_template("crm/placements/end.html", form=form, placement=placement)


@bp.post("/placements/<ref>/resume")
@needs(Permission.EDIT_WORK)
def resume(ref: str) -> ResponseReturnValue:
    """Take back an end that was a mistake."""
    placement = queries.placement_or_404(ref)
    if Form().validate_on_submit():
        try:
            journal.operation(f"Resumed placement {ref} with {placement.employer.name}")
            actions.resume(placement)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            flash(error.message, "error")
        else:
            undo_flash(f"Placement {ref} goes on.")
    return redirect(url_for("placements.show", ref=ref))


def _limits(placement: Placement) -> Limits | None:
    """Return how hours and pay stand against the limits of permitted work, where they may count."""
    if not placement.limits_apply:
        return None
    hours, supervised = placement.weekly_hours, placement.supervised
    return permitted(placement.pay, hours, clock.today(), pay.rates(), supervised=supervised)


def _clockwork() -> dict[str, Any]:
    """Return what a template needs to tell how long somebody has been in work."""
    today = clock.today()

    def weeks(row: Placement) -> int:
        return rules.weeks_in_work(row.started_on, row.ended_on, today)

    return {"weeks": weeks, "mark_on": rules.mark_on, "mark": rules.MARK_WEEKS, "today": today}


def _worked_out(form: PlacementForm) -> tuple[Standing | None, str] | None:
    """Return what the pay comes to, once it was typed and can be read."""
    if not form.is_submitted() or form.asked_pay is None:
        return None
    return pay.verdict(form.asked_pay, form.started_on.data)

"""Pages about matches: for a vacancy, for a person, all of them, and the numbers behind them."""

from typing import Any, NamedTuple

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.core import clock, journal, refs
from crm.core.access import current_user, needs, own_path
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.forms import Form
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.matching import actions, queries, shown
from crm.matching.forms import LimitForm, PassForm
from crm.matching.numbers import NUMBERS, in_force
from crm.participants import queries as participants
from crm.participants.rules import State as Looks
from crm.vacancies import queries as vacancies
from crm.vacancies.models import State

bp = Blueprint("matching", __name__)


class _Aside(NamedTuple):
    """A match set aside, as a page shows it; ``side`` says which of the two it names."""

    name: str
    reason: str
    vacancy: str
    profile: str
    side: str

    @property
    def url(self) -> str:
        """Return the page of what it names."""
        if self.side == "profile":
            return url_for("participants.show", ref=self.profile)
        return url_for("vacancies.show", ref=self.vacancy)


@bp.get("/matches")
@needs(Permission.VIEW_PROFILES)
def index() -> ResponseReturnValue:
    """Show every open vacancy with its best match, and who has none."""
    return render_template("crm/matching/index.html", found=shown.overview())


@bp.get("/vacancies/<ref>/matches")
@needs(Permission.VIEW_PROFILES)
def people(ref: str) -> ResponseReturnValue:
    """Show who would suit a vacancy, ranked, with the reasons."""
    vacancy = vacancies.vacancy_or_404(ref)
    is_open = vacancy.state is State.OPEN
    return render_template(
        "crm/matching/people.html",
        vacancy=vacancy,
        leaf=shown.people_for(vacancy) if is_open else None,
        aside=[
            _Aside(row.participant_ref, row.reason, vacancy.ref, refs.ref("C", row.id), "profile")
            for row in queries.passed_for(vacancy.id)
        ],
        reasons=actions.REASONS,
    )


@bp.get("/participants/<ref>/matches")
@needs(Permission.VIEW_PROFILES)
def jobs(ref: str) -> ResponseReturnValue:
    """Show which vacancies would suit a person, ranked, with the reasons."""
    profile = participants.profile_or_404(ref)
    is_looking = profile.state is Looks.LOOKING
    leaf, found = shown.vacancies_for(profile) if is_looking else (None, {})
    return render_template(
        "crm/matching/jobs.html",
        profile=profile,
        leaf=leaf,
        vacancies=found,
        aside=[
            _Aside(row.title, row.reason, refs.ref("V", row.id), profile.ref, "vacancy")
            for row in queries.passed_of(profile.id)
        ],
        reasons=actions.REASONS,
    )


@bp.post("/matches/<vacancy_ref>/<profile_ref>/aside")
@needs(Permission.EDIT_PROFILES)
def aside(vacancy_ref: str, profile_ref: str) -> ResponseReturnValue:
    """Set a match aside with a reason."""
    return _act(vacancy_ref, profile_ref, back=False)


@bp.post("/matches/<vacancy_ref>/<profile_ref>/again")
@needs(Permission.EDIT_PROFILES)
def again(vacancy_ref: str, profile_ref: str) -> ResponseReturnValue:
    """Offer a match again that was set aside."""
    return _act(vacancy_ref, profile_ref, back=True)


def _act(vacancy_ref: str, profile_ref: str, *, back: bool) -> ResponseReturnValue:
    """Set one match aside or offer it again, and return to the list it stood in."""
    vacancy = vacancies.vacancy_or_404(vacancy_ref)
    profile = participants.profile_or_404(profile_ref)
    page = own_path(request.form.get("back", "")) or url_for("matching.people", ref=vacancy.ref)
    form: Form = Form() if back else PassForm()
    if not form.validate_on_submit():
        flash("Choose why it is not for this person.", "error")
        return redirect(page)
    did = "Offered again" if back else "Set aside"
    try:
        journal.operation(f"{did}: the match of {vacancy.ref} and {profile.ref}")
        if back:
            actions.offer_again(profile, vacancy)
        else:
            actions.pass_by(profile, vacancy, form["reason"].data, by=current_user())
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
    else:
        undo_flash(f"{did}: {vacancy.ref} for {profile.ref}.")
    return redirect(page)


@bp.get("/matches/numbers")
@needs(Permission.VIEW_WORK)
def numbers() -> ResponseReturnValue:
    """Show what is still a stretch and what each line counts, with source and how sure it is."""
    rows, today = queries.limit_rows(), clock.today()
    current = in_force(rows, today)
    return render_template(
        "crm/matching/numbers.html",
        numbers=NUMBERS,
        current=[current[name] for name in NUMBERS],
        others=[row for row in rows if current.get(row.name) is not row],
    )


@bp.route("/matches/numbers/<name>", methods=["GET", "POST"])
@needs(Permission.EDIT_RATES)
def change(name: str) -> ResponseReturnValue:
    """Let a number of matching be another from a day on."""
    if name not in NUMBERS:
        abort(404)
    form = LimitForm(obj=in_force(queries.limit_rows(), clock.today())[name])
    if request.method == "GET":
        form.from_on.data = clock.today()
    if form.validate_on_submit():
        try:
            journal.operation(f"Changed a number of matching: {NUMBERS[name].label}")
            given: dict[str, Any] = form.values("value", "from_on", "source", "status")
            actions.change_limit(name, **given)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            undo_flash(f"{NUMBERS[name].label}: {form.value.data}.")
            return redirect(url_for("matching.numbers"))
    return render_template("crm/matching/change.html", form=form, number=NUMBERS[name])

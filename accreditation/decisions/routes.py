"""Pages on which people decide and waive a gate, and pages about what was decided."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accreditation.assessments import actions as assessments
from accreditation.assessments import queries as cases
from accreditation.assessments.models import Assessment
from accreditation.assessments.rules import State
from accreditation.decisions import actions, conditions, frames, queries
from accreditation.decisions.forms import DecideForm, MetForm, WaiveForm
from accreditation.decisions.models import Decision, Milestone, NotAllowed
from accreditation.decisions.queries import Case
from accreditation.decisions.rules import levels_up_to, why_not_award
from accreditation.levels import queries as levels
from accreditation.reasons import queries as reasons
from accreditation.reasons.forms import OUTCOMES
from accreditation.reasons.rules import Outcome
from accreditation.scheme.document import digest
from crm.core import clock, pages, sheets
from crm.core.access import current_user, needs
from crm.core.db import get_or_404, session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.core.routes import undo_flash

bp = Blueprint("decisions", __name__)
NEVER_ASKED = frozenset(
    {"approver_id", "assessor_id", "second_id", "reviewer_id", "proposed", "supported", "by"}
)
"""Fields that no page of ours sends: who does is trying something."""
FORGED = RuleBroken("The page sent fields that it does not have. Nothing was changed.")


def _asked() -> dict[str, str]:
    return {name: pages.asked(name) for name in ("outcome", "level", "version")}


@bp.get("/accreditation/decisions")
@needs(Permission.VIEW_ACCREDITATION)
def index() -> ResponseReturnValue:
    """List what waits for a decision, open conditions, and what was decided."""
    asked = _asked()
    return render_template(
        "accreditation/decisions/index.html",
        waiting=[frames.waiting_row(row) for row in cases.ready()],
        milestones=queries.open_milestones(),
        page=queries.page(queries.listing(**asked)),
        asked=asked,
        outcomes=[(one.value, one.value.capitalize()) for one in OUTCOMES],
        **queries.choices(),
    )


@bp.post("/accreditation/decisions.csv")
@needs(Permission.EXPORT)
def listed() -> ResponseReturnValue:
    """Note who takes the decisions, and give them as a file: nothing about people at work."""
    asked = _asked()
    actions.note_export(asked, person=current_user())
    session.commit()
    statement = queries.listing(**asked).options(*queries.WITH_RESULTS).order_by(Decision.id)
    rows = session.scalars(statement)
    return sheets.answer(
        f"decisions-{clock.today().isoformat()}.csv",
        "csv",
        frames.HEADINGS,
        map(frames.csv_row, rows),
        sheet="Decisions",
    )


@bp.get("/accreditation/decisions/<ref>")
@needs(Permission.VIEW_ACCREDITATION)
def show(ref: str) -> ResponseReturnValue:
    """Show a decision as it was made, and beside it what the records say today."""
    return _page(queries.decision_or_404(ref), MetForm(formdata=None))


def _page(row: Decision, form: MetForm, wrong: int = 0) -> str:
    return render_template(
        "accreditation/decisions/show.html",
        row=row,
        then=frames.as_decided(row),
        stands=levels.stored(row.employer_id),
        milestones=queries.milestones(row.id),
        newer=queries.newer(row),
        going=cases.open_for(row.employer_id),
        refused=cases.refused(row.assessment_id),
        form=form,
        wrong=wrong,
    )


@bp.post("/accreditation/decisions/<ref>/met/<int:milestone_id>")
@needs(Permission.VIEW_ACCREDITATION)
def met(ref: str, milestone_id: int) -> ResponseReturnValue:
    """Note that a condition is met, with the proof that was seen."""
    row = queries.decision_or_404(ref)
    milestone = get_or_404(Milestone, milestone_id)
    if milestone.decision_id != row.id:
        abort(404)
    form = MetForm()
    if not form.validate_on_submit():
        return _page(row, form, wrong=milestone.id)
    try:
        confirmed = conditions.meet(row, milestone, proof=form.proof.data, by=current_user())
        session.commit()
    except NotAllowed as error:
        return turned_away(row.assessment_id, f"meet a condition of {ref}", error, ref)
    except RuleBroken as error:
        session.rollback()
        flash(error.message)
    else:
        if confirmed:
            flash("That was the last condition. The award is confirmed, which stays as it is.")
        else:
            flash("The condition is met.")
    return redirect(url_for("decisions.show", ref=ref))


def turned_away(
    assessment_id: int, act: str, error: RuleBroken, ref: str = ""
) -> ResponseReturnValue:
    """Write down what somebody may not do, and tell them the rule."""
    person: Any = current_user()
    assessment = session.get(Assessment, assessment_id)
    assessments.refuse(assessment, person, act, error.message)
    why = error.message
    page = render_template("accreditation/decisions/turned_away.html", why=why, ref=ref)
    return page, 403


@bp.route("/accreditation/decisions/new/<ref>", methods=["GET", "POST"])
@needs(Permission.VIEW_ACCREDITATION)
def decide(ref: str) -> ResponseReturnValue:
    """Decide a case: what and why, then the letter, then for good."""
    assessment = cases.assessment_or_404(ref, lock=request.method == "POST")
    if assessment.state is not State.READY:
        return _not_ready(assessment)
    case = queries.case_of(assessment, clock.today())
    form = _form(case)
    blocks: Any = None
    if request.method == "POST":
        if (answer := _refuse_at_once(case)) is not None:
            return answer
        if form.validate() and request.form.get("step") != "change":
            try:
                if request.form.get("step") == "confirm":
                    return _confirmed(case, form)
                blocks = actions.written(case, form.wish, by=current_user())
            except NotAllowed as error:
                return turned_away(assessment.id, f"decide {ref}", error, ref)
            except RuleBroken as error:
                session.rollback()
                assessment = cases.assessment_or_404(ref)
                case = queries.case_of(assessment, clock.today())
                form.show(error)
    return _desk(case, form, blocks)


def _not_ready(assessment: Assessment) -> ResponseReturnValue:
    if assessment.state is State.DECIDED:
        return _came_second(assessment)
    ref = assessment.ref
    session.rollback()
    flash(f"{ref} does not wait for a decision: it is still with its assessor.")
    return redirect(url_for("decisions.index"))


def _form(case: Case) -> DecideForm:
    form = DecideForm()
    offered = levels_up_to(case.scheme, case.supported)
    form.offer(offered, reasons.counting(clock.today()))
    if request.method == "GET" and offered:
        proposed = case.assessment.proposed
        form.level.data = proposed if proposed in dict(offered) else offered[0][0]
    return form


def _refuse_at_once(case: Case) -> ResponseReturnValue | None:
    """Turn away who may not decide, or who sends what the page does not offer."""
    assessment, sent = case.assessment, request.form
    error = None
    if refused := queries.why_not(assessment, current_user()):
        error = RuleBroken(refused)
    elif NEVER_ASKED & set(sent):
        error = FORGED
    elif case.scheme.ranks.get(sent.get("level", ""), 0) > case.scheme.ranks.get(case.supported, 0):
        error = RuleBroken("A decision never goes above what the evidence supports.")
    elif sent.get("outcome") in (Outcome.APPROVED, Outcome.CONDITIONAL) and not case.supported:
        error = RuleBroken(why_not_award(case.result, case.scheme, case.supported))
    return (
        turned_away(assessment.id, f"decide {assessment.ref}", error, assessment.ref)
        if error
        else None
    )


def _confirmed(case: Case, form: DecideForm) -> ResponseReturnValue:
    row = actions.decide(case, form.wish, by=current_user(), seen=form.seen.data or "")
    session.commit()
    flash(
        f"{row.ref} is decided and its letter is on its way. A decision stays: a wrong one is "
        "followed by a new one. Open it to assess anew."
    )
    following = next(iter(cases.ready()), None)
    if following is not None and not queries.why_not(following, current_user()):
        return redirect(url_for("decisions.decide", ref=following.ref))
    return redirect(url_for("decisions.index"))


def _came_second(assessment: Assessment) -> ResponseReturnValue:
    """Show who decided, when and what, in place of what cannot be decided any more."""
    row = queries.of_assessment(assessment.id) or abort(404)
    page = render_template(
        "accreditation/decisions/came_second.html",
        assessment=assessment,
        row=row,
        then=frames.as_decided(row),
        tried=request.method == "POST",
    )
    return page, 409 if request.method == "POST" else 200


def _desk(case: Case, form: DecideForm, blocks: Any) -> ResponseReturnValue:
    assessment = case.assessment
    why_not = queries.why_not(assessment, current_user())
    return render_template(
        "accreditation/decisions/decide.html",
        case=case,
        assessment=assessment,
        employer=assessment.employer,
        form=form,
        blocks=blocks,
        seen=digest(blocks) if blocks else "",
        why_not=why_not,
        who_can=queries.deciders(assessment) if why_not else (),
        shut={one.code: case.scheme.levels[one.rank - 1].title for one in case.blocked},
        quick=reasons.first(Outcome.APPROVED, clock.today()),
        no_award=why_not_award(case.result, case.scheme, case.supported),
        criteria=frames.criteria(
            dict(case.result), {c.code: c.title for c in case.scheme.criteria}
        ),
        stands=levels.stored(assessment.employer_id),
        following=len(cases.ready()) - 1,
    )


@bp.route("/accreditation/decisions/waive/<ref>/<gate>", methods=["GET", "POST"])
@needs(Permission.VIEW_ACCREDITATION)
def waive(ref: str, gate: str) -> ResponseReturnValue:
    """Set one blocked gate aside for this employer, with a reason and an end."""
    assessment = cases.assessment_or_404(ref, lock=request.method == "POST")
    if assessment.state is not State.READY:
        return _not_ready(assessment)
    case = queries.case_of(assessment, clock.today())
    found = next((one for one in case.blocked if one.code == gate), None) or abort(404)
    form = WaiveForm()
    why_not = queries.why_not(assessment, current_user())
    if request.method == "POST" and why_not:
        return turned_away(assessment.id, f"waive {gate} in {ref}", RuleBroken(why_not), ref)
    if form.validate_on_submit():
        try:
            actions.waive(assessment, gate, **form.values("why", "until"), by=current_user())
        except RuleBroken as error:
            form.show(error)
        else:
            session.commit()
            undo_flash(f"Waived: {found.title}.")
            return redirect(url_for("decisions.decide", ref=ref))
    return render_template(
        "accreditation/decisions/waive.html",
        assessment=assessment, employer=assessment.employer, gate=found, form=form,
        why_not=why_not, who_can=queries.deciders(assessment) if why_not else (),
    )  # fmt: skip


@bp.post("/accreditation/decisions/<ref>/anew")
@needs(Permission.ASSESS)
def anew(ref: str) -> ResponseReturnValue:
    """Have the employer of a decision assessed anew: the next decision takes its place."""
    row = queries.decision_or_404(ref)
    opened = assessments.open_review(row.employer, f"Decided anew after {row.ref}.")
    session.commit()
    undo_flash(f"{opened.ref} is open: {row.employer.name} is assessed anew.")
    return redirect(url_for("decisions.show", ref=ref))

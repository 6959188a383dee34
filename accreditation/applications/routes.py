"""Pages of the staff: ask an employer to apply, see what it says, take an application back."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accreditation.applications import actions, queries, rules
from accreditation.applications.forms import AskForm, SettleForm, WithdrawForm
from accreditation.applications.models import Application, State
from accreditation.levels.rules import summary
from crm.core import clock, formats, journal, pages
from crm.core.access import current_user, needs
from crm.core.db import get_or_404, session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.employers import queries as employers
from crm.employers.models import Contact

bp = Blueprint("applications", __name__)


@bp.get("/accreditation/applications")
@needs(Permission.VIEW_ACCREDITATION)
def index() -> ResponseReturnValue:
    """List applications that go on, the oldest first, with their age."""
    state = pages.asked("state")
    return render_template(
        "accreditation/applications/index.html",
        page=queries.page(state),
        state=state,
        states=[(one.value, words) for one, words in queries.STATES.items()],
        titles=queries.STATES,
    )


@bp.route("/employers/<ref>/level/ask", methods=["GET", "POST"])
@needs(Permission.ASSESS)
def ask(ref: str) -> ResponseReturnValue:
    """Mail somebody at an employer a link to apply by, or fill it in with them on the phone."""
    employer = employers.employer_or_404(ref)
    people = queries.who_to_ask(employer.id)
    form = AskForm()
    form.contact.offer(
        [(one.id, f"{one.name}, {one.email}") for one in people], blank="Nobody: by phone"
    )
    if people and not form.is_submitted():
        form.contact.data = str(people[0].id)
    if form.validate_on_submit():
        chosen = int(form.contact.data) if form.contact.data else None
        contact = get_or_404(Contact, chosen) if chosen else None
        try:
            row = actions.invite(employer, contact, by=current_user())
            told, row_ref = _asked(row, contact), row.ref
            address = queries.address(queries.application_or_404(row_ref))
            session.commit()
        except RuleBroken as error:
            session.rollback()
            employer = employers.employer_or_404(ref)
            people = queries.who_to_ask(employer.id)
            form.show(error)
        else:
            flash(told)
            if contact is None and address:
                return redirect(url_for("applying.show", token=address.rpartition(".")[2]))
            return redirect(url_for("applications.case", ref=row_ref))
    return render_template(
        "accreditation/applications/ask.html",
        form=form,
        employer=employer,
        people=people,
        earlier=queries.of_employer(employer.id),
        titles=queries.STATES,
    )


def _asked(row: Application, contact: Contact | None) -> str:
    if contact is None:
        return f"{row.ref} is begun. What you fill in is noted under your name."
    until = formats.long_day(clock.today() + actions.LASTS)
    return f"A link is mailed to {contact.name}. It works until {until}."


@bp.get("/accreditation/applications/<ref>")
@needs(Permission.VIEW_ACCREDITATION)
def case(ref: str) -> ResponseReturnValue:
    """Show one application: what it says, what our records say against it, where it stands."""
    return _page(queries.application_or_404(ref), WithdrawForm(), SettleForm())


def _page(row: Application, form: WithdrawForm, settling: SettleForm) -> ResponseReturnValue:
    known, result = queries.result(row)
    scheme = queries.scheme_of(row)
    return render_template(
        "accreditation/applications/case.html",
        row=row,
        scheme=scheme,
        asked=rules.questions(scheme, known.band),
        answers=rules.read_all(row.answers),
        found=queries.findings(row),
        proofs=queries.proofs(row.id),
        level=summary(result),
        result=result,
        form=form,
        settling=settling,
        titles=queries.STATES,
        age=queries.age,
        address=queries.address(row),
        assessable="assessments.take" in current_app.view_functions,
        may_withdraw=row.state in {State.DRAFT, State.SUBMITTED},
    )


@bp.post("/accreditation/applications/<ref>/withdraw")
@needs(Permission.ASSESS)
def withdraw(ref: str) -> ResponseReturnValue:
    """Take an application back for an employer, with the reason."""
    row, form = queries.application_or_404(ref, lock=True), WithdrawForm()
    if form.validate_on_submit():
        try:
            journal.operation(f"Withdrew application {row.ref}")
            actions.withdraw(row, form.why.data or "", by=current_user())
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            undo_flash(f"{ref} is withdrawn.")
            return redirect(url_for("applications.case", ref=ref))
    return _page(queries.application_or_404(ref), form, SettleForm(formdata=None))


@bp.post("/accreditation/applications/<ref>/settle")
@needs(Permission.ASSESS)
def settle(ref: str) -> ResponseReturnValue:
    """Note how something that contradicted our records was cleared up."""
    row, form = queries.application_or_404(ref, lock=True), SettleForm()
    if form.validate_on_submit():
        try:
            journal.operation(f"Cleared up a contradiction in {row.ref}")
            words = form.words.data or ""
            actions.settle(row, form.code.data or "", words, by=current_user())
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            undo_flash("Noted. It does not stand in the way any more.")
            return redirect(url_for("applications.case", ref=ref))
    return _page(queries.application_or_404(ref), WithdrawForm(formdata=None), form)

"""Pages of the staff: ask by a link, see what became of it, remind, extend, close."""

from typing import NamedTuple

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.core import clock, conflicts, journal, pages
from crm.core.access import current_user, needs, own_path
from crm.core.db import get_or_404, session
from crm.core.errors import RuleBroken
from crm.core.features import About
from crm.core.forms import Form
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.employers import queries as employers
from crm.employers.models import Contact, Employer
from crm.evidence import actions, queries
from crm.evidence.forms import AskForm, CloseForm, PurposeForm
from crm.evidence.models import EvidencePurpose, EvidenceRequest
from crm.vault import queries as vault
from crm.vault.rules import CLASS_OF

bp = Blueprint("evidence", __name__, url_prefix="/evidence")


class Wanted(NamedTuple):
    """What is asked for, about which row."""

    purpose: EvidencePurpose
    about: About
    subject_id: int


def _wanted(code: str, subject_id: int | None) -> Wanted:
    """Return a purpose with the row it is asked about, or answer 404."""
    purpose = queries.purpose(code) or abort(404)
    about = queries.about(purpose.about, subject_id or 0) or abort(404)
    return Wanted(purpose, about, subject_id or 0)


@bp.get("")
@needs(Permission.VIEW_WORK)
def index() -> ResponseReturnValue:
    """List requests, the newest first, with their age and what came."""
    state = pages.asked("state") or "waiting"
    return render_template(
        "crm/evidence/index.html",
        page=queries.page(state),
        state=state,
        states=queries.STATES,
        names=queries.names(),
    )


@bp.get("/of/<ref>")
@needs(Permission.VIEW_WORK)
def of(ref: str) -> ResponseReturnValue:
    """List what was asked of one employer, and offer what can be asked."""
    employer = employers.employer_or_404(ref)
    return render_template(
        "crm/evidence/of.html",
        employer=employer,
        requests_made=queries.about_employer(employer.id),
        offered=queries.offered("employer"),
        names=queries.names(),
    )


@bp.get("/new/<code>/<int:subject_id>")
@needs(Permission.EDIT_WORK)
def new(code: str, subject_id: int) -> ResponseReturnValue:
    """Choose who gets the link, and read what the mail says."""
    wanted = _wanted(code, subject_id)
    return render_template(
        "crm/evidence/new.html",
        wanted=wanted,
        employer=session.get_one(Employer, wanted.about.employer_id),
        people=queries.who_to_ask(wanted.about.employer_id),
        there=queries.open_request(code, wanted.purpose.about, subject_id),
        kept=vault.retention(CLASS_OF[wanted.purpose.kind]),
        back=own_path(request.args.get("back", "")) or wanted.about.url,
    )


@bp.post("/ask")
@needs(Permission.EDIT_WORK)
def ask() -> ResponseReturnValue:
    """Send the link: to the person named, or to the likeliest one there."""
    form = AskForm()
    wanted = _wanted(form.purpose.data or "", _number(form.subject.data))
    back = own_path(form.back.data or "") or wanted.about.url
    if not form.validate_on_submit():
        return redirect(back)
    contact = _contact(wanted, form.contact.data)
    if contact is None:
        flash("Nobody there has an email address. Add one to a contact, then send the link.")
        return redirect(url_for("evidence.new", code=wanted.purpose.code,
                                subject_id=wanted.subject_id, back=back))  # fmt: skip
    try:
        row = actions.ask(
            wanted.purpose, wanted.about, wanted.subject_id, contact=contact, by=current_user()
        )
        told = f"A link is mailed to {contact.name}. It works until {row.ends_on:%-d %B %Y}."
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
    else:
        undo_flash(told)
    return redirect(back)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None


def _contact(wanted: Wanted, asked: str | None) -> Contact | None:
    if asked:
        return get_or_404(Contact, _number(asked))
    return next(iter(queries.who_to_ask(wanted.about.employer_id)), None)


@bp.get("/<ref>")
@needs(Permission.VIEW_WORK)
def show(ref: str) -> ResponseReturnValue:
    """Show a request: what came, what was done with its link, and what can be done now."""
    return _page(queries.request_or_404(ref), CloseForm())


def _page(row: EvidenceRequest, form: CloseForm) -> ResponseReturnValue:
    return render_template(
        "crm/evidence/show.html",
        row=row,
        purpose=queries.purpose(row.purpose),
        about=queries.about(row.subject_kind, row.subject_id),
        standing=queries.standing(row),
        files=queries.files(row.id),
        log=queries.log(row),
        mails=queries.mails(row.link_id) if row.link_id else (),
        form=form,
        over=row.closed_at is not None or row.ends_on < clock.today(),
    )


@bp.post("/<ref>/remind")
@needs(Permission.EDIT_WORK)
def remind(ref: str) -> ResponseReturnValue:
    """Mail the same link once more."""
    row, form = queries.request_or_404(ref), Form()
    if form.validate_on_submit():
        try:
            actions.remind(row, by=current_user())
            session.commit()
            flash("A reminder with the same link is mailed.")
        except RuleBroken as error:
            session.rollback()
            flash(error.message, "error")
    return redirect(url_for("evidence.show", ref=ref))


@bp.post("/<ref>/extend")
@needs(Permission.EDIT_WORK)
def extend(ref: str) -> ResponseReturnValue:
    """Let the link work for its days again."""
    row, form = queries.request_or_404(ref), Form()
    if form.validate_on_submit():
        try:
            last = actions.extend(row, by=current_user())
            session.commit()
            undo_flash(f"The link works until {last:%-d %B %Y}.")
        except RuleBroken as error:
            session.rollback()
            flash(error.message, "error")
    return redirect(url_for("evidence.show", ref=ref))


@bp.post("/<ref>/close")
@needs(Permission.EDIT_WORK)
def close(ref: str) -> ResponseReturnValue:
    """End the link before its day."""
    row, form = queries.request_or_404(ref), CloseForm()
    if form.validate_on_submit():
        try:
            actions.close(row, form.why.data, by=current_user())
            session.commit()
        except RuleBroken as error:
            session.rollback()
            row = queries.request_or_404(ref)
            form.show(error)
        else:
            undo_flash("The link does not work any more.")
            return redirect(url_for("evidence.show", ref=ref))
    return _page(row, form)


@bp.get("/purposes")
@needs(Permission.VIEW_WORK)
def purposes() -> ResponseReturnValue:
    """List what may be asked for, with how many files and days, and on whose word."""
    return render_template("crm/evidence/purposes.html", purposes=queries.purposes())


@bp.route("/purposes/<int:purpose_id>", methods=["GET", "POST"])
@needs(Permission.EDIT_RATES)
def edit(purpose_id: int) -> ResponseReturnValue:
    """Change what employers read, how many files a link takes and how many days it works."""
    row = get_or_404(EvidencePurpose, purpose_id)
    form = PurposeForm(obj=row, seen=row.version)
    if form.validate_on_submit():
        try:
            conflicts.check(row, form)
            journal.operation(f"Changed how {row.name.lower()} is asked for")
            form.populate(row)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            row = get_or_404(EvidencePurpose, purpose_id)
            conflicts.show(error, form, row)
        else:
            undo_flash("Saved. Links that were sent stay as they are.")
            return redirect(url_for("evidence.purposes"))
    return render_template("crm/evidence/edit.html", row=row, form=form), form.http_status

"""Vacancies from a page or a feed: bring it, look at what was read, save what is ticked."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.adverts import actions, queries, shown
from crm.adverts.forms import AdvertForm, BringForm
from crm.adverts.models import AdvertFile, AdvertRow, Kind, State
from crm.core import clock, pages
from crm.core.access import current_user, needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.formats import plural
from crm.core.forms import Form
from crm.core.once import kept_once
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.core.undone import undone

bp = Blueprint("adverts", __name__, url_prefix="/vacancies/import")
KINDS = {"new": Kind.NEW, "changed": Kind.CHANGED, "here": Kind.HERE}


@bp.route("", methods=["GET", "POST"])
@needs(Permission.EDIT_WORK)
def new() -> ResponseReturnValue:
    """Take a saved page or a feed; list what was brought before."""
    form = BringForm()
    if form.validate_on_submit():
        try:
            row = _kept(form)
        except RuleBroken as error:
            session.rollback()
            if error.field == "file" and not (form.file.data and form.file.data.filename):
                error = RuleBroken(error.message, "pasted" if form.pasted.data else "file")
            form.show(error)
        else:
            return redirect(url_for("adverts.show", number=row.id))
    brought = queries.recent()
    return render_template(
        "crm/adverts/new.html",
        form=form,
        brought=brought,
        undone=undone(row.operation_id for row in brought),
    )


def _kept(form: BringForm) -> AdvertFile:
    """Keep what the form brings; a form that is sent twice makes one import."""
    content, name = form.content()
    person = current_user()
    return kept_once(
        lambda: actions.keep(content, name, person, form.token),
        lambda: queries.by_form(form.token or "", person.id),
    )


@bp.route("/<int:number>", methods=["GET", "POST"])
@needs(Permission.EDIT_WORK)
def show(number: int) -> ResponseReturnValue:
    """Show what was read, before anything is saved; take over ticks and employers, and save."""
    form = Form()
    if form.validate_on_submit():
        file = queries.file_or_404(number, lock=True)
        return _answer(file)
    file = queries.file_or_404(number)
    asked = pages.asked("kind")
    rows, after = queries.page(file.id, KINDS.get(asked), pages.asked_number("after") or 0)
    counts, ticked = queries.counts(file.id)
    today = clock.today()
    return render_template(
        "crm/adverts/show.html",
        file=file,
        form=form,
        states=State,
        busy=file.state in shown.BUSY,
        progress=shown.progress(file),
        rows=[shown.row(one, today) for one in rows if one.kind is not None],
        after=after,
        kind=asked if asked in KINDS else "",
        chips=[(key, shown.WORDS[kind], counts.get(kind, 0)) for key, kind in KINDS.items()],
        ticked=ticked,
        undone=undone([file.operation_id]),
    )


def _answer(file: AdvertFile) -> ResponseReturnValue:
    """Take over what the page says; save it, or go on to where the person wants to go."""
    if file.state is not State.READY:
        session.rollback()
        flash(f"Nothing was taken over: this import is {file.state.value}.", "error")
        return redirect(url_for("adverts.show", number=file.id))
    numbers = {text for text in request.form.getlist("row") if text.isascii() and text.isdigit()}
    rows = [queries.row_or_404(file.id, int(text[:9])) for text in sorted(numbers)[: queries.PAGE]]
    here = actions.choose(rows, request.form)
    session.commit()
    if here:
        some = plural(here, "of these vacancies is", "of these vacancies are")
        flash(f"{some} here already with the employer you chose. Look again.", "error")
        return redirect(pages.here())
    if "save" in request.form:
        return _save(file)
    onward = request.form.get("after", "")
    after = onward if onward.isascii() and onward.isdigit() else None
    return redirect(pages.here(after=after))


def _save(file: AdvertFile) -> ResponseReturnValue:
    number = file.id
    try:
        actions.approve(queries.file_or_404(number, lock=True), current_user())
        session.commit()
    except RuleBroken as error:
        session.rollback()
        _mark_faults(number)
        flash(error.message, "error")
        return redirect(pages.here())
    done = queries.file_or_404(number)
    if done.state is State.DONE:
        undo_flash(f"Saved {plural(len(done.outcomes), 'vacancy', 'vacancies')}.")
    return redirect(url_for("adverts.show", number=number))


def _mark_faults(number: int) -> None:
    """Keep on the rows why they cannot be saved; the refusal itself was rolled back."""
    actions.note_faults(queries.file_or_404(number))
    session.commit()


@bp.route("/<int:number>/<int:row>", methods=["GET", "POST"])
@needs(Permission.EDIT_WORK)
def edit(number: int, row: int) -> ResponseReturnValue:
    """Put one found vacancy right before it is saved."""
    file = queries.file_or_404(number)
    found = queries.row_or_404(file.id, row)
    if file.state is not State.READY:
        return redirect(url_for("adverts.show", number=number))
    form = AdvertForm()
    if not form.is_submitted():
        form.fill(found)
    form.offer(shown.choices(found))
    if form.validate_on_submit():
        try:
            _mend(number, found, form)
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            return redirect(_back(number, row))
    return render_template(
        "crm/adverts/edit.html",
        file=queries.file_or_404(number),
        form=form,
        row=shown.row(queries.row_or_404(number, row), clock.today()),
        back=_back(number, row),
    )


def _mend(number: int, found: AdvertRow, form: AdvertForm) -> None:
    file = queries.file_or_404(number, lock=True)
    if file.state is not State.READY:
        raise RuleBroken(f"Nothing was changed: this import is {file.state.value}.")
    employer, name = form.chosen, form.employer_name.data or ""
    actions.mend(found, form.facts, employer=employer, name=name, place=form.place)
    session.commit()
    what = "It is here already, so it is not ticked." if found.kind is Kind.HERE else ""
    flash(f"Changed what will be saved. {what}".strip())


def _back(number: int, row: int) -> str:
    """Return the page of the list on which a row stands."""
    after = (row - 1) // queries.PAGE * queries.PAGE
    return url_for("adverts.show", number=number, after=after or None) + f"#row-{row}"


@bp.post("/<int:number>/discard")
@needs(Permission.EDIT_WORK)
def discard(number: int) -> ResponseReturnValue:
    """Let go of what was read."""
    file = queries.file_or_404(number, lock=True)
    try:
        actions.discard(file)
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
        return redirect(url_for("adverts.show", number=number))
    flash(f"Discarded {file.name}. Nothing of it was saved.")
    return redirect(url_for("adverts.new"))

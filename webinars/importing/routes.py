"""Attendance files: bring one, choose who unsure people are, save, take back."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.core import pages
from crm.core.access import current_user, needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.formats import plural
from crm.core.forms import Form
from crm.core.once import kept_once
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from webinars.bookings.models import LIVE
from webinars.day import queries as days
from webinars.day.models import AttendanceFile, State, rule_of
from webinars.importing import actions, queries, shown
from webinars.importing.forms import ColumnsForm, UploadForm, WhoForm
from webinars.importing.matching import Kind
from webinars.programme.models import Webinar
from webinars.programme.queries import webinar_or_404

bp = Blueprint("importing", __name__, url_prefix="/webinars/manage/<ref>/attendance")


@bp.route("", methods=["GET", "POST"])
@needs(Permission.RUN_WEBINARS)
def index(ref: str) -> ResponseReturnValue:
    """Take an attendance report; list those that were brought."""
    webinar = webinar_or_404(ref)
    form = UploadForm()
    if form.validate_on_submit():
        try:
            row, again = _kept(webinar, form)
        except RuleBroken as error:
            session.rollback()
            form.show(error)
            webinar = webinar_or_404(ref)
        else:
            if again:
                flash("This very file was brought before. Nothing was changed.")
            return redirect(url_for("importing.show", ref=ref, number=row.id))
    return render_template(
        "webinars/importing/index.html",
        webinar=webinar,
        form=form,
        files=queries.files_of(webinar.id),
        figures=days.figures(webinar.id),
        rule=rule_of(webinar),
        states=State,
    )


def _kept(webinar: Webinar, form: UploadForm) -> tuple[AttendanceFile, bool]:
    """Keep what the form brings; of two copies at once the slower one finds the other."""
    content, name = form.content()
    webinar_id = webinar.id

    def known() -> tuple[AttendanceFile, bool] | None:
        row = queries.by_digest(webinar_id, actions.digest_of(content))
        return (row, True) if row else None

    return kept_once(lambda: actions.keep(webinar, content, name, current_user()), known)


@bp.route("/<int:number>", methods=["GET", "POST"])
@needs(Permission.RUN_WEBINARS)
def show(ref: str, number: int) -> ResponseReturnValue:
    """Show what a file was read as and who is unsure; save it."""
    webinar = webinar_or_404(ref)
    form = Form()
    if form.validate_on_submit():
        return _save(webinar, number)
    file = queries.file_or_404(webinar.id, number)
    found = queries.matches(file) if file.read.get("people") else []
    return render_template(
        "webinars/importing/show.html",
        webinar=webinar,
        file=file,
        form=form,
        look=shown.look(file, found, rule_of(webinar)),
        rule=rule_of(webinar),
        figures=days.figures(webinar.id),
        states=State,
        kinds=Kind,
        few=None if pages.asked("all") else shown.FEW,
    )


def _save(webinar: Webinar, number: int) -> ResponseReturnValue:
    ref = webinar.ref
    try:
        file = queries.file_or_404(webinar.id, number)
        by_stated = request.form.get("by_stated") == "y"
        counts = actions.save(file, webinar, current_user(), by_stated=by_stated)
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
    else:
        kept = counts[Kind.UNSURE]
        later = f" {plural(kept, 'person is', 'people are')} kept for later." if kept else ""
        undo_flash(f"Saved {plural(counts[Kind.SURE], 'person', 'people')}.{later}")
    return redirect(url_for("importing.show", ref=ref, number=number))


@bp.post("/<int:number>/choose")
@needs(Permission.RUN_WEBINARS)
def choose(ref: str, number: int) -> ResponseReturnValue:
    """Say who one person in a file is."""
    webinar = webinar_or_404(ref)
    _choose(webinar, number, _person(), request.form.get("choice", ""))
    return redirect(url_for("importing.show", ref=ref, number=number))


def _choose(webinar: Webinar, number: int, person: int, choice: str) -> bool:
    """Take over a choice; in a saved file it counts at once and can be undone."""
    try:
        file = queries.file_or_404(webinar.id, number, lock=True)
        saved = file.state is State.SAVED
        if choice == "back" and not saved:
            actions.take_back_choice(file, person)
            session.commit()
            return True
        one = actions.choose(file, person, choice)
        if saved:
            actions.save_choice(file, webinar, current_user())
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
        return False
    if saved:
        undo_flash(f"Saved who {one.seen.name} is.")
    return True


def _person() -> int:
    text = request.form.get("person", "")
    return int(text[:6]) if text.isascii() and text.isdigit() else -1


@bp.route("/<int:number>/<int:person>", methods=["GET", "POST"])
@needs(Permission.RUN_WEBINARS)
def find(ref: str, number: int, person: int) -> ResponseReturnValue:
    """Choose among everybody who signed up who somebody in a file is."""
    webinar = webinar_or_404(ref)
    file = queries.file_or_404(webinar.id, number)
    one = queries.person_or_404(file, person)
    form = WhoForm()
    booked = days.bookings_of(webinar.id, *LIVE)
    form.booking.offer(
        [(row.id, f"{row.name}, {row.employer.name if row.employer else row.employer_words}")
         for row in sorted(booked, key=lambda row: row.name.casefold())],
        blank="Choose",
    )  # fmt: skip
    if form.validate_on_submit() and _choose(webinar, number, person, f"K:{form.booking.data}"):
        return redirect(url_for("importing.show", ref=ref, number=number))
    webinar, file = webinar_or_404(ref), queries.file_or_404(webinar.id, number)
    return render_template(
        "webinars/importing/find.html", webinar=webinar, file=file, one=one, form=form
    )


@bp.route("/<int:number>/columns", methods=["GET", "POST"])
@needs(Permission.RUN_WEBINARS)
def columns(ref: str, number: int) -> ResponseReturnValue:
    """Say what the columns of a file without known headings hold."""
    webinar = webinar_or_404(ref)
    file = queries.file_or_404(webinar.id, number)
    if file.state is not State.COLUMNS:
        return redirect(url_for("importing.show", ref=ref, number=number))
    rows: list[Any] = file.read["rows"]
    form = ColumnsForm()
    form.offer(rows)
    if form.validate_on_submit():
        try:
            file = queries.file_or_404(webinar.id, number, lock=True)
            actions.say_columns(file, webinar, form.columns)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
            webinar = webinar_or_404(ref)
            file = queries.file_or_404(webinar.id, number)
        else:
            return redirect(url_for("importing.show", ref=ref, number=number))
    return render_template(
        "webinars/importing/columns.html", webinar=webinar, file=file, form=form, rows=rows
    )


@bp.post("/<int:number>/discard")
@needs(Permission.RUN_WEBINARS)
def discard(ref: str, number: int) -> ResponseReturnValue:
    """Let go of a file that was not saved."""
    webinar = webinar_or_404(ref)
    try:
        file = queries.file_or_404(webinar.id, number, lock=True)
        name = file.name
        actions.discard(file)
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
        return redirect(url_for("importing.show", ref=ref, number=number))
    flash(f"Let go of {name}. Nothing of it was saved.")
    return redirect(url_for("importing.index", ref=ref))

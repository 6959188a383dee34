"""Pages about files. Each byte that leaves is written down, and committed, first."""

import hashlib
from collections.abc import Sequence

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from crm.core import clock, conflicts, db, journal, pages
from crm.core.access import allowed, current_user, needs
from crm.core.db import get_or_404, session
from crm.core.errors import RuleBroken
from crm.core.forms import Form
from crm.core.permissions import Permission
from crm.employers import queries as employers
from crm.vault import actions, queries, store
from crm.vault.ciphers import Unreadable
from crm.vault.forms import ClassForm, FileForm, HoldForm, OpenForm
from crm.vault.models import RetentionClass, StoredFile
from crm.vault.rules import Box, Kind

bp = Blueprint("vault", __name__, url_prefix="/files")
DAMAGED = "This file was changed or is gone from the disk. Tell who runs the service."
SANDBOX = "default-src 'none'; sandbox"


def note(row: StoredFile, what: str, why: str) -> None:
    """Write down, and commit, that the signed-in person sees a part; 403 when they may not."""
    _begin_writing()
    may = allowed(Permission.CHECK_PAY) if row.private else allowed(Permission.VIEW_WORK)
    actions.log(row, what, why, by=current_user(), refused=not may)
    session.commit()
    if not may:
        abort(403)


def send(
    row: StoredFile, part: str, why: str, *, download: bool = False, marks: Sequence[Box] = ()
) -> ResponseReturnValue:
    """Send one part of a file to the signed-in person; log it, refused or not, before.

    Other slices show pages on their own screens through this one door. ``marks`` are framed on a
    page that is shown.
    """
    note(row, "download" if download else part.replace("-", " "), why)
    if row.destroyed_at:
        abort(404)
    try:
        data = store.get(row.place, part)
    except Unreadable:
        raise RuleBroken(DAMAGED) from None
    if part == store.ORIGINAL and hashlib.sha256(data).hexdigest() != row.sha256:
        raise RuleBroken(DAMAGED)
    if marks:
        data = actions.marked(data, marks)
    media = "text/plain; charset=utf-8" if part == store.TEXT else "image/jpeg"
    answer = Response(data, mimetype=row.media if download else media)
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["Cache-Control"] = "no-store"
    if download:
        answer.headers["Content-Disposition"] = f'attachment; filename="{row.file_name}"'
    return answer


def _begin_writing() -> None:
    """End the reading transaction of a GET, so that the opening can be written down."""
    session.commit()
    db.set_may_write(True)


@bp.get("")
@needs(Permission.VIEW_WORK)
def index() -> ResponseReturnValue:
    """List files, those that go next on top."""
    state = pages.asked("state") or "kept"
    return render_template(
        "crm/vault/index.html",
        page=queries.page(state, private=allowed(Permission.VIEW_PAY)),
        state=state,
        states=queries.STATES,
    )


@bp.get("/of/<ref>")
@needs(Permission.VIEW_WORK)
def of(ref: str) -> ResponseReturnValue:
    """List the files about one employer."""
    employer = employers.employer_or_404(ref)
    found = queries.about(employer.id, private=allowed(Permission.VIEW_PAY))
    return render_template("crm/vault/of.html", employer=employer, files=found)


@bp.route("/of/<ref>/new", methods=["GET", "POST"])
@needs(Permission.EDIT_WORK)
def new(ref: str) -> ResponseReturnValue:
    """Take in a file that an employer gave to an officer."""
    employer, form = employers.employer_or_404(ref), FileForm()
    if form.validate_on_submit():
        try:
            session.rollback()  # nobody waits for the database while a large file is looked into
            arrived = actions.look_into(form.file.data.read())
            employer = employers.employer_or_404(ref)
            journal.operation(f"Took in a {form.kind.data} of {employer.name}", kind="file")
            row = actions.keep(
                employer, Kind(form.kind.data), arrived, came_by="an officer", by=current_user()
            )
        except RuleBroken as error:
            session.rollback()
            error.field = "file"
            form.show(error)
            employer = employers.employer_or_404(ref)
        else:
            session.commit()
            flash(
                f"{row.kind.value.capitalize()} {row.ref} is kept until {row.kept_until:%-d %B %Y}."
            )
            return redirect(url_for("vault.show", ref=row.ref))
    return render_template("crm/vault/new.html", employer=employer, form=form)


@bp.get("/<ref>")
@needs(Permission.VIEW_WORK)
def show(ref: str) -> ResponseReturnValue:
    """Say what a file is, why it is kept and until when, and who opened it."""
    row = _file(ref)
    asked = request.args.get("opening", type=int)
    found = queries.opening(asked, row.id, current_user().id)
    reads = found and not row.pages and not row.destroyed_at
    if found and reads:
        note(row, "text", found.why)
        row, found = _file(ref), queries.opening(asked, row.id, current_user().id)
    return render_template(
        "crm/vault/show.html",
        row=row,
        opened=found,
        openings=queries.openings(row.id),
        form=OpenForm(),
        hold=HoldForm(),
        text=_text(row) if reads else "",
    )


def _file(ref: str) -> StoredFile:
    """Return a file whose facts this person may see, or answer 404."""
    row = queries.file_or_404(ref)
    return row if not row.private or allowed(Permission.VIEW_PAY) else abort(404)


def _text(row: StoredFile) -> str:
    try:
        return store.get(row.place, store.TEXT).decode()
    except Unreadable:
        raise RuleBroken(DAMAGED) from None


@bp.post("/<ref>/open")
@needs(Permission.VIEW_WORK)
def opened(ref: str) -> ResponseReturnValue:
    """Say why, then see the pages; or take the original away as a download."""
    row, form = _file(ref), OpenForm()
    if not form.validate_on_submit():
        return (
            render_template(
                "crm/vault/show.html",
                row=row,
                opened=None,
                openings=queries.openings(row.id),
                form=form,
                hold=HoldForm(formdata=None),
                text="",
            ),
            422,
        )
    if request.form.get("as") == "download":
        return send(row, store.ORIGINAL, form.why.data, download=True)
    may = not row.private or allowed(Permission.CHECK_PAY)
    opening = actions.log(row, "opened", form.why.data, by=current_user(), refused=not may)
    session.commit()
    if not may:
        abort(403)
    return redirect(url_for("vault.show", ref=row.ref, opening=opening.id, _anchor="pages"))


@bp.get("/<ref>/pages/<int:number>")
@needs(Permission.VIEW_WORK)
def page(ref: str, number: int) -> ResponseReturnValue:
    """Show one page as a picture, under a reason given in the last half hour."""
    row = _file(ref)
    asked = request.args.get("opening", type=int)
    opening = queries.opening(asked, row.id, current_user().id)
    if opening is None:
        _begin_writing()
        actions.log(row, f"page {number}", "no reason given", by=current_user(), refused=True)
        session.commit()
        abort(403)
    if not 1 <= number <= row.pages:
        abort(404)
    return send(row, store.page(number), opening.why)


@bp.post("/<ref>/hold")
@needs(Permission.SECOND_CHECK)
def hold(ref: str) -> ResponseReturnValue:
    """Keep a file past its date, with the reason."""
    row, form = _file(ref), HoldForm()
    if not form.validate_on_submit():
        flash(" ".join(form.reason.errors) or "Say why this file is held.", "error")
        return redirect(url_for("vault.show", ref=ref))
    try:
        journal.operation(f"Held {row.ref}", kind="file")
        actions.hold(row, form.reason.data or "")
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
    else:
        session.commit()
        flash(f"{row.ref} is held until somebody releases it.")
    return redirect(url_for("vault.show", ref=ref))


@bp.post("/<ref>/release")
@needs(Permission.SECOND_CHECK)
def release(ref: str) -> ResponseReturnValue:
    """Let a held file go on its date."""
    row, form = _file(ref), Form()
    if form.validate_on_submit():
        journal.operation(f"Released {row.ref}", kind="file")
        actions.release(row)
        session.commit()
        flash(f"{row.ref} goes on its date.")
    return redirect(url_for("vault.show", ref=ref))


@bp.route("/<ref>/destroy", methods=["GET", "POST"])
@needs(Permission.SECOND_CHECK)
def destroy(ref: str) -> ResponseReturnValue:
    """Destroy a file before its date, after a question: it cannot be undone."""
    row, form = _file(ref), HoldForm()
    form.reason.label.text = "Why is it destroyed now?"
    if form.validate_on_submit():
        try:
            journal.operation(f"Destroyed {row.ref}", kind="file")
            actions.destroy(row, form.reason.data)
        except RuleBroken as error:
            form.show(error)
        else:
            session.commit()
            flash(f"{row.ref} is destroyed. What was worked out from it stays.")
            return redirect(url_for("vault.show", ref=ref))
    return render_template("crm/vault/destroy.html", row=row, form=form)


@bp.get("/retention")
@needs(Permission.VIEW_WORK)
def retention() -> ResponseReturnValue:
    """Show how long each class of files is kept, by whose word, and how many go soon."""
    return render_template(
        "crm/vault/retention.html",
        classes=queries.classes(),
        due=queries.due_by_class(clock.today()),
    )


@bp.route("/retention/<int:class_id>", methods=["GET", "POST"])
@needs(Permission.EDIT_RATES)
def edit(class_id: int) -> ResponseReturnValue:
    """Change how long a class is kept, and on whose word."""
    row = get_or_404(RetentionClass, class_id)
    form = ClassForm(obj=row, seen=row.version)
    if form.validate_on_submit():
        try:
            conflicts.check(row, form)
            journal.operation(f"Changed how long {row.name.lower()} is kept")
            moved = actions.change_class(row, **form.values("months", "source", "status"))
            session.commit()
        except RuleBroken as error:
            session.rollback()
            row = get_or_404(RetentionClass, class_id)
            conflicts.show(error, form, row)
        else:
            files = "One file" if moved == 1 else f"{moved} files"
            flash(f"Saved. {files} got a new date." if moved else "Saved.")
            return redirect(url_for("vault.retention"))
    return render_template("crm/vault/edit.html", row=row, form=form), form.http_status

"""Pages on which managers draft, compare, publish and retire versions of the scheme."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accreditation.scheme import queries as schemes
from accreditation.scheme.models import SchemeVersion, State
from accreditation.versions import actions, queries, rules
from accreditation.versions.criteria import criterion_form
from accreditation.versions.forms import (
    CapForm,
    CopyForm,
    EvidenceForm,
    GateForm,
    PartForm,
    PublishForm,
    RetireForm,
    SchemeForm,
    ThemeForm,
    level_form,
)
from crm.core import clock
from crm.core.access import current_user, needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.core.routes import undo_flash

bp = Blueprint("versions", __name__, url_prefix="/accreditation/scheme")
SINGULAR = {
    "levels": "level",
    "themes": "theme",
    "criteria": "criterion",
    "gates": "gate",
    "caps": "cap",
    "metrics": "kind of evidence",
}


@bp.get("")
@needs(Permission.VIEW_ACCREDITATION)
def index() -> ResponseReturnValue:
    """List every version, the one in force marked."""
    return render_template(
        "accreditation/versions/index.html",
        rows=queries.every(),
        in_force=schemes.in_force(clock.today()),
        today=clock.today(),
    )


@bp.route("/<version>/copy", methods=["GET", "POST"])
@needs(Permission.MANAGE_SCHEME)
def new(version: str) -> ResponseReturnValue:
    """Begin a draft from a version."""
    base = queries.version_or_404(version)
    form = CopyForm()
    if request.method == "GET":
        form.version.data = rules.version_after([row.version for row in queries.every()])
        form.why.data = f"To see who would move if version {base.version} were changed"
    if form.validate_on_submit():
        try:
            row = actions.copy(base, form.version.data or "", form.why.data or "")
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            session.commit()
            undo_flash(f"Version {row.version} begun.")
            return redirect(url_for("versions.edit", version=row.version))
    return render_template("accreditation/versions/new.html", base=base, form=form)


@bp.get("/<version>/edit")
@needs(Permission.MANAGE_SCHEME)
def edit(version: str) -> ResponseReturnValue:
    """Show a draft part by part, what it changes and what is to be mended."""
    row = queries.draft_or_404(version)
    base = queries.base_of(row)
    return render_template(
        "accreditation/versions/edit.html",
        row=row,
        words=row.document,
        sound=queries.soundness(row.document),
        base=base,
        changes=queries.changes(row, base),
        singular=SINGULAR,
    )


@bp.get("/<version>/changes")
@needs(Permission.VIEW_ACCREDITATION)
def changes(version: str) -> ResponseReturnValue:
    """Say in words what a version changes beside the one in force, or the one it was made from."""
    row = queries.version_or_404(version)
    base = queries.base_of(row)
    return render_template(
        "accreditation/versions/changes.html",
        row=row,
        base=base,
        changes=queries.changes(row, base),
    )


@bp.route("/<version>/edit/scheme", methods=["GET", "POST"])
@needs(Permission.MANAGE_SCHEME)
def edit_scheme(version: str) -> ResponseReturnValue:
    """Change what is said of the scheme as a whole."""
    row = queries.draft_or_404(version, lock=request.method == "POST")
    form = SchemeForm()
    form.offer(row.document)
    if form.validate_on_submit():
        document = rules.with_scheme(row.document, form.row())
        if _saved(row, form, document, "the scheme as a whole"):
            return redirect(url_for("versions.edit", version=version))
    elif request.method == "GET":
        form.seen.data = row.digest
        form.fill(row.document)
    return render_template("accreditation/versions/edit_scheme.html", row=row, form=form)


@bp.route("/<version>/edit/<kind>/<code>", methods=["GET", "POST"])
@needs(Permission.MANAGE_SCHEME)
def part(version: str, kind: str, code: str) -> ResponseReturnValue:
    """Change one level, criterion, gate, cap or kind of evidence, or add one under ``new``."""
    if kind not in rules.KINDS:
        abort(404)
    row = queries.draft_or_404(version, lock=request.method == "POST")
    existing = rules.find(row.document, kind, code)
    if existing is None and code != "new":
        abort(404)
    form = _form(kind, row.document)
    if form.validate_on_submit():
        given = form.row()
        given["code"] = code if existing else rules.next_code(row.document, kind, given)
        said = f"{'changed' if existing else 'added'} {SINGULAR[kind]} {given['code']}"
        if _saved(row, form, rules.with_row(row.document, kind, given), said):
            return _onward(version)
    elif request.method == "GET":
        form.seen.data = row.digest
        if existing:
            form.fill(existing)
    return render_template(
        "accreditation/versions/part.html",
        row=row,
        form=form,
        kind=kind,
        code=code,
        existing=existing,
        singular=SINGULAR[kind],
    )


def _onward(version: str) -> ResponseReturnValue:
    """Go back to the draft; or, where asked, on to have worked out who would move under it."""
    if request.form.get("then") == "moves":
        return redirect(url_for("whatif.index", version=version), code=307)
    return redirect(url_for("versions.edit", version=version))


def _form(kind: str, document: Any) -> PartForm:
    forms: dict[str, type[PartForm]] = {
        "themes": ThemeForm,
        "gates": GateForm,
        "caps": CapForm,
        "metrics": EvidenceForm,
    }
    made = {"levels": lambda: level_form(document), "criteria": criterion_form}
    form = made[kind]() if kind in made else forms[kind]
    filled = form()
    filled.offer(document)
    return filled


def _saved(row: SchemeVersion, form: PartForm, document: dict[str, Any], said: str) -> bool:
    """Save an edit and say so; put what is wrong into the form instead when it cannot be."""
    try:
        form.check_seen(row.digest)
        actions.save(row, document, said)
        session.commit()
    except RuleBroken as error:
        session.rollback()
        form.show(error)
        return False
    undo_flash(f"Saved: {said}.")
    return True


@bp.post("/<version>/edit/<kind>/<code>/remove")
@needs(Permission.MANAGE_SCHEME)
def remove(version: str, kind: str, code: str) -> ResponseReturnValue:
    """Take a row out of a draft."""
    row = queries.draft_or_404(version, lock=True)
    if kind not in rules.KINDS or rules.find(row.document, kind, code) is None:
        abort(404)
    actions.take_out(row, kind, code)
    session.commit()
    undo_flash(f"Taken out: {SINGULAR[kind]} {code}.")
    return redirect(url_for("versions.edit", version=version))


@bp.route("/<version>/publish", methods=["GET", "POST"])
@needs(Permission.MANAGE_SCHEME)
def publish(version: str) -> ResponseReturnValue:
    """Settle a draft for good, with the day it begins to count."""
    row = queries.version_or_404(version, lock=request.method == "POST")
    if row.state is not State.DRAFT:
        return redirect(url_for("scheme.show", version=version))
    form = PublishForm()
    if request.method == "GET":
        form.seen.data = row.digest
    if form.validate_on_submit():
        try:
            actions.publish(
                row,
                seen=form.seen.data or "",
                **form.values("effective_from", "honoured_until", "why"),
                by=current_user(),
            )
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            return redirect(url_for("versions.index"))
    base = queries.base_of(row)
    return render_template(
        "accreditation/versions/publish.html",
        row=row,
        form=form,
        sound=queries.soundness(row.document),
        base=base,
        changes=queries.changes(row, base),
    )


@bp.route("/<version>/retire", methods=["GET", "POST"])
@needs(Permission.MANAGE_SCHEME)
def retire(version: str) -> ResponseReturnValue:
    """Let a published version count no longer."""
    row = queries.version_or_404(version, lock=request.method == "POST")
    if row.state is not State.PUBLISHED:
        return redirect(url_for("scheme.show", version=version))
    form = RetireForm()
    if form.validate_on_submit():
        actions.retire(row, form.why.data or "")
        session.commit()
        return redirect(url_for("versions.index"))
    return render_template("accreditation/versions/retire.html", row=row, form=form)


@bp.post("/<version>/discard")
@needs(Permission.MANAGE_SCHEME)
def discard(version: str) -> ResponseReturnValue:
    """Throw a draft away."""
    row = queries.draft_or_404(version, lock=True)
    actions.discard(row)
    session.commit()
    undo_flash(f"Version {version} thrown away.")
    return redirect(url_for("versions.index"))

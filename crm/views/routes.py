"""Pages about views of lists."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.core import conflicts, journal, pages
from crm.core.access import current_user, needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.views import actions, queries, rules
from crm.views.forms import ChangeForm, SaveForm

bp = Blueprint("views", __name__, url_prefix="/views")


@bp.get("")
@needs(Permission.VIEW_EMPLOYERS)
def index() -> ResponseReturnValue:
    """List the views of one list, with what is in each and who sees it."""
    kind = queries.kind_or_404(pages.asked("list") or "employers")
    return render_template(
        "crm/views/index.html",
        kind=kind,
        kept=queries.kept(kind, current_user()),
        pairs=rules.pairs,
        told=rules.told,
        may_change=lambda row: queries.may_change(row, current_user()),
    )


@bp.route("/new", methods=["GET", "POST"])
@needs(Permission.EDIT_EMPLOYERS)
def new() -> ResponseReturnValue:
    """Save what the address of a list says under a name."""
    kind = queries.kind_or_404(pages.asked("list") or "employers")
    query = rules.tidy(pages.asked("query", longest=2000), kind.keys)
    form, person = SaveForm(), current_user()
    form.offer(person)
    if form.validate_on_submit():
        try:
            row = actions.save(kind, query, name=form.name.data, scope=form.chosen, by=person)
            if form.pin.data:
                actions.pin(kind, row.key, wanted=True, by=person)
            if form.first.data:
                actions.begin_with(kind, row.key, by=person)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            undo_flash(f"Saved the view “{row.name}”.")
            return redirect(queries.address(kind, row.query, row.key))
    sentence = kind.say(rules.pairs(query, kind.keys))
    return render_template("crm/views/new.html", kind=kind, form=form, sentence=sentence)


@bp.route("/<int:view_id>/edit", methods=["GET", "POST"])
@needs(Permission.EDIT_EMPLOYERS)
def edit(view_id: int) -> ResponseReturnValue:
    """Rename a view, or show it to others."""
    row = queries.own_or_403(view_id)
    kind = queries.kind_or_404(row.list_name)
    form = ChangeForm(obj=row)
    if request.method == "GET":
        form.seen.data, form.scope.data = str(row.version), row.scope.value
    form.offer(current_user(), row.scope)
    if form.validate_on_submit():
        try:
            conflicts.check(row, form)
            actions.change(row, name=form.name.data, scope=form.chosen, by=current_user())
            session.commit()
        except RuleBroken as error:
            session.rollback()
            row = queries.own_or_403(view_id)
            conflicts.show(error, form, row)
        else:
            undo_flash(f"Saved the view “{row.name}”.")
            return redirect(url_for("views.index", list=kind.name))
    sentence = kind.say(rules.pairs(row.query, kind.keys))
    page = render_template("crm/views/edit.html", kind=kind, form=form, row=row, sentence=sentence)
    return page, form.http_status


@bp.post("/<int:view_id>/update")
@needs(Permission.EDIT_EMPLOYERS)
def update(view_id: int) -> ResponseReturnValue:
    """Let a view stand for what its list shows now."""
    row = queries.own_or_403(view_id)
    kind = queries.kind_or_404(row.list_name)
    actions.update(row, kind, request.form.get("query", ""))
    session.commit()
    undo_flash(f"Saved the changes to “{row.name}”.")
    return redirect(queries.address(kind, row.query, row.key))


@bp.post("/<int:view_id>/delete")
@needs(Permission.EDIT_EMPLOYERS)
def delete(view_id: int) -> ResponseReturnValue:
    """Remove a view; Undo brings it back."""
    row = queries.own_or_403(view_id)
    name, list_name = row.name, row.list_name
    actions.delete(row)
    session.commit()
    undo_flash(f"Deleted the view “{name}”.")
    return redirect(url_for("views.index", list=list_name))


@bp.post("/choose")
@needs(Permission.EDIT_EMPLOYERS)
def choose() -> ResponseReturnValue:
    """Keep a view as a tab or not, or begin with it."""
    kind = queries.kind_or_404(request.form.get("list", ""))
    person = current_user()
    view = queries.kept(kind, person).find(request.form.get("key", ""))
    what = request.form.get("what", "")
    if view is None:
        raise RuleBroken("This view is no longer there. Open the list of views again.")
    journal.operation(f"Chose views of {kind.title.lower()}")
    if what in ("pin", "unpin"):
        actions.pin(kind, view.key, wanted=what == "pin", by=person)
        said = f"“{view.name}” is {'now a tab' if what == 'pin' else 'no longer a tab'}."
    else:
        actions.begin_with(kind, view.key if what == "first" else "", by=person)
        begins = f"“{view.name}”" if what == "first" else "all rows"
        said = f"{kind.title} now opens with {begins}."
    session.commit()
    undo_flash(said)
    return redirect(url_for("views.index", list=kind.name))

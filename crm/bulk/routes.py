"""Pages about changes to many employers."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.bulk import actions, queries, rules
from crm.bulk.acts import ACTS
from crm.bulk.forms import FORMS
from crm.bulk.models import BulkChange
from crm.bulk.rules import State, Which
from crm.core import access, clock
from crm.core.access import current_user, needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.formats import plural
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.core.undone import undone
from crm.employers.listed import LIST
from crm.tiers.actions import proposed_review
from crm.views.rules import tidy

bp = Blueprint("bulk", __name__, url_prefix="/bulk")
WRITE = "write"


@bp.get("")
@needs(Permission.EDIT_EMPLOYERS)
def index() -> ResponseReturnValue:
    """List what this person changed many employers with."""
    return render_template("crm/bulk/index.html", page=queries.page(current_user()), acts=ACTS)


@bp.post("")
@needs(Permission.EDIT_EMPLOYERS)
def choose() -> ResponseReturnValue:
    """Keep which employers are meant and go on to what is asked about them."""
    listed = tidy(request.form.get("listed", ""), LIST.keys)
    which = request.form.get("which", "")
    meant = Which(which) if which in set(Which) else Which.PICKED
    texts = request.form.getlist("pick")
    if meant is Which.PAGE:
        texts = request.form.get("page", "").split("-")
    ids = rules.numbers(texts, most=200)
    act = request.form.get("act", "")
    back = f"{url_for(LIST.endpoint)}?{listed or 'view=all'}"
    if act == WRITE and (ids or meant is Which.ALL):
        some = f"ids={'-'.join(map(str, ids))}"
        return redirect(url_for("mailing.new", audience=listed if meant is Which.ALL else some))
    try:
        change = actions.choose(act, meant, ids, listed, by=current_user())
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
        return redirect(back)
    return redirect(url_for("bulk.show", change_id=change.id))


@bp.route("/<int:change_id>", methods=["GET", "POST"])
@needs(Permission.EDIT_EMPLOYERS)
def show(change_id: int) -> ResponseReturnValue:
    """Say what would be done to how many and do it; then how far it is, and what was refused."""
    change = queries.change_or_404(change_id, lock=request.method == "POST")
    if change.state is not State.DRAFT:
        return _told(change) if request.method == "GET" else _back(change)
    form: Any = FORMS[change.act]()
    if request.method == "GET" and "anchor_on" in form:
        form.anchor_on.data = clock.today()
    if request.method == "GET" and "review_on" in form:
        form.review_on.data = proposed_review(clock.today())
    if form.validate_on_submit() and change.person_id == current_user().id:
        actions.begin(change, form.told())
        if change.total <= rules.AT_ONCE:
            actions.go_on(change, most=rules.AT_ONCE)
        session.commit()
        if change.done and change.ended_at:
            undo_flash(f"{ACTS[change.act].done} {plural(change.done, 'employer')}.")
        return _back(change)
    return render_template(
        "crm/bulk/new.html",
        change=change,
        act=ACTS[change.act],
        form=form,
        names=rules.first_names(queries.names(change), change.total),
        back=_list_url(change),
        at_once=rules.AT_ONCE,
    )


def _told(change: BulkChange) -> ResponseReturnValue:
    return render_template(
        "crm/bulk/show.html",
        change=change,
        act=ACTS[change.act],
        tally=rules.tally([line[2] for line in change.refused]),
        undone=undone([change.operation_id]),
        may_undo=access.allowed(Permission.UNDO_ANY) or change.person_id == current_user().id,
        back=_list_url(change),
    )


def _back(change: BulkChange) -> ResponseReturnValue:
    return redirect(url_for("bulk.show", change_id=change.id))


def _list_url(change: BulkChange) -> str:
    return f"{url_for(LIST.endpoint)}?{change.listed or 'view=all'}"

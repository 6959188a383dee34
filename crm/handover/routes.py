"""The page on which a manager hands over."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.core.access import needs
from crm.core.db import get_or_404, session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.handover import actions, queries
from crm.handover.forms import HandOverForm
from crm.handover.rules import How
from crm.people.models import Person

bp = Blueprint("handover", __name__)


@bp.get("/hand-over")
@needs(Permission.HAND_OVER)
def index() -> ResponseReturnValue:
    """Ask who leaves and who takes over; show who would take what. Nothing is changed."""
    form = _form(request.args if "person" in request.args else None)
    ready = "how" in request.args and form.validate()
    return _page(form, preview=bool(ready))


@bp.post("/hand-over")
@needs(Permission.HAND_OVER)
def apply() -> ResponseReturnValue:
    """Hand over what was previewed, as one operation."""
    form = _form(request.form)
    if not form.validate():
        return _page(form, preview=False)
    leaver = get_or_404(Person, int(form.person.data))
    found = queries.book(leaver.id)
    try:
        count = actions.hand_over(leaver, found, _plan(found, form), seen=form.seen.data or "")
        session.commit()
    except RuleBroken as error:
        session.rollback()
        form.show(error)
        return _page(form, preview=True)
    undo_flash(f"Handed over {count:,} employers and steps of {leaver.name}.")
    return redirect(url_for("handover.index"))


def _form(given: object) -> HandOverForm:
    # The whole service checks the token of every POST; the preview is a GET.
    form = HandOverForm(formdata=given, meta={"csrf": False})
    asked = str(form.person.data or "")
    form.offer(queries.holders(), queries.takers(int(asked) if asked.isdigit() else None))
    return form


def _plan(found: queries.Book, form: HandOverForm) -> queries.Plan:
    return queries.plan(found, [int(one) for one in form.to.data or ()], How(form.how.data))


def _page(form: HandOverForm, *, preview: bool) -> ResponseReturnValue:
    found = plan = None
    if preview:
        found = queries.book(int(form.person.data))
        plan = _plan(found, form)
        form.seen.data = found.mark()
    return render_template(
        "crm/handover/index.html",
        form=form,
        found=found,
        shares=plan.shares() if plan else [],
        names=dict(queries.holders()),
    )

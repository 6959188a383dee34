"""Mail that came in: what waits, what was filed, what was noted."""

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.core import pages
from crm.core.access import needs
from crm.core.db import get_or_404, session
from crm.core.errors import RuleBroken
from crm.core.pages import Order
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.inbound import actions, queries
from crm.inbound.forms import FileForm
from crm.inbound.models import Handling, InboundMail

bp = Blueprint("inbound", __name__, url_prefix="/mail-in")


@bp.get("")
@needs(Permission.VIEW_EMPLOYERS)
def index() -> ResponseReturnValue:
    """List what came in by what became of it, newest first."""
    asked = pages.asked("state")
    chosen = next((state for state in Handling if state.value == asked), Handling.WAITING)
    order = Order((InboundMail.id,), lambda row: (row.id,), descending=True)
    return render_template(
        "crm/inbound/index.html",
        page=pages.page(sa.select(InboundMail).where(InboundMail.state == chosen), order),
        states=list(Handling),
        chosen=chosen,
        waiting=queries.waiting(),
    )


@bp.get("/<int:mail_id>")
@needs(Permission.VIEW_EMPLOYERS)
def show(mail_id: int) -> ResponseReturnValue:
    """Show one message and where it is filed."""
    row = _mail_or_404(mail_id)
    likely = queries.existing([p.employer_id for p in queries.parties_at(row.from_addr)])
    form = FileForm(formdata=None, refs=", ".join(e.ref for e in likely))
    return render_template(
        "crm/inbound/show.html", mail=row, filed=queries.filed_with(row.id), form=form
    )


@bp.post("/<int:mail_id>/file")
@needs(Permission.EDIT_EMPLOYERS)
def file(mail_id: int) -> ResponseReturnValue:
    """File a message with one or more employers."""
    row, form = _mail_or_404(mail_id), FileForm()
    if form.validate_on_submit():
        try:
            actions.file_by_hand(row, form.refs.data or "")
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            undo_flash("Filed on the timeline.")
            return redirect(url_for("inbound.show", mail_id=mail_id))
    filed = queries.filed_with(mail_id)
    return render_template("crm/inbound/show.html", mail=row, filed=filed, form=form)


@bp.post("/<int:mail_id>/drop")
@needs(Permission.EDIT_EMPLOYERS)
def drop(mail_id: int) -> ResponseReturnValue:
    """Put a message aside and erase its text."""
    try:
        actions.drop(_mail_or_404(mail_id))
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
    else:
        flash("Put aside. Its text is erased.")
    return redirect(url_for("inbound.index"))


def _mail_or_404(mail_id: int) -> InboundMail:
    return get_or_404(InboundMail, mail_id)

"""Pages about the dated rates."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.core import clock, conflicts, journal
from crm.core.access import needs
from crm.core.db import get_or_404, session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.pay import actions, queries
from crm.pay.forms import KINDS, RateEditForm, RateForm
from crm.pay.models import PayRate
from crm.pay.rates import RateCode, in_force
from crm.pay.rules import pounds

bp = Blueprint("pay", __name__, url_prefix="/rates")


@bp.get("")
@needs(Permission.VIEW_WORK)
def rates() -> ResponseReturnValue:
    """Show what counts today, then every other rate, with source and how sure it is."""
    today = clock.today()
    rows = queries.rows()
    counting = in_force([row.rate for row in rows], today)
    return render_template(
        "crm/pay/rates.html",
        current=[row for row in rows if row.rate in counting],
        others=[row for row in rows if row.rate not in counting],
        kinds=KINDS,
        today=today,
    )


@bp.route("/new", methods=["GET", "POST"])
@needs(Permission.EDIT_RATES)
def new() -> ResponseReturnValue:
    """Add a rate from a day on."""
    form = RateForm()
    if form.validate_on_submit():
        details = form.values("amount", "valid_from", "min_age", "up_to_age", "source", "status")
        try:
            journal.operation(f"Added a rate of {pounds(details['amount'])}")
            row = actions.add_rate(RateCode(form.code.data), **details)
        except RuleBroken as error:
            form.show(error)
        else:
            session.commit()
            undo_flash(f"Rate of {pounds(row.amount)} added from {row.valid_from:%-d %B %Y}.")
            return redirect(url_for("pay.rates"))
    return render_template("crm/pay/new.html", form=form)


@bp.route("/<int:rate_id>", methods=["GET", "POST"])
@needs(Permission.EDIT_RATES)
def edit(rate_id: int) -> ResponseReturnValue:
    """Say where a rate is from, how sure it is, and end it."""
    row = get_or_404(PayRate, rate_id)
    form = RateEditForm(obj=row, seen=row.version)
    if form.validate_on_submit():
        try:
            conflicts.check(row, form)
            journal.operation(f"Changed a rate of {pounds(row.amount)}")
            actions.change_rate(row, **form.values("source", "status", "valid_until"))
            session.commit()
        except RuleBroken as error:
            session.rollback()
            row = get_or_404(PayRate, rate_id)
            conflicts.show(error, form, row)
        else:
            undo_flash("Rate saved.")
            return redirect(url_for("pay.rates"))
    page = render_template("crm/pay/edit.html", form=form, row=row, kinds=KINDS)
    return page, form.http_status

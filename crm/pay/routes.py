"""Pages about the dated rates."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.core import clock, conflicts, features, journal
from crm.core.access import needs
from crm.core.db import get_or_404, session
from crm.core.errors import RuleBroken
from crm.core.features import RateReader
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.pay import actions, queries
from crm.pay.faults import faults
from crm.pay.forms import KINDS, NEVER, CorrectForm, RateEditForm, RateForm
from crm.pay.models import PayRate
from crm.pay.rates import Rate, RateCode, in_force, said_amount

bp = Blueprint("pay", __name__, url_prefix="/rates")


@bp.get("")
@needs(Permission.VIEW_WORK)
def rates() -> ResponseReturnValue:
    """Show what counts today, what is coming, what counted before and what was put right."""
    today = clock.today()
    written = queries.written()
    rows = queries.counting(written)
    counting = in_force([row.rate for row in rows], today)
    others = [row for row in rows if row.rate not in counting]
    return render_template(
        "crm/pay/rates.html",
        current=[row for row in rows if row.rate in counting],
        coming=[row for row in others if row.valid_from > today],
        earlier=[row for row in others if row.valid_from <= today],
        replaced=queries.replaced(written),
        faults=faults([row.rate for row in rows], today),
        kinds=KINDS,
        today=today,
    )


@bp.route("/new", methods=["GET", "POST"])
@needs(Permission.EDIT_RATES)
def new() -> ResponseReturnValue:
    """Add a rate from a day on."""
    form = RateForm()
    touched: list[str] = []
    if form.validate_on_submit():
        details = form.values("amount", "valid_from", "min_age", "up_to_age", "source", "status")
        said = said_amount(RateCode(form.code.data), details["amount"])
        try:
            journal.operation(f"Added a rate of {said}")
            before = queries.rates()
            row = actions.add_rate(RateCode(form.code.data), **details)
            touched = _settle(form, before)
        except RuleBroken as error:
            form.show(error)
        else:
            if not touched:
                session.commit()
                undo_flash(f"Rate of {said} added from {row.valid_from:%-d %B %Y}.")
                return redirect(url_for("pay.rates"))
    return render_template("crm/pay/new.html", form=form, touched=touched)


def _settle(form: RateForm | RateEditForm | CorrectForm, before: tuple[Rate, ...]) -> list[str]:
    """Open what a change touches; or, while its reader was not told, take it back and say what."""
    after = queries.rates()
    readers: list[RateReader] = features.installed("rate_readers")
    told = [reader.touched(before, after) for reader in readers]
    if not form.knows(sum(count for count, _ in told)):
        session.rollback()
        queries.forget()
        return [sentence for count, sentence in told if count]
    for reader in readers:
        reader.settle(before, after)
    return []


@bp.route("/<int:rate_id>", methods=["GET", "POST"])
@needs(Permission.EDIT_RATES)
def edit(rate_id: int) -> ResponseReturnValue:
    """Say where a rate is from, how sure it is, and end it."""
    row = get_or_404(PayRate, rate_id)
    form = RateEditForm(obj=row, seen=row.version)
    touched: list[str] = []
    if form.validate_on_submit():
        try:
            conflicts.check(row, form)
            journal.operation(f"Changed a rate of {row.rate.said}")
            before = queries.rates()
            actions.change_rate(row, **form.values("source", "status", "valid_until"))
            touched = _settle(form, before)
            if not touched:
                session.commit()
        except RuleBroken as error:
            session.rollback()
            row = get_or_404(PayRate, rate_id)
            conflicts.show(error, form, row)
        else:
            if not touched:
                undo_flash("Rate saved.")
                return redirect(url_for("pay.rates"))
            row = get_or_404(PayRate, rate_id)
    page = render_template("crm/pay/edit.html", form=form, row=row, kinds=KINDS, touched=touched)
    return page, form.http_status


@bp.route("/<int:rate_id>/correct", methods=["GET", "POST"])
@needs(Permission.EDIT_RATES)
def correct(rate_id: int) -> ResponseReturnValue:
    """Let another amount count in place of a wrong one, which stays as it was written."""
    row = get_or_404(PayRate, rate_id)
    begin = {"amount": row.amount, "up_to_age": row.rate.last_age, "status": row.status}
    form = CorrectForm(data=begin, seen=row.version)
    touched: list[str] = []
    if form.validate_on_submit():
        try:
            form.check_seen(row)
            journal.operation(f"Put right a rate of {row.rate.said}")
            before = queries.rates()
            _put_right(row, form)
            touched = _settle(form, before)
            if not touched:
                session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
            row = get_or_404(PayRate, rate_id)
        else:
            if not touched:
                undo_flash("Rate put right. The one before stays on this page.")
                return redirect(url_for("pay.rates", _anchor="replaced"))
            row = get_or_404(PayRate, rate_id)
    return render_template("crm/pay/correct.html", form=form, row=row, kinds=KINDS, touched=touched)


def _put_right(row: PayRate, form: CorrectForm) -> None:
    if form.what.data == NEVER:
        actions.take_back(row, why=form.why.data)
    else:
        actions.correct_rate(row, **form.values("amount", "up_to_age", "source", "status", "why"))

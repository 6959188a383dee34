"""The page of the delivery ledger."""

from datetime import timedelta

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from crm.core import clock, health
from crm.core.access import needs
from crm.core.permissions import Permission
from crm.ledger import queries

bp = Blueprint("ledger", __name__)


@bp.get("/outbox/ledger")
@needs(Permission.VIEW_OUTBOX)
def index() -> ResponseReturnValue:
    """Show what was due in the last two weeks and what became of it, and every job's runs."""
    today = clock.today()
    first = today - timedelta(days=queries.DAYS - 1)
    reminders, mails = queries.reminders(first, today), queries.mails(first, today)
    return render_template(
        "crm/ledger/index.html",
        parts=(("Follow-ups that came due", reminders), ("Mail by the day it was posted", mails)),
        wrong=[row for row in (*reminders, *mails) if not row.adds_up],
        runs=queries.runs(today),
        line=health.line(),
    )

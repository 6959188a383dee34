"""What came of one webinar and of all, as counts of what followed."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from crm.core import clock, pages, refs, sheets
from crm.core.access import needs
from crm.core.permissions import Permission
from webinars.day import queries as days
from webinars.outcomes import queries
from webinars.outcomes.queries import Table
from webinars.outcomes.rules import GROUPS, STEPS
from webinars.programme.models import DIGITS
from webinars.programme.queries import webinar_or_404

bp = Blueprint("outcomes", __name__)
HIDDEN = "not shown"
HEADINGS = ("webinar", "held on", "group", "step", "days", "over", "employers", "took the step")


@bp.get("/webinars/manage/<ref>/outcomes")
@needs(Permission.VIEW_WEBINARS)
def show(ref: str) -> ResponseReturnValue:
    """Show what came of one webinar, beside those who booked and did not come."""
    webinar = webinar_or_404(ref)
    table = queries.table()
    return render_template(
        "webinars/outcomes/show.html",
        webinar=webinar,
        figures=days.figures(webinar.id),
        table=table,
        at=table.at(webinar.id),
        steps=STEPS,
        groups=GROUPS,
    )


@bp.get("/webinars/manage/outcomes")
@needs(Permission.VIEW_WEBINARS)
def index() -> ResponseReturnValue:
    """Show what came of all webinars within one window."""
    table = queries.table()
    asked = pages.asked_number("days")
    window = asked if asked in table.windows else table.windows[-1]
    return render_template(
        "webinars/outcomes/index.html",
        table=table,
        window=window,
        steps=STEPS,
        groups=GROUPS,
    )


@bp.get("/webinars/manage/outcomes.csv")
@needs(Permission.EXPORT)
def download() -> ResponseReturnValue:
    """Give the same counts as a table for a spreadsheet, with the same ones hidden."""
    table = queries.table()
    rows = [
        line
        for at, row in enumerate(table.webinars)
        for line in _lines(table, at, refs.ref("W", row.id, DIGITS))
    ]
    return sheets.answer("what-came-of-webinars.csv", "csv", HEADINGS, rows, sheet="Webinars")


def _lines(table: Table, at: int, ref: str) -> list[list[str]]:
    on = clock.to_london(table.webinars[at].starts_at).date().isoformat()
    lines = []
    for (group, step, window), column in table.columns.items():
        count = column.cells[at]
        over = "yes" if table.over(at, window, clock.today()) else "no"
        shown = HIDDEN if count is None else str(count)
        lines.append(
            [ref, on, GROUPS[group], STEPS[step], str(window), over, str(column.sizes[at]), shown]
        )
    return lines

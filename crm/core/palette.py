"""The palette: one line to find a record, go to a page or begin to do something (Ctrl+K).

It answers with a piece of a page; without scripts the search page offers the same.
"""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from crm.core import offers, pages
from crm.core.access import signed_in

bp = Blueprint("palette", __name__)


@bp.get("/palette")
@signed_in
def found() -> ResponseReturnValue:
    """Answer with what fits the words typed so far, on the page they are typed on."""
    query = pages.asked("q")
    groups = offers.offers(query, pages.asked("here"))
    return render_template("core/palette.html", query=query, groups=groups)

"""The staff's pages of the programme."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from crm.core import pages
from crm.core.access import needs
from crm.core.permissions import Permission
from webinars.programme import queries

bp = Blueprint("programme", __name__)


@bp.get("/webinars/manage")
@needs(Permission.VIEW_WEBINARS)
def index() -> ResponseReturnValue:
    """List webinars: those to come, drafts, or the past."""
    asked = pages.asked("show")
    tab = asked if asked in queries.TABS else "coming"
    return render_template(
        "webinars/programme/index.html", page=queries.listing(tab), tab=tab, tabs=queries.TABS
    )

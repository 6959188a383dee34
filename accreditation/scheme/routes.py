"""The scheme in plain words."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from accreditation.scheme import queries
from accreditation.scheme.measures import span
from crm.core.access import needs
from crm.core.permissions import Permission

bp = Blueprint("scheme", __name__, url_prefix="/accreditation/scheme")


@bp.get("/<version>")
@needs(Permission.VIEW_ACCREDITATION)
def show(version: str) -> ResponseReturnValue:
    """Explain how a version of the scheme works out levels."""
    row = queries.find(version)
    if row is None:
        abort(404)
    return render_template(
        "accreditation/scheme/show.html",
        row=row,
        scheme=queries.ready(row),
        words=row.document,
        span=span,
    )

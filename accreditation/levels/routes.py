"""Pages about proposed levels: the list, and one employer's result in full."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from accreditation.levels import queries
from accreditation.levels.rules import declared_percent, gates, sheet, summary, ways
from accreditation.scheme import queries as schemes
from accreditation.scheme.sensitivity import sensitivity
from crm.core import clock, pages
from crm.core.access import needs
from crm.core.permissions import Permission
from crm.employers.queries import employer_or_404

bp = Blueprint("levels", __name__, url_prefix="/accreditation")


@bp.get("")
@needs(Permission.VIEW_ACCREDITATION)
def index() -> ResponseReturnValue:
    """List employers by proposed level, most points first."""
    version = schemes.in_force(clock.today())
    levels = schemes.ready(version).levels if version else ()
    asked = pages.asked("level")
    return render_template(
        "accreditation/levels/index.html",
        page=queries.page(queries.listing(asked, [level.code for level in levels])),
        asked=asked,
        version=version,
        choices=[*((level.code, level.title) for level in levels), ("none", "No level")],
    )


@bp.get("/<ref>")
@needs(Permission.VIEW_ACCREDITATION)
def show(ref: str) -> ResponseReturnValue:
    """Show how one employer's proposed level comes about, from its records as they are now."""
    employer = employer_or_404(ref)
    version = schemes.in_force(clock.today())
    if version is None:
        abort(404)
    result = queries.result_of(employer, schemes.ready(version), clock.today())
    return render_template(
        "accreditation/levels/show.html",
        employer=employer,
        version=version,
        result=result,
        found=summary(result),
        declared=declared_percent(result),
        gate_rows=gates(result),
        groups=sheet(result),
        ways=ways(result),
        digest=result.plain()["hash"],
        firm=sensitivity(result),
    )

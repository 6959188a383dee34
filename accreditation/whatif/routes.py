"""Pages on which a manager sees who would move before a version is published."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accreditation.scheme import queries as schemes
from accreditation.versions.queries import version_or_404
from accreditation.whatif import actions, queries
from accreditation.whatif.models import State
from accreditation.whatif.rules import Tally, shown
from crm.core import clock
from crm.core.access import current_user, needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.reference import queries as reference

bp = Blueprint("whatif", __name__, url_prefix="/accreditation/scheme/<version>/what-if")
ROWS = 100


@bp.route("", methods=["GET", "POST"])
@needs(Permission.MANAGE_SCHEME)
def index(version: str) -> ResponseReturnValue:
    """List what was worked out for a version; by POST begin another run."""
    row, base = version_or_404(version), schemes.in_force(clock.today())
    if request.method == "POST" and base is not None:
        try:
            run = actions.begin(row, base, by=current_user())
            session.commit()
        except RuleBroken as error:
            session.rollback()
            flash(error.message, "error")
            return redirect(url_for("whatif.index", version=version))
        return redirect(url_for("whatif.show", version=version, run_id=run.id))
    return render_template(
        "accreditation/whatif/index.html", row=row, base=base, runs=queries.runs(row.id)
    )


@bp.get("/<int:run_id>")
@needs(Permission.MANAGE_SCHEME)
def show(version: str, run_id: int) -> ResponseReturnValue:
    """Show how far a run is, then who would move and how it falls on groups."""
    row = version_or_404(version)
    run = queries.run_or_404(row.id, run_id)
    found = Tally(**run.found) if run.found else Tally()
    moves = run.moves if run.state is not State.RUNNING else []
    way = request.args.get("way", "")
    ranks = {level["code"]: n for n, level in enumerate(run.document["draft"]["levels"], start=1)}
    listed = [move for move in moves if not way or _way(move, ranks) == way]
    return render_template(
        "accreditation/whatif/show.html",
        row=row,
        run=run,
        found=found,
        way=way,
        moves=listed[:ROWS],
        listed=len(listed),
        names=queries.names([move["employer"] for move in listed[:ROWS]]),
        levels=[(level["code"], level["title"]) for level in run.document["draft"]["levels"]],
        groups=[
            ("Size", shown(found.by["size_band"]), str.capitalize),
            ("Sector", shown(found.by["sic_section"]), reference.section_short),
            ("District", shown(found.by["district"]), _district),
        ],
    )


def _district(code: str) -> str:
    return reference.authority_names().get(code, "")


def _way(move: Mapping[str, str | None], ranks: Mapping[str, int]) -> str:
    low, high = ranks.get(move["from"] or "", 0), ranks.get(move["to"] or "", 0)
    return "up" if high > low else "down"

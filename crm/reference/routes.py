"""The page that says where reference data comes from and how old it is."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from crm.core import clock, pages
from crm.core.access import needs
from crm.core.features import installed
from crm.core.permissions import Permission
from crm.reference import occupations, queries, rules
from crm.reference.shipped import shipped

bp = Blueprint("reference", __name__, url_prefix="/reference")
OWN_TITLES = {
    "authorities": "Districts of the county and its neighbours",
    "sectors": "Postcode sectors and the districts they lie in",
    "postcode-areas": "Letters that a UK postcode begins with",
    "sic-sections": "Sections of SIC 2007",
    "size-bands": "Size bands of employers",
    "soc-groups": "Major and sub-major groups of SOC 2020",
}
FIXED = ("postcode-areas", "sic-sections", "size-bands", "soc-groups")


@dataclass(frozen=True)
class FixedSource:
    """Reference data that is read from its shipped file and cannot be replaced."""

    source: str
    status: str
    as_of: str
    rows: int
    built_in: bool = True


def fixed_source(kind: str) -> FixedSource:
    """Return where the shipped file of ``kind`` comes from."""
    file = shipped(kind)
    return FixedSource(file.source, file.status, file.as_of, len(file.rows))


@bp.get("")
@needs(Permission.VIEW_EMPLOYERS)
def index() -> ResponseReturnValue:
    """List the kinds of reference data with source, status and age."""
    found: dict[str, Any] = {kind: fixed_source(kind) for kind in FIXED}
    found |= {row.kind: row for row in queries.sources()}
    titles = OWN_TITLES | {data.kind: data.title for data in installed("open_data")}
    last = queries.holidays_end_on()
    return render_template(
        "crm/reference/index.html",
        kinds=[(title, kind, found.get(kind)) for kind, title in sorted(titles.items())],
        holidays_end_on=last,
        ending=rules.holidays_run_out(last, clock.today()),
    )


@bp.get("/occupations")
@needs(Permission.VIEW_EMPLOYERS)
def find() -> ResponseReturnValue:
    """Find an occupation of SOC 2020 by words or code; forms ask for the lines alone."""
    asked = pages.asked("q")
    known = queries.occupations()
    found = occupations.search(asked, known.values()) if asked else queries.major_groups()
    part = "crm/reference/options.html" if pages.asked("part") else "crm/reference/find.html"
    return render_template(
        part,
        asked=asked,
        found=found,
        source=queries.soc_source(),
        groups=fixed_source("soc-groups"),
    )

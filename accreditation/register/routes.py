"""The public register, its open data, and the staff's page of who is on it."""

import json
from collections.abc import Sequence
from datetime import timedelta

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from accreditation.awards import letters
from accreditation.awards import queries as awards
from accreditation.badges import places, uses
from accreditation.register import actions, columns, queries, rules
from accreditation.register.forms import ListForm
from accreditation.register.queries import Line
from accreditation.scheme import queries as schemes
from crm.core import clock, pages, sheets
from crm.core.access import allowed, needs, public
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.reference import queries as reference

bp = Blueprint("register", __name__)

FILTERS = {"name": "Name", "district": "District", "level": "Level"}
COUNTED = timedelta(days=30)


@bp.get("/register")
@public
def index() -> ResponseReturnValue:
    """List accredited employers that agreed to it, by name."""
    asked = pages.filters(FILTERS)
    statement = queries.listing(asked)
    page = pages.page(statement, queries.ORDER, size=queries.PAGE, scalars=False)
    known = queries.versions()
    return render_template(
        "accreditation/register/index.html",
        page=page,
        lines=queries.lines(page.rows, known),
        total=pages.count(statement),
        asked=asked,
        levels=queries.levels(known),
        districts=_districts(),
        size=queries.PAGE,
    )


def _districts() -> list[tuple[str, str]]:
    names = reference.authority_names()
    county = reference.county_codes()
    beyond = sorted(
        (name, code)
        for code, name in names.items()
        if code not in county and not code.startswith("E10")
    )
    return [*((code, names[code]) for code in county), *((code, name) for name, code in beyond)]


@bp.get("/register.<any(csv, json):form>")
@public
def data(form: str) -> ResponseReturnValue:
    """Give the register as open data, under the same filters as the page."""
    lines = queries.everything(pages.filters(FILTERS))
    text = _csv(lines) if form == "csv" else _json(lines)
    answer = _open(text, "text/csv; charset=utf-8" if form == "csv" else "application/json")
    answer.headers["Content-Disposition"] = f'inline; filename="register.{form}"'
    return answer


def _csv(lines: Sequence[Line]) -> str:
    rows = (list(line.plain().values()) for line in lines)
    return sheets.BOM + "".join(sheets.csv_text(list(columns.COLUMNS), rows))


def _json(lines: Sequence[Line]) -> str:
    document = {
        "publisher": current_app.config["COUNCIL_NAME"],
        "schema": _schema_address(),
        "employers": [line.plain() for line in lines],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _schema_address() -> str:
    return places.at(url_for("register.schema", form="json"))


def _open(text: str, media: str) -> Response:
    """Return an answer for everybody that is asked for anew each time, so nothing old is shown."""
    answer = Response(text, content_type=media)
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cache-Control"] = "public, no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


@bp.get("/register/schema", defaults={"form": ""})
@bp.get("/register/schema.<any(json):form>")
@public
def schema(form: str) -> ResponseReturnValue:
    """Say what each column of the open data means."""
    if form:
        found = columns.schema(_schema_address())
        return _open(json.dumps(found, indent=1) + "\n", "application/schema+json")
    return render_template(
        "accreditation/register/schema.html", columns=columns.COLUMNS, words=rules.WORDS
    )


@bp.get("/accreditation/register")
@needs(Permission.VIEW_ACCREDITATION)
def manage() -> ResponseReturnValue:
    """Show staff which holders are on the register, and how often their badges are used."""
    holders = queries.holders()
    ids = [award.badge_id for award in holders if award.badge_id]
    titles = {a.id: schemes.ready(a.scheme_version).level_title(a.level) for a in holders}
    return render_template(
        "accreditation/register/manage.html",
        holders=holders,
        titles=titles,
        uses=uses.totals(ids, clock.today() - COUNTED),
        days=COUNTED.days,
    )


@bp.route("/accreditation/register/<ref>/list", methods=["GET", "POST"])
@needs(Permission.ASSESS)
def add(ref: str) -> ResponseReturnValue:
    """Put a holder on the register, with how it agreed."""
    form = ListForm()
    award = awards.award_or_404(ref, lock=request.method == "POST")
    if form.validate_on_submit():
        try:
            actions.list_publicly(award, form.how.data)
        except RuleBroken as error:
            form.show(error)
        else:
            name = award.employer.name
            session.commit()
            return _said(f"{name} is on the register.")
    return render_template("accreditation/register/add.html", form=form, award=award)


@bp.post("/accreditation/register/<ref>/take-off")
@needs(Permission.ASSESS)
def take_off(ref: str) -> ResponseReturnValue:
    """Take a holder off the register at once."""
    award = awards.award_or_404(ref, lock=True)
    name = award.employer.name
    actions.take_off(award)
    session.commit()
    return _said(f"{name} is off the register.")


@bp.post("/me/award.<token>/leave-register")
@public
def leave(token: str) -> ResponseReturnValue:
    """Let a business take itself off the register at once, behind the link to its level."""
    contact = letters.behind(token)
    if contact is None:
        abort(410)
    award = awards.current(contact.employer_id, lock=True)
    if award is not None and award.public_ok:
        actions.take_off(award, by=actions.BUSINESS)
        session.commit()
    session.rollback()
    return redirect(url_for("awards.status", token=token))


def _said(words: str) -> ResponseReturnValue:
    if allowed(Permission.DECIDE):
        undo_flash(words)
    else:
        flash(words)
    return redirect(url_for("register.manage"))

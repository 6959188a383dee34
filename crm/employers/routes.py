"""The list of employers, the record page, quick add and editing."""

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.core import access, cells, clock, conflicts, features, neighbours, pages
from crm.core.access import current_user, needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission, may
from crm.core.routes import undo_flash
from crm.employers import actions, listed, pins, queries, timeline, trail
from crm.employers.conditions import FILTERS, meant
from crm.employers.forms import EmployerForm, QuickAddForm
from crm.employers.lookalikes import lookalikes
from crm.employers.models import Employer
from crm.employers.queries import employer_or_404, record_or_404
from crm.reference import queries as reference
from crm.views import queries as views

#: Facts that are changed in their place; a tier has its reason, a stage its own page.
CELLS = ("owner_id", "size_band", "phone", "email", "website")

bp = Blueprint("employers", __name__, url_prefix="/employers")


@bp.get("")
@needs(Permission.VIEW_EMPLOYERS)
def index() -> ResponseReturnValue:
    """List employers, with search, filters, chosen columns and the views somebody keeps."""
    bar = views.bar(listed.LIST.name)
    if bar.go_to:
        return redirect(bar.go_to)
    if chosen := request.args.getlist("col"):
        return redirect(pages.here(col=None, columns=listed.columns_asked(chosen)))
    asked, query, sort = pages.filters(FILTERS, longest=600), pages.asked("q"), pages.asked("sort")
    meaning = meant(asked, access.current_user().id)
    statement = queries.listing(meaning, query, clock.today(), reference.county_codes())
    options = queries.options()
    known = listed.choices(options, reference.authority_names())
    return render_template(
        "crm/employers/index.html",
        bar=bar,
        page=queries.page(statement, sort),
        matching=pages.count(statement) if asked or query else None,
        most=pages.MOST_COUNTED,
        asked=asked,
        query=query,
        sort=sort if sort in queries.SORTS else "name",
        carried=trail.carried(asked, query, sort if sort in queries.SORTS else ""),
        shown=listed.columns(pages.asked("columns")),
        options=options,
        known=known,
        faults=listed.faults(asked, known),
        places=reference.authority_names(),
        county=reference.county_codes(),
    )


@bp.get("/<ref>")
@needs(Permission.VIEW_EMPLOYERS)
def show(ref: str) -> ResponseReturnValue:
    """Show everything about one employer."""
    found = trail.asked(clock.today(), reference.county_codes())
    record = record_or_404(ref, found.beside) if found else record_or_404(ref)
    panels = [(panel, panel.load(record.employer)) for panel in features.allowed("employer_panels")]
    return render_template(
        "crm/employers/show.html",
        employer=record.employer,
        standing=record.standing,
        trail=found,
        previous_url=found and found.url(record.before, -1),
        next_url=found and found.url(record.after, 1),
        panels=panels,
        timeline=timeline.read(
            record.employer.id,
            kind=pages.asked("kind"),
            words=pages.asked("find"),
            before=_moment(pages.asked("before")),
        ),
        sites=record.sites,
        group=record.group,
        places=reference.authority_names(),
        county=reference.county_codes(),
        section=reference.section_short(record.employer.sic_section),
    )


@bp.post("/<ref>/pins")
@needs(Permission.EDIT_EMPLOYERS)
def pin(ref: str) -> ResponseReturnValue:
    """Keep one thing on top of the timeline."""
    employer = employer_or_404(ref)
    try:
        pins.pin(employer, request.form.get("thing", ""), by=access.current_user())
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
    else:
        undo_flash("Pinned. It stays on top of the timeline.")
    return redirect(url_for("employers.show", ref=ref, _anchor="timeline"))


@bp.post("/<ref>/pins/remove")
@needs(Permission.EDIT_EMPLOYERS)
def unpin(ref: str) -> ResponseReturnValue:
    """Let one thing go back to its place in time."""
    pins.unpin(employer_or_404(ref), request.form.get("thing", ""))
    session.commit()
    undo_flash("Unpinned.")
    return redirect(url_for("employers.show", ref=ref, _anchor="timeline"))


@bp.route("/new", methods=["GET", "POST"])
@needs(Permission.EDIT_EMPLOYERS)
def new() -> ResponseReturnValue:
    """Add an employer with the person met and the next step; warn of look-alikes first."""
    form = QuickAddForm()
    if request.method == "GET":
        form.name.data = pages.asked("name")
    alike: list[Any] = []
    if form.validate_on_submit():
        alike = _alike(form) if not form.another.data else []
        if not alike:
            employer = actions.add(
                owner=access.current_user(),  # type: ignore[arg-type]
                **form.values("name", "postcode", "contact_name", "contact_role", "email", "phone"),
            )
            if form.next_act.data and form.next_on.data:
                neighbours.plan_next(employer, form.next_act.data, form.next_on.data)
            session.commit()
            undo_flash(f"Added {employer.name}.")
            return redirect(url_for("employers.show", ref=employer.ref))
        session.rollback()
    return render_template("crm/employers/new.html", form=form, alike=alike)


@bp.get("/likely")
@needs(Permission.EDIT_EMPLOYERS)
def likely() -> ResponseReturnValue:
    """Answer with the look-alikes of what is being typed, as a piece of a page."""
    alike = lookalikes(
        pages.asked("name"),
        postcode=pages.asked("postcode").upper(),
        email=pages.asked("email"),
        phone=pages.asked("phone"),
    )
    return render_template("crm/employers/likely.html", alike=alike)


@bp.route("/<ref>/edit", methods=["GET", "POST"])
@needs(Permission.EDIT_EMPLOYERS)
def edit(ref: str) -> ResponseReturnValue:
    """Change the facts of an employer; show both versions when someone else was quicker."""
    employer = employer_or_404(ref)
    form = _form(employer, {})
    if form.validate_on_submit():
        try:
            conflicts.check(employer, form)
            actions.edit(employer, form.data)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            employer = employer_or_404(ref)
            conflicts.show(error, form, employer)
        else:
            undo_flash(f"Saved {employer.name}.")
            return redirect(url_for("employers.show", ref=ref))
    page = render_template("crm/employers/edit.html", form=form, employer=employer)
    return page, form.http_status


@bp.route("/<ref>/cells/<name>", methods=["GET", "POST"])
@needs(Permission.EDIT_EMPLOYERS)
def cell(ref: str, name: str) -> ResponseReturnValue:
    """Change one fact of an employer in its place on the page."""
    employer = employer_or_404(ref)

    def save(facts: dict[str, Any]) -> None:
        actions.edit(employer, facts)
        session.commit()

    return cells.edit(
        employer,
        _form(employer, {"formdata": None}),
        name,
        among=CELLS,
        save=save,
        whole=url_for("employers.edit", ref=ref),
    )


def _form(employer: Employer, data: dict[str, Any]) -> EmployerForm:
    """Return the form filled from ``employer``, or from what was sent."""
    form = EmployerForm(obj=employer, **data)
    if not may(current_user().role, Permission.EDIT_RATES):  # it decides who confirms its pay
        del form.council
    form.offer(queries.options().owners)
    if request.method == "GET" or "formdata" in data:
        form.seen.data = str(employer.version)
        form.disability_confident.data = str(employer.disability_confident or "")
        form.owner_id.data = str(employer.owner_id or "")
    return form


def _alike(form: QuickAddForm) -> list[Any]:
    return lookalikes(
        form.name.data or "",
        postcode=form.postcode.data or "",
        email=form.email.data or "",
        phone=form.phone.data or "",
    )


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None

"""Adding and changing contacts and sites."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.contacts import actions
from crm.core import cells, clock, conflicts, pages
from crm.core.access import needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.forms import EditForm
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.core.search import normalise
from crm.employers import actions as employer_actions
from crm.employers import queries
from crm.employers.forms import ContactForm, LeftForm, SiteForm
from crm.employers.models import Contact, Employer, Site
from crm.employers.queries import employer_or_404

bp = Blueprint("contacts", __name__, url_prefix="/employers/<ref>")


@bp.route("/contacts/new", methods=["GET", "POST"])
@needs(Permission.EDIT_EMPLOYERS)
def new(ref: str) -> ResponseReturnValue:
    """Add a contact."""
    employer = employer_or_404(ref)
    form = _contact_form(employer, None)
    if request.method == "GET":
        form.role.data = pages.asked("role")
    contact = Contact(employer_id=employer.id)
    return _edit(employer, contact, form, "crm/contacts/new.html", actions.save)


@bp.route("/contacts/<int:contact_id>/edit", methods=["GET", "POST"])
@needs(Permission.EDIT_EMPLOYERS)
def edit(ref: str, contact_id: int) -> ResponseReturnValue:
    """Change a contact."""
    employer = employer_or_404(ref)
    contact = _own(Contact, employer, contact_id)
    form = _contact_form(employer, contact)
    return _edit(employer, contact, form, "crm/contacts/edit.html", actions.save)


@bp.route("/contacts/<int:contact_id>/cells/<name>", methods=["GET", "POST"])
@needs(Permission.EDIT_EMPLOYERS)
def cell(ref: str, contact_id: int, name: str) -> ResponseReturnValue:
    """Change one fact of a contact in its place on the page."""
    employer = employer_or_404(ref)
    contact = _own(Contact, employer, contact_id)

    def save(facts: dict[str, Any]) -> None:
        actions.save(contact, facts)
        session.commit()

    return cells.edit(
        contact,
        _contact_form(employer, contact, {"formdata": None}),
        name,
        among=("phone", "email"),
        save=save,
        whole=url_for("contacts.edit", ref=ref, contact_id=contact_id),
    )


@bp.route("/contacts/<int:contact_id>/left", methods=["GET", "POST"])
@needs(Permission.EDIT_EMPLOYERS)
def left(ref: str, contact_id: int) -> ResponseReturnValue:
    """Note that somebody left, and ask who replaces them."""
    employer = employer_or_404(ref)
    contact = _own(Contact, employer, contact_id)
    form = LeftForm()
    colleagues = {str(c.id): c for c in queries.contacts(employer.id) if c.to_on is None}
    colleagues.pop(str(contact.id), None)
    form.offer([(c.id, f"{c.name}, {c.role}" if c.role else c.name) for c in colleagues.values()])
    if form.validate_on_submit():
        try:
            actions.leave(
                contact,
                form.to_on.data or clock.today(),
                follows=colleagues.get(form.follows.data or ""),
                replaced_by=form.replaced_by.data or "",
                now_at=_employer_named(form.now_at.data or ""),
            )
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            undo_flash(f"{contact.name} is marked as having left.")
            return redirect(url_for("employers.show", ref=ref, _anchor="contacts"))
    return render_template("crm/contacts/left.html", employer=employer, contact=contact, form=form)


@bp.route("/sites/new", methods=["GET", "POST"])
@needs(Permission.EDIT_EMPLOYERS)
def new_site(ref: str) -> ResponseReturnValue:
    """Add a site."""
    employer = employer_or_404(ref)
    site = Site(employer_id=employer.id, is_main=False)
    form = SiteForm()
    return _edit(employer, site, form, "crm/contacts/new_site.html", employer_actions.save_site)


@bp.route("/sites/<int:site_id>/edit", methods=["GET", "POST"])
@needs(Permission.EDIT_EMPLOYERS)
def edit_site(ref: str, site_id: int) -> ResponseReturnValue:
    """Change a site."""
    employer = employer_or_404(ref)
    site = _own(Site, employer, site_id)
    form = SiteForm(obj=site)
    return _edit(employer, site, form, "crm/contacts/edit_site.html", employer_actions.save_site)


def _edit(
    employer: Employer,
    row: Any,
    form: EditForm,
    template: str,
    save: Callable[[Any, dict[str, Any]], Any],
) -> ResponseReturnValue:
    """Show the form; save it; show both versions when someone else was quicker."""
    old = row.id is not None
    if request.method == "GET":
        form.seen.data = str(row.version) if old else ""
    if form.validate_on_submit():
        try:
            if old:
                conflicts.check(row, form)
            save(row, form.data)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            conflicts.show(error, form, row)
        else:
            undo_flash("Saved.")
            return redirect(url_for("employers.show", ref=employer.ref))
    page = render_template(template, employer=employer, row=row, form=form)
    return page, form.http_status


def _contact_form(
    employer: Employer, contact: Contact | None, data: dict[str, Any] | None = None
) -> ContactForm:
    """Return the form filled from ``contact``, or from what was sent."""
    form = ContactForm(obj=contact, **(data or {}))
    kept = contact.site_id if contact else None
    sites = [s for s in queries.sites(employer.id) if s.closed_on is None or s.id == kept]
    form.offer([(s.id, s.name or s.town or s.postcode) for s in sites])
    if contact is not None and (request.method == "GET" or data):
        form.can_hire.data = {True: "yes", False: "no", None: ""}[contact.can_hire]
        form.site_id.data = str(contact.site_id or "")
    return form


def _employer_named(text: str) -> Employer | None:
    """Return the employer of this reference or name; raises ``RuleBroken`` unless there is one."""
    if not text:
        return None
    found = queries.find_by_ref(text.upper())
    if found is None:
        same = sa.select(Employer).where(Employer.name_key == normalise(text)).limit(2)
        rows = session.scalars(same).all()
        found = rows[0] if len(rows) == 1 else None
    if found is None:
        raise RuleBroken(
            f"No one employer is called “{text}”. Use its reference, like E-00042, or leave it.",
            "now_at",
        )
    return found


def _own(kind: Any, employer: Employer, row_id: int) -> Any:
    """Return the row if it belongs to this employer; the same 404 for "not yours"."""
    if row_id >= 2**31:
        abort(404)
    row = session.scalar(sa.select(kind).where(kind.id == row_id, kind.employer_id == employer.id))
    if row is None:
        abort(404)
    return row

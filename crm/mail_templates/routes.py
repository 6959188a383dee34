"""Pages of mail templates, and beginning a mailing from one."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.consent.queries import topics
from crm.core import conflicts, pages
from crm.core.access import current_user, needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.mail_templates import actions, queries
from crm.mail_templates.forms import TemplateForm
from crm.mail_templates.queries import template_or_404
from crm.mailing import rules
from crm.mailing.queries import mailing_or_404, titles
from crm.mailing.rules import Purpose

bp = Blueprint("mail_templates", __name__, url_prefix="/mailings/templates")
TO = ("audience", "view")


@bp.get("")
@needs(Permission.VIEW_EMPLOYERS)
def index() -> ResponseReturnValue:
    """List the templates with their kind, version and how often they were used."""
    return render_template(
        "crm/mail_templates/index.html",
        rows=queries.listing(),
        names=_topic_names(),
        to=_to(),
    )


@bp.get("/<int:template_id>")
@needs(Permission.VIEW_EMPLOYERS)
def show(template_id: int) -> ResponseReturnValue:
    """Show one template as an invented reader gets it, its versions and where it was used."""
    number = pages.asked_number("version")
    row, text = template_or_404(template_id, number)
    uses = queries.used_by(row.id)
    return render_template(
        "crm/mail_templates/show.html",
        row=row,
        text=text,
        example={n: rules.fill(getattr(text, n), rules.EXAMPLE) for n in ("subject", "body")},
        topic=_topic_names().get(text.topic, ""),
        versions=queries.versions(row.id),
        uses=uses,
        titles=titles(uses),
        to=_to(),
    )


@bp.route("/new", methods=["GET", "POST"])
@needs(Permission.SEND_MAIL)
def new() -> ResponseReturnValue:
    """Write a template, perhaps from the text of a mailing."""
    source = pages.asked_number("from")
    mailing = mailing_or_404(source) if source else None
    asked = mailing.purpose.value if mailing else pages.asked("purpose")
    purpose = Purpose(asked) if asked in set(Purpose) else Purpose.MARKETING
    form = _form(purpose, mailing)
    if form.validate_on_submit():
        try:
            row = actions.add(purpose, _values(form), by=current_user().name)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            undo_flash(f"Saved “{row.name}”.")
            return redirect(url_for("mail_templates.show", template_id=row.id))
    return _page(form, purpose)


@bp.route("/<int:template_id>/edit", methods=["GET", "POST"])
@needs(Permission.SEND_MAIL)
def edit(template_id: int) -> ResponseReturnValue:
    """Change a template: a changed text becomes its next version."""
    row, text = template_or_404(template_id)
    form = _form(row.purpose, text)
    if request.method == "GET":
        form.name.data, form.seen.data = row.name, str(row.version)
    if form.validate_on_submit():
        try:
            conflicts.check(row, form)
            actions.change(row, _values(form), by=current_user().name)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            row, _ = template_or_404(template_id)
            conflicts.show(error, form, row)
        else:
            undo_flash(f"Saved “{row.name}”, version {row.number}.")
            return redirect(url_for("mail_templates.show", template_id=template_id))
    return _page(form, row.purpose, row), form.http_status


@bp.post("/<int:template_id>/copy")
@needs(Permission.SEND_MAIL)
def copy(template_id: int) -> ResponseReturnValue:
    """Begin another template from this one."""
    row = actions.copy(template_or_404(template_id)[0], by=current_user().name)
    session.commit()
    undo_flash(f"Saved “{row.name}”. Change it here.")
    return redirect(url_for("mail_templates.edit", template_id=row.id))


@bp.post("/<int:template_id>/retire")
@needs(Permission.SEND_MAIL)
def retire(template_id: int) -> ResponseReturnValue:
    """Offer a template no more."""
    row, _ = template_or_404(template_id)
    try:
        actions.retire(row)
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
    else:
        undo_flash(f"“{row.name}” is offered no more.")
    return redirect(url_for("mail_templates.index"))


@bp.post("/<int:template_id>/use")
@needs(Permission.EDIT_EMPLOYERS)
def use(template_id: int) -> ResponseReturnValue:
    """Begin a mailing with this text and go to its preview."""
    row, text = template_or_404(template_id)
    try:
        to = {name: request.form.get(name, "")[:600] for name in TO}
        mailing = actions.use(row, text, to=to, by=current_user())
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
        return redirect(url_for("mail_templates.show", template_id=template_id))
    flash("This is a draft. Read it as three people get it, change it if you need, then send it.")
    return redirect(url_for("mailing.show", mailing_id=mailing.id))


def _to() -> dict[str, str]:
    """Return whom a mailing shall go to, as the list of employers handed it on."""
    return {name: said for name in TO if (said := pages.asked(name, longest=600))}


def _form(purpose: Purpose, text: Any) -> TemplateForm:
    """Return the form with the questions that this kind of mail needs, filled from ``text``."""
    form = TemplateForm(obj=text)
    if purpose is Purpose.MARKETING:
        form.topic.offer([(t.code, t.name) for t in topics()], blank="Choose a topic")
        del form.reason
    else:
        del form.topic
    return form


def _values(form: TemplateForm) -> dict[str, Any]:
    return form.values(*(name for name in ("name", *actions.TEXT) if name in form))


def _page(form: TemplateForm, purpose: Purpose, row: Any = None) -> str:
    return render_template(
        "crm/mail_templates/edit.html" if row else "crm/mail_templates/new.html",
        form=form,
        row=row,
        marketing=purpose is Purpose.MARKETING,
        fields=rules.ALL,
    )


def _topic_names() -> dict[str, str]:
    return {t.code: t.name for t in topics()}

"""Pages about templates of webinars."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.core import conflicts
from crm.core.access import needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.forms import Form
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from webinars.programme import actions, queries, rules
from webinars.programme.forms import TemplateForm
from webinars.programme.models import WebinarTemplate

bp = Blueprint("plans", __name__)


@bp.get("/webinars/manage/templates")
@needs(Permission.VIEW_WEBINARS)
def index() -> ResponseReturnValue:
    """List the templates in use."""
    return render_template(
        "webinars/plans/index.html", templates=queries.templates(), befores=rules.befores
    )


@bp.route("/webinars/manage/templates/new", methods=["GET", "POST"])
@needs(Permission.RUN_WEBINARS)
def new() -> ResponseReturnValue:
    """Write a template from nothing; the shipped one shows what to enter."""
    template = WebinarTemplate()
    form = TemplateForm()
    if request.method == "GET":
        form.minutes.data, form.capacity.data, form.reminder_hours.data = 60, 100, [168, 24, 1]
        form.overbook_percent.data, form.offer_hours.data = 0, 48
        form.attended_percent.data, form.grace_minutes.data = 50, 5
    return _write(template, form, "webinars/plans/new.html")


@bp.route("/webinars/manage/templates/<int:template_id>", methods=["GET", "POST"])
@needs(Permission.RUN_WEBINARS)
def edit(template_id: int) -> ResponseReturnValue:
    """Change a template; webinars made from it stay as they are."""
    template = queries.template_or_404(template_id)
    form = TemplateForm(obj=template)
    if request.method == "GET":
        form.seen.data = str(template.version)
    return _write(template, form, "webinars/plans/edit.html")


@bp.post("/webinars/manage/templates/<int:template_id>/retire")
@needs(Permission.RUN_WEBINARS)
def retire(template_id: int) -> ResponseReturnValue:
    """Offer a template no more."""
    template = queries.template_or_404(template_id)
    if Form().validate_on_submit():
        try:
            actions.retire(template)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            flash(error.message, "error")
        else:
            undo_flash(f"The template “{template.name}” is retired.")
    return redirect(url_for("plans.index"))


def _write(template: WebinarTemplate, form: TemplateForm, page: str) -> ResponseReturnValue:
    if form.validate_on_submit():
        try:
            if template.id is not None:
                conflicts.check(template, form)
            actions.save_template(template, form.details)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            if template.id is not None:
                template = queries.template_or_404(template.id)
            conflicts.show(error, form, template)
        else:
            undo_flash(f"The template “{template.name}” is saved.")
            return redirect(url_for("plans.index"))
    return render_template(page, form=form, template=template), form.http_status

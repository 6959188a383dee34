"""Inviting employers to a webinar."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.core import journal
from crm.core.access import current_user, needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.employers.listed import LIST
from crm.mail_templates import actions as mail_templates
from crm.mail_templates.queries import template_or_404
from crm.views import queries as views
from webinars.invitations import queries
from webinars.invitations.forms import InviteForm
from webinars.programme import rules
from webinars.programme.queries import webinar_or_404
from webinars.programme.rules import State

bp = Blueprint("invitations", __name__)


@bp.route("/webinars/manage/<ref>/invite", methods=["GET", "POST"])
@needs(Permission.RUN_WEBINARS)
def invite(ref: str) -> ResponseReturnValue:
    """Choose a view of employers; three of them are shown before anything is sent."""
    webinar = webinar_or_404(ref)
    if webinar.state is not State.PUBLISHED:
        flash("Publish the webinar before you invite to it.", "error")
        return redirect(url_for("programme.show", ref=ref))
    form = InviteForm()
    known = views.kept(LIST, current_user()).views
    form.view.offer([(view.key, view.name) for view in known], blank="Choose a view")
    form.text.offer([(row_id, name) for row_id, name, _ in queries.texts()])
    if form.validate_on_submit():
        try:
            row, text = template_or_404(int(form.text.data))
            journal.operation(f"Began an invitation to {ref}")
            mailing = mail_templates.use(
                row, text, to={"view": form.view.data}, by=current_user(), about=ref
            )
            session.commit()
        except RuleBroken as error:
            session.rollback()
            webinar = webinar_or_404(ref)
            form.show(error)
        else:
            return redirect(url_for("mailing.show", mailing_id=mailing.id))
    return render_template(
        "webinars/invitations/invite.html",
        form=form,
        webinar=webinar,
        reminders=rules.befores(webinar.reminder_hours),
    )

"""Pages that carve a job out of a post and keep what the post was."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.carving.forms import CarveForm, PostForm
from crm.core import conflicts, journal
from crm.core.access import current_user, needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.vacancies import actions, queries, rules

bp = Blueprint("carving", __name__)


@bp.route("/vacancies/<ref>/carve", methods=["GET", "POST"])
@needs(Permission.EDIT_WORK)
def new(ref: str) -> ResponseReturnValue:
    """Make a job of some of the tasks of a vacancy."""
    vacancy = queries.vacancy_or_404(ref)
    form = CarveForm()
    form.taken.offer(rules.lines(vacancy.tasks))
    if form.validate_on_submit():
        try:
            journal.operation(f"Carved a job out of {ref} with {vacancy.employer.name}")
            details = form.values("title", "weekly_hours")
            made = actions.carve(
                vacancy, by=current_user(), taken=rules.lines(form.taken.text), **details
            )
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            session.commit()
            undo_flash(f"Vacancy {made.ref} added, carved out of {ref}. Complete it.")
            return redirect(url_for("vacancies.show", ref=made.ref))
    return render_template("crm/carving/new.html", form=form, vacancy=queries.vacancy_or_404(ref))


@bp.route("/vacancies/<ref>/carving", methods=["GET", "POST"])
@needs(Permission.EDIT_WORK)
def edit(ref: str) -> ResponseReturnValue:
    """Say which post a job was carved out of, and which of its tasks it took."""
    vacancy = queries.vacancy_or_404(ref)
    form = PostForm(obj=vacancy, seen=vacancy.version)
    form.offer(vacancy)
    if form.validate_on_submit():
        try:
            conflicts.check(vacancy, form)
            journal.operation(f"Changed what {ref} with {vacancy.employer.name} was carved out of")
            actions.change(vacancy, by=current_user(), **form.details)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            conflicts.show(error, form, queries.vacancy_or_404(ref))
        else:
            undo_flash(f"Vacancy {ref} saved.")
            return redirect(url_for("vacancies.show", ref=ref))
    page = render_template("crm/carving/edit.html", form=form, vacancy=queries.vacancy_or_404(ref))
    return page, form.http_status

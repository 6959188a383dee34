"""The page of a group, and joining and leaving one."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.core import pages
from crm.core.access import needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.employers.queries import employer_or_404
from crm.groups import actions, queries

bp = Blueprint("groups", __name__, url_prefix="/employers/<ref>/group")


@bp.get("")
@needs(Permission.VIEW_EMPLOYERS)
def show(ref: str) -> ResponseReturnValue:
    """Show the group of an employer, and offer heads by name."""
    employer = employer_or_404(ref)
    words = pages.asked("find")
    return render_template(
        "crm/groups/show.html",
        employer=employer,
        members=queries.members(employer.parent_id or employer.id),
        words=words,
        offered=queries.heads(employer.id, words) if words else [],
    )


@bp.post("")
@needs(Permission.EDIT_EMPLOYERS)
def join(ref: str) -> ResponseReturnValue:
    """Let the employer belong to the one chosen."""
    employer = employer_or_404(ref)
    head = employer_or_404(request.form.get("head", ""))
    try:
        actions.join(employer, head)
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
        return redirect(url_for("groups.show", ref=ref))
    undo_flash(f"{employer.name} belongs to {head.name}.")
    return redirect(url_for("employers.show", ref=ref))


@bp.post("/leave")
@needs(Permission.EDIT_EMPLOYERS)
def leave(ref: str) -> ResponseReturnValue:
    """Take the employer out of its group."""
    employer = employer_or_404(ref)
    actions.leave(employer)
    session.commit()
    undo_flash(f"{employer.name} left its group.")
    return redirect(url_for("employers.show", ref=ref))

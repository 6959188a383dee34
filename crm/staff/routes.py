"""The staff list and what an administrator does there."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from crm.core import links
from crm.core.access import allowed, current_user, needs
from crm.core.db import get_or_404, session
from crm.core.errors import RuleBroken, Stale
from crm.core.links import OneTimeLink
from crm.core.permissions import Permission
from crm.people import sessions
from crm.people.models import Person
from crm.people.rules import ROLE_WORDS
from crm.staff import actions, queries
from crm.staff.forms import InviteForm, RoleForm

bp = Blueprint("staff", __name__, url_prefix="/people")
SHOW_ONCE = "link to show once"


@bp.get("")
@needs(Permission.VIEW_PEOPLE)
def index() -> ResponseReturnValue:
    """List the staff."""
    return render_template(
        "crm/staff/index.html", page=queries.everybody(), state=queries.state, roles=ROLE_WORDS
    )


@bp.route("/invite", methods=["GET", "POST"])
@needs(Permission.MANAGE_PEOPLE)
def invite() -> ResponseReturnValue:
    """Make an account for somebody new and show their link once."""
    form = InviteForm()
    if form.validate_on_submit():
        try:
            person, link = actions.invite(
                form.name.data or "", form.email.data or "", form.chosen, by=current_user()
            )
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            return _show_link(person, link)
    return render_template("crm/staff/invite.html", form=form)


@bp.get("/<int(max=2147483647):person_id>")
@needs(Permission.VIEW_PEOPLE)
def show(person_id: int) -> ResponseReturnValue:
    """Show one member of staff."""
    return _page(get_or_404(Person, person_id))


@bp.post("/<int(max=2147483647):person_id>/role")
@needs(Permission.MANAGE_PEOPLE)
def change_role(person_id: int) -> ResponseReturnValue:
    """Give somebody another role."""
    person = get_or_404(Person, person_id)
    form = RoleForm()
    if not form.validate_on_submit():
        return _page(person, form)
    try:
        form.check_seen(person)
        actions.change_role(person, form.chosen, by=current_user())
        session.commit()
    except Stale:
        raise
    except RuleBroken as error:
        session.rollback()
        form.show(error)
        return _page(person, form)
    flash(f"{person.name} is now {person.role.value}. Their sign-ins were ended.")
    return redirect(url_for("staff.show", person_id=person_id))


@bp.post("/<int(max=2147483647):person_id>/lock")
@needs(Permission.MANAGE_PEOPLE)
def lock(person_id: int) -> ResponseReturnValue:
    """Keep somebody out from now on."""
    person = get_or_404(Person, person_id)
    try:
        actions.lock(person, by=current_user())
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
    else:
        flash(f"{person.name} is locked and signed out everywhere.")
    return redirect(url_for("staff.show", person_id=person_id))


@bp.post("/<int(max=2147483647):person_id>/unlock")
@needs(Permission.MANAGE_PEOPLE)
def unlock(person_id: int) -> ResponseReturnValue:
    """Let somebody in again."""
    person = get_or_404(Person, person_id)
    actions.unlock(person)
    session.commit()
    flash(f"{person.name} can sign in again.")
    return redirect(url_for("staff.show", person_id=person_id))


@bp.post("/<int(max=2147483647):person_id>/independent")
@needs(Permission.MANAGE_PEOPLE)
def independent(person_id: int) -> ResponseReturnValue:
    """Mark somebody as an independent reviewer, or no longer."""
    person = get_or_404(Person, person_id)
    try:
        actions.mark_independent(person, independent=not person.independent)
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
    else:
        words = "an" if person.independent else "no longer an"
        flash(f"{person.name} is {words} independent reviewer.")
    return redirect(url_for("staff.show", person_id=person_id))


@bp.post("/<int(max=2147483647):person_id>/link")
@needs(Permission.MANAGE_PEOPLE)
def send_link(person_id: int) -> ResponseReturnValue:
    """Make a fresh link for somebody's password and show it once."""
    person = get_or_404(Person, person_id)
    try:
        link = actions.send_link(person, by=current_user())
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
        return redirect(url_for("staff.show", person_id=person_id))
    return _show_link(person, link)


def _show_link(person: Person, link: OneTimeLink) -> ResponseReturnValue:
    """Go to the person's page and show the link there once; the cookie holds only its number."""
    cookie[SHOW_ONCE] = link.id
    return redirect(url_for("staff.show", person_id=person.id))


def _page(person: Person, form: RoleForm | None = None) -> ResponseReturnValue:
    shown = session.get(OneTimeLink, cookie.pop(SHOW_ONCE, None) or 0)
    mine = shown is not None and shown.subject_id == person.id and shown.used_at is None
    return render_template(
        "crm/staff/show.html",
        member=person,
        state=queries.state(person),
        role=ROLE_WORDS[person.role],
        form=form or RoleForm(role=person.role.value, seen=person.version),
        link=links.address(shown) if shown and mine else None,
        link_until=shown.expires_at if shown and mine else None,
        signed_in=len(sessions.live(person.id)),
        may_manage=allowed(Permission.MANAGE_PEOPLE) and person.id != current_user().id,
    )

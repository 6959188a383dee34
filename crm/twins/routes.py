"""Choosing the other contact, looking at both, and making one of them."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from crm.core import journal
from crm.core.access import current_user, needs
from crm.core.db import session
from crm.core.forms import Form
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.employers.models import Contact, Employer, Site
from crm.employers.queries import employer_or_404, sites
from crm.twins import actions, queries, rules

bp = Blueprint("twins", __name__, url_prefix="/employers/<ref>/contacts/<int:contact_id>/twin")
YES_NO = {True: "Yes", False: "No"}


class MergeForm(Form):
    """Guards a merge: the versions of both contacts that were looked at."""

    seen = HiddenField()


@bp.get("")
@needs(Permission.MERGE)
def index(ref: str, contact_id: int) -> ResponseReturnValue:
    """Offer the employer's other contacts, those that may be the same person first."""
    employer = employer_or_404(ref)
    contact = queries.contact_or_404(employer, contact_id)
    return render_template(
        "crm/twins/index.html", employer=employer, contact=contact, others=queries.others(contact)
    )


@bp.route("/<int:other_id>", methods=["GET", "POST"])
@needs(Permission.MERGE)
def show(ref: str, contact_id: int, other_id: int) -> ResponseReturnValue:
    """Show two contacts side by side, and merge them as chosen."""
    employer = employer_or_404(ref)
    keep, fold = (queries.contact_or_404(employer, each) for each in (contact_id, other_id))
    if keep is fold:
        abort(404)
    form = MergeForm()
    changed = request.method == "POST" and form.seen.data != _versions(keep, fold)
    if form.validate_on_submit() and not changed:
        title = f"Merged {fold.name} into {keep.name}."
        actions.merge(keep, fold, _sides(), actor=current_user())
        session.commit()
        undo_flash(title)
        return redirect(url_for("employers.show", ref=ref, _anchor="contacts"))
    form.seen.data = _versions(keep, fold)
    return render_template(
        "crm/twins/show.html",
        employer=employer,
        keep=keep,
        fold=fold,
        form=form,
        lines=_lines(employer, keep, fold),
        hanging=queries.hanging(keep, fold),
        changed=changed,
    )


def _sides() -> dict[str, str]:
    return {name: request.form.get(name, "") for name in rules.LABELS}


def _versions(keep: Contact, fold: Contact) -> str:
    return f"{keep.id}.{keep.version}-{fold.id}.{fold.version}"


def _lines(employer: Employer, keep: Contact, fold: Contact) -> list[dict[str, Any]]:
    mine, theirs = queries.facts(keep), queries.facts(fold)
    places = {site.id: _place(site) for site in sites(employer.id)}
    sides = rules.suggested(mine, theirs)
    return [
        {
            "name": name,
            "label": rules.LABELS[name],
            "keep": _words(name, mine[name], places),
            "fold": _words(name, theirs[name], places),
            "took": sides[name],
        }
        for name in rules.different(mine, theirs)
    ]


def _place(site: Site) -> str:
    return site.name or site.town or site.postcode


def _words(name: str, value: Any, places: dict[int, str]) -> str:
    if value in rules.EMPTY:
        return "Still there" if name == "to_on" else "Not known"
    if name == "can_hire":
        return YES_NO[value]
    if name == "site_id":
        return places.get(value, "A closed site")
    if name == "came_from_id":
        return "Yes"
    return str(journal.plain(value))

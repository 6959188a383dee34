"""The queue of enquiries and the answers to them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.core import clock, pages
from crm.core.access import current_user, needs
from crm.core.db import get_or_404, session
from crm.core.errors import RuleBroken
from crm.core.forms import Form
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.employers.lookalikes import lookalikes
from crm.employers.queries import employer_or_404
from crm.followups import cover
from crm.interest import queries as interest
from crm.interest import rules
from crm.interest.models import OPEN, Enquiry
from crm.interest.rules import Held
from crm.people import queries as people
from crm.people.models import Person
from crm.reference import queries as reference
from crm.triage import actions, queries
from crm.triage.forms import AcceptForm, AskForm, PassOnForm, RefuseForm

bp = Blueprint("triage", __name__, url_prefix="/interest/queue")
NEW = "new"


@bp.get("")
@needs(Permission.VIEW_EMPLOYERS)
def index() -> ResponseReturnValue:
    """List what waits for an answer, the first reply due on top."""
    view = pages.asked("view")
    return render_template(
        "crm/triage/index.html",
        view=view if view == "decided" else "",
        page=queries.queue(decided=view == "decided"),
        counts=queries.counts(),
        places=reference.authority_names(),
        county=reference.county_codes(),
        section=reference.section_short,
        left=_left,
        away=cover.away_now(clock.today()),
    )


def _left(by: date) -> tuple[str, str]:
    """Return shape and words of the time left for a first reply."""
    return rules.countdown(by, clock.to_london(clock.now()), reference.holidays())


@bp.get("/held")
@needs(Permission.VIEW_EMPLOYERS)
def held() -> ResponseReturnValue:
    """List what is held for a person: over the limit, and what looks automatic."""
    return render_template(
        "crm/triage/held.html",
        over_limit=queries.held(Held.LIMIT),
        automatic=queries.held(Held.AUTOMATIC),
        counts=queries.counts(),
    )


@bp.get("/<code>")
@needs(Permission.VIEW_EMPLOYERS)
def show(code: str) -> ResponseReturnValue:
    """Show one enquiry with its look-alikes, the suggested owner and the ways to answer."""
    enquiry = queries.enquiry_or_404(code)
    return _page(enquiry)


def _page(enquiry: Enquiry, **forms: Form) -> str:
    alike = _alike(enquiry) if enquiry.state in OPEN else []
    owner_id, why = interest.suggested_owner(enquiry.district_code)
    name, email = queries.last_passed_to(enquiry.district_code)
    area = reference.authority_names().get(enquiry.district_code, "")
    service = name or (f"Supported employment service, {area}" if area else "")
    accept = forms.get("accept") or AcceptForm(
        formdata=None, employer=_first(alike), owner_id=str(enquiry.owner_id or owner_id or "")
    )
    _offer(accept, alike)
    return render_template(
        "crm/triage/show.html",
        enquiry=enquiry,
        is_open=enquiry.state in OPEN,
        left=_left(enquiry.reply_by),
        who=interest.with_whom(enquiry.owner),
        outside=enquiry.district_code not in reference.county_codes(),
        alike=alike,
        why=why,
        steps=interest.steps(enquiry.id),
        section=reference.section_short(enquiry.sector),
        accept=accept,
        ask=forms.get("ask") or AskForm(formdata=None),
        refuse=forms.get("refuse") or RefuseForm(formdata=None),
        pass_on=forms.get("pass_on") or PassOnForm(formdata=None, service=service, email=email),
        errors=next(iter(forms.values()), None),
    )


def _alike(enquiry: Enquiry) -> list[Any]:
    return lookalikes(
        enquiry.business, postcode=enquiry.postcode, email=enquiry.email, phone=enquiry.phone
    )


def _first(alike: list[Any]) -> str:
    return f"E-{alike[0].id:05d}" if alike and alike[0].score >= 0.95 else NEW


def _offer(form: Any, alike: list[Any]) -> None:
    known = [(f"E-{a.id:05d}", f"{a.name} (E-{a.id:05d})") for a in alike]
    form.employer.offer([(NEW, "Add a new employer"), *known])
    form.owner_id.offer([(p.id, p.name) for p in people.active()], blank="Choose")


def _answer(
    code: str, name: str, form: Form, act: Callable[[Enquiry], object], said: str
) -> ResponseReturnValue:
    """Answer an enquiry by ``act``; show the page again when the form or a rule says no."""
    enquiry = queries.enquiry_or_404(code, lock=True)
    if isinstance(form, AcceptForm):
        _offer(form, _alike(enquiry))
    if form.validate_on_submit():
        try:
            act(enquiry)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            undo_flash(said)
            return redirect(url_for("triage.show", code=code))
    session.rollback()
    return _page(queries.enquiry_or_404(code), **{name: form})


@bp.post("/<code>/accept")
@needs(Permission.EDIT_EMPLOYERS)
def accept(code: str) -> ResponseReturnValue:
    """Take the business on, as a new employer or as one already known."""
    form = AcceptForm()

    def take(enquiry: Enquiry) -> None:
        chosen = form.employer.data
        known = employer_or_404(chosen) if chosen and chosen != NEW else None
        owner = get_or_404(Person, int(form.owner_id.data))
        actions.accept(enquiry, by=current_user(), owner=owner, employer=known)

    return _answer(code, "accept", form, take, "Accepted. The mail leaves in half a minute.")


@bp.post("/<code>/ask")
@needs(Permission.EDIT_EMPLOYERS)
def ask(code: str) -> ResponseReturnValue:
    """Mail a question; its answer comes back to the queue."""
    form = AskForm()
    return _answer(
        code,
        "ask",
        form,
        lambda e: actions.ask(e, str(form.question.data), by=current_user()),
        "Asked. The mail leaves in half a minute.",
    )


@bp.post("/<code>/refuse")
@needs(Permission.SECOND_CHECK)
def refuse(code: str) -> ResponseReturnValue:
    """Say no; the reason is mailed."""
    form = RefuseForm()
    return _answer(
        code,
        "refuse",
        form,
        lambda e: actions.refuse(e, str(form.reason.data), by=current_user()),
        "Refused. The reason leaves by mail in half a minute.",
    )


@bp.post("/<code>/pass-on")
@needs(Permission.EDIT_EMPLOYERS)
def pass_on(code: str) -> ResponseReturnValue:
    """Pass the business to the service of its own area and tell it so."""
    form = PassOnForm()

    def give(enquiry: Enquiry) -> None:
        told = form.values("service", "email", "note")
        actions.pass_on(enquiry, by=current_user(), **{k: v or "" for k, v in told.items()})

    return _answer(code, "pass_on", form, give, "Passed on. The mails leave in half a minute.")


@bp.post("/held/<int:draft_id>/let-in")
@needs(Permission.EDIT_EMPLOYERS)
def let_in(draft_id: int) -> ResponseReturnValue:
    """Put a held registration in the queue."""
    enquiry = actions.let_in(queries.held_or_404(draft_id))
    session.commit()
    flash(f"{enquiry.business} is in the queue now, and was told who replies by when.")
    return redirect(url_for("triage.held"))


@bp.post("/held/<int:draft_id>/discard")
@needs(Permission.SECOND_CHECK)
def discard(draft_id: int) -> ResponseReturnValue:
    """Delete a held registration for good."""
    actions.discard(queries.held_or_404(draft_id))
    session.commit()
    flash("Deleted. It cannot be brought back.")
    return redirect(url_for("triage.held"))


@bp.route("/districts", methods=["GET", "POST"])
@needs(Permission.EDIT_RATES)
def districts() -> ResponseReturnValue:
    """Say which officer looks after which district."""
    form, staff = Form(), people.active()
    ids, codes = {str(p.id): p.id for p in staff}, reference.county_codes()
    if form.validate_on_submit():
        actions.name_officers({c: ids.get(request.form.get(f"officer-{c}", "")) for c in codes})
        session.commit()
        undo_flash("Saved who looks after which district.")
        return redirect(url_for("triage.districts"))
    return render_template(
        "crm/triage/districts.html",
        form=form,
        places=[(code, reference.authority_names()[code]) for code in codes],
        staff=[(str(p.id), p.name) for p in staff],
        named={code: str(i) for code, i in queries.district_officers().items()},
    )

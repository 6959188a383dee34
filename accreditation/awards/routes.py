"""Pages about awards: the board, one award, its moves, the periods; the status page by a link."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accreditation.awards import actions, board, letters, moves, origins, queries, renewals, rules
from accreditation.awards.forms import GiveBackForm, MoveForm, TermsForm
from accreditation.awards.models import Award
from accreditation.awards.rules import Move
from accreditation.scheme import queries as schemes
from crm.core import clock
from crm.core.access import current_user, needs, public
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.core.routes import count_here, undo_flash
from crm.core.throttle import Limit
from crm.employers.models import Employer
from crm.people.models import Person

bp = Blueprint("awards", __name__)
FROM_AN_ADDRESS = Limit("award pages sent from an address", 60, timedelta(hours=1))
SLUGS = {move.name.lower(): move for move in rules.BY_HAND}


@bp.get("/accreditation/awards")
@needs(Permission.VIEW_ACCREDITATION)
def index() -> ResponseReturnValue:
    """Show what needs somebody, what ends, and which evidence goes stale."""
    return render_template("accreditation/awards/index.html", board=board.board())


@bp.get("/accreditation/awards/<ref>")
@needs(Permission.VIEW_ACCREDITATION)
def show(ref: str) -> ResponseReturnValue:
    """Show one award: its state, dates, notices and history, and what can be done with it."""
    award = queries.award_or_404(ref)
    return render_template(
        "accreditation/awards/show.html",
        award=award,
        title=_title(award),
        history=queries.history(award.id),
        notices=queries.notices_of(award.id),
        others=[one for one in queries.of_employer(award.employer_id) if one.id != award.id],
        slugs=[slug for slug, move in SLUGS.items() if rules.why_not(award.state, move) is None],
        new_since=queries.new_since(award) if award.state in rules.CURRENT else None,
        renewing=queries.renewing(award),
        granted_by=origins.page_of(award),
        state_tones=TONES,
    )


TONES = {"confirmed": "green", "suspended": "amber", "provisional": "blue", "revoked": "red"}
TITLES = {
    Move.CONFIRM: "Confirm this award",
    Move.DROP: "Do not confirm this award",
    Move.SUSPEND: "Suspend this award",
    Move.REINSTATE: "End the suspension",
    Move.REVOKE: "Take this level away",
    Move.WITHDRAW: "Note that the level was given back",
}


@bp.route("/accreditation/awards/<ref>/<slug>", methods=["GET", "POST"])
@needs(Permission.DECIDE)
def move(ref: str, slug: str) -> ResponseReturnValue:
    """Make a move with an award, giving a reason."""
    wanted = SLUGS.get(slug)
    if wanted is None:
        abort(404)
    award = queries.award_or_404(ref, lock=request.method == "POST")
    form, status = MoveForm(), 200
    form.offer(wanted)
    if form.validate_on_submit():
        try:
            moves.make(award, wanted, by=current_user(), code=form.reason.data,
                       words=form.words.data or "", private=form.private.data or "")  # fmt: skip
            session.commit()
        except RuleBroken as error:
            status = moves.take_back(error, f"{wanted.value}: {ref}", by=current_user())
            award = queries.award_or_404(ref)
            form.show(error)
        else:
            flash(f"{award.ref} is {award.state.value}. The business is told by mail.")
            return redirect(url_for("awards.show", ref=ref))
    return _move_page(award, wanted, form), status


def _move_page(award: Award, wanted: Move, form: MoveForm) -> str:
    """Ask for the reason of a move, or say before anything is filled in why it cannot be made."""
    person = session.get_one(Person, current_user().id)
    refused = moves.why_not(award, person) or rules.why_not(award.state, wanted)
    confirms = wanted is Move.CONFIRM and not refused
    return render_template(
        "accreditation/awards/move.html",
        award=award, form=form, title=_title(award), heading=TITLES[wanted],
        slug=wanted.name.lower(), refused=refused,
        not_yet=actions.why_not_confirm(award) if confirms else "",
        conditions=origins.open_conditions(award) if confirms else (),
        terms=queries.terms(clock.today()),
    )  # fmt: skip


@bp.post("/accreditation/awards/<ref>/badge")
@needs(Permission.DECIDE)
def badge(ref: str) -> ResponseReturnValue:
    """Try again to issue the badge of an award."""
    award = queries.award_or_404(ref, lock=True)
    try:
        done = actions.retry_badge(award, by=session.get_one(Person, current_user().id))
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message)
    else:
        flash("The badge is issued." if done else f"No badge: {award.badge_trouble}")
    return redirect(url_for("awards.show", ref=ref))


@bp.post("/accreditation/awards/<ref>/ask")
@needs(Permission.ASSESS)
def ask(ref: str) -> ResponseReturnValue:
    """Ask the business to renew, by a link to its application."""
    award = queries.award_or_404(ref, lock=True)
    try:
        renewals.ask(award, by=current_user())
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message)
    else:
        undo_flash(f"{award.employer.name} is asked to renew.")
    return redirect(url_for("awards.index"))


@bp.get("/accreditation/awards/terms")
@needs(Permission.VIEW_ACCREDITATION)
def terms() -> ResponseReturnValue:
    """List the periods that awards keep to, the newest first."""
    return render_template(
        "accreditation/awards/terms.html",
        rows=queries.every_terms(), now=queries.terms(clock.today()),
        titles={level.code: level.title for level in queries.levels()},
    )  # fmt: skip


@bp.route("/accreditation/awards/terms/new", methods=["GET", "POST"])
@needs(Permission.MANAGE_SCHEME)
def new_terms() -> ResponseReturnValue:
    """Set periods that count from a day on."""
    known = queries.terms(clock.today())
    given = {name: getattr(known, name) for name in (*actions.PERIODS, *actions.CHOICES)}
    form = TermsForm(data=given | {"notices": ", ".join(map(str, known.notice_days))})
    form.offer(queries.levels())
    if form.validate_on_submit():
        try:
            actions.set_terms(
                form.values("from_on", "status", "source", *actions.PERIODS, *actions.CHOICES),
                notice_days=form.days, by=current_user(),
            )  # fmt: skip
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            undo_flash("Periods set.")
            return redirect(url_for("awards.terms"))
    return render_template("accreditation/awards/new_terms.html", form=form)


@bp.get("/me/award.<token>")
@public
def status(token: str) -> ResponseReturnValue:
    """Show a business its level, dates and badge, and the ways on."""
    employer = _behind(token)
    if employer is None:
        return render_template("accreditation/awards/closed.html"), 410
    return render_template("accreditation/awards/status.html", **_standing(employer), token=token)


def _behind(token: str) -> Employer | None:
    contact = letters.behind(token)
    return session.get(Employer, contact.employer_id) if contact else None


def _standing(employer: Employer) -> dict[str, Any]:
    award = queries.latest(employer.id)
    waits = queries.waiting(employer.id)
    shown = award or waits
    return {
        "employer": employer,
        "award": shown,
        "waits": waits if waits is not shown else None,
        "title": _title(shown) if shown else "",
        "renewing": queries.renewing(shown) if shown else False,
        "badge": award.badge if award else None,
        "may_renew": award is not None and not renewals.why_not(award),
        "remind_on": _first_notice(award) if award else None,
    }


def _first_notice(award: Award) -> date | None:
    """Return the day of the first notice of an award's end; None once it is here."""
    today = clock.today()
    day = award.ends_on - timedelta(days=max(queries.terms(today).notice_days, default=0))
    return day if today < day < award.ends_on else None


@bp.post("/me/award.<token>/renew")
@public
def renew(token: str) -> ResponseReturnValue:
    """Begin a renewal and go on to it."""
    count_here(FROM_AN_ADDRESS)
    contact = letters.behind(token)
    award = queries.latest(contact.employer_id) if contact else None
    if contact is None or award is None:
        return render_template("accreditation/awards/closed.html"), 410
    try:
        address = renewals.begin(award, contact)
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message)
        return redirect(url_for("awards.status", token=token))
    if not address:
        flash("An application is begun already. We emailed its link to whoever fills it in.")
    return redirect(address or url_for("awards.status", token=token))


@bp.route("/me/award.<token>/give-back", methods=["GET", "POST"])
@public
def give_back(token: str) -> ResponseReturnValue:
    """Let a business give its level back."""
    if request.method == "POST":
        count_here(FROM_AN_ADDRESS)
    employer = _behind(token)
    if employer is None:
        return render_template("accreditation/awards/closed.html"), 410
    award = queries.current(employer.id, lock=request.method == "POST")
    if award is None:
        return redirect(url_for("awards.status", token=token))
    form = GiveBackForm()
    if form.validate_on_submit():
        actions.give_back(award, form.words.data or "")
        session.commit()
        return redirect(url_for("awards.status", token=token))
    return render_template(
        "accreditation/awards/give_back.html", form=form, award=award, employer=employer,
        title=_title(award), token=token,
    )  # fmt: skip


def _title(award: Award) -> str:
    return schemes.ready(award.scheme_version).level_title(award.level)

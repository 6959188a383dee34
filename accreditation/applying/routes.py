"""The pages behind the link of an application: questions, level, signature, receipt, status.

No account. Somebody of the staff who is signed in fills the same pages in on the phone; what they
do is noted under their own name.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NoReturn

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from accreditation.applications import actions as afterwards
from accreditation.applications import proofs, queries, rules
from accreditation.applications.models import Application, State
from accreditation.applications.rules import Answer
from accreditation.applying import actions, forms
from accreditation.applying import rules as shown
from accreditation.applying.questions import AnswersForm, form_for
from accreditation.scheme.document import Criterion, Scheme
from crm.core import clock, journal, links, throttle
from crm.core.access import allowed, find_user, public
from crm.core.db import session
from crm.core.errors import RuleBroken, Stale
from crm.core.forms import Form
from crm.core.permissions import Permission
from crm.core.throttle import Limit
from crm.door import routes as door
from crm.employers.models import SizeBand

bp = Blueprint("applying", __name__)

BY_A_LINK = Limit("pages of an application saved by a link", 200, timedelta(hours=1))
FROM_AN_ADDRESS = Limit("pages of applications saved from an address", 600, timedelta(hours=1))
AGAIN = "again"
"""The page of a renewal that asks only what has run out."""


@dataclass(frozen=True)
class Asked:
    """What stands behind a link that works."""

    row: Application
    scheme: Scheme
    band: str | None
    token: str

    @property
    def answers(self) -> dict[str, Answer]:
        """Return what was answered so far."""
        return rules.read_all(self.row.answers)

    @property
    def parts(self) -> list[tuple[str, str, list[Criterion]]]:
        """Return the pages of questions."""
        return rules.parts(self.scheme, self.band)


def _asked(token: str, *, lock: bool = False) -> Asked:
    """Return the application of a link; whatever else became of it is answered with its page."""
    link = links.look(token, queries.PURPOSE)
    row = queries.behind(link, lock=lock) if link else None
    if link is None or row is None:
        _stop("ended" if link else "unknown")
    if links.state(link) is not links.State.OPEN:
        _stop("expired" if links.state(link) is links.State.EXPIRED else "ended")
    return Asked(row, queries.scheme_of(row), queries.size_of(row), token)


def _stop(why: str) -> NoReturn:
    page = render_template("accreditation/applying/closed.html", why=why)
    session.rollback()
    abort(Response(page, 404 if why == "unknown" else 410))


def _staff() -> Any:
    """Return who of the staff fills this in on the phone, if somebody is signed in."""
    return find_user() if allowed(Permission.ASSESS) else None


def _count(row: Application) -> None:
    """Count a page that was saved; 429 for hundreds of them."""
    here = throttle.visitor(request.remote_addr)
    within = throttle.take(BY_A_LINK, str(row.id)) and throttle.take(FROM_AN_ADDRESS, here)
    if not within:
        session.commit()
        abort(429)


def _page(asked: Asked, name: str, **more: Any) -> str:
    """Draw a page of the form with what every one of them shows."""
    return render_template(
        f"accreditation/applying/{name}.html",
        row=asked.row,
        scheme=asked.scheme,
        band=asked.band,
        token=asked.token,
        staff=_staff(),
        **more,
    )


def _level(asked: Asked, answers: dict[str, Answer] | None = None) -> dict[str, Any]:
    facts, result = queries.result(asked.row, answers)
    return {
        "result": result,
        "level": asked.scheme.level_title(result.level),
        "ladder": shown.ladder(result),
        "stops": shown.stops(result),
        "held": queries.held(asked.row, facts),
        "waiting": rules.not_applicable(asked.answers if answers is None else answers),
    }


@bp.get("/me/level.<token>")
@public
def show(token: str) -> ResponseReturnValue:
    """Show what there is to do; once it was sent, where it stands and the level."""
    asked = _asked(token)
    row, on = asked.row, clock.today()
    if row.state is not State.DRAFT:
        found = _level(asked)
        return _page(
            asked, "status", criteria=shown.criteria(found["result"]),
            award_level=queries.award_level(asked.row), **found,
        )  # fmt: skip
    due = rules.open_items(asked.scheme, asked.band, asked.answers, on)
    newer = queries.outdated(row, on)
    if row.renewal_of and due and newer is None and "tasks" not in request.args:
        return redirect(url_for("applying.answer", token=token, part=AGAIN))
    return _page(
        asked, "show",
        tasks=[
            (code, title, shown.answered(criteria, asked.answers))
            for code, title, criteria in asked.parts
        ],
        missing=actions.missing(row), newer=newer, **_level(asked),
    )  # fmt: skip


def _criteria(asked: Asked, part: str) -> tuple[str, list[Criterion]]:
    """Return title and questions of a page, or answer 404."""
    if part == AGAIN:
        due = rules.open_items(asked.scheme, asked.band, asked.answers, clock.today())
        return "What has run out", due or rules.questions(asked.scheme, asked.band)
    found = [(title, asks) for code, title, asks in asked.parts if code == part]
    return found[0] if found else abort(404)


@bp.route("/me/level.<token>/answer/<part>", methods=["GET", "POST"])
@public
def answer(token: str, part: str) -> ResponseReturnValue:
    """Ask the questions of one theme; show at once what the answers come to."""
    writing = request.method == "POST"
    asked = _asked(token, lock=writing)
    if asked.row.state is not State.DRAFT:
        session.rollback()
        return redirect(url_for("applying.show", token=token))
    title, criteria = _criteria(asked, part)
    form = _form(asked, criteria)
    status = 200
    if writing:
        form.refuse_forged(list(request.form))
    if form.validate_on_submit() and form.check_ends(clock.today()) and not _only_looks():
        try:
            return _save(asked, form, criteria)
        except RuleBroken as error:
            session.rollback()
            status = 409 if isinstance(error, Stale) else 200
            form.show(error)
            asked = _asked(token)
            form.seen.data = rules.seen(asked.row.answers, [one.code for one in criteria])
    given = {**asked.answers, **form.answers(clock.today())} if writing else None
    page = _page(
        asked, "answer", part=part, title=title, form=form, saved=asked.answers,
        stale=status == 409, files=queries.proofs(asked.row.id), **_level(asked, given),
    )  # fmt: skip
    if writing:
        session.rollback()
    return page, status


def _only_looks() -> bool:
    return "check" in request.form


def _form(asked: Asked, criteria: list[Criterion]) -> AnswersForm:
    codes = [one.code for one in criteria]
    new = [one for one in criteria if one.code not in asked.answers]
    known = rules.known(new, queries.records(asked.row), clock.today()) if new else {}
    seen = rules.seen(asked.row.answers, codes)
    return form_for(criteria, asked.scheme.metrics, asked.answers, seen, known)


def _save(asked: Asked, form: AnswersForm, criteria: list[Criterion]) -> ResponseReturnValue:
    """Keep the answers, then go on to the next page, or to where proof is sent."""
    codes = [one.code for one in criteria]
    _count(asked.row)
    actions.begin(asked.row, "Answered", _staff())
    actions.answer(asked.row, form.answers(clock.today()), form.seen.data or "", codes)
    proving = [code for code in request.form.getlist("proof") if code in codes]
    if proving:
        link = proofs.door(asked.row, proving[0])
        address = links.address(link)
        session.commit()
        cookie[door.BACK] = request.full_path.rstrip("?")
        return redirect(address)
    session.commit()
    return redirect(_next(asked, codes))


def _next(asked: Asked, codes: list[str]) -> str:
    """Return the next page with a question that is open, else the last one."""
    answers = rules.read_all(asked.row.answers)
    for code, _, criteria in asked.parts:
        here = set(codes).intersection(one.code for one in criteria)
        if not here and not shown.answered(criteria, answers):
            return url_for("applying.answer", token=asked.token, part=code)
    if asked.row.renewal_of or not actions.missing(asked.row):
        return url_for("applying.check", token=asked.token)
    return url_for("applying.show", token=asked.token)


@bp.route("/me/level.<token>/size", methods=["GET", "POST"])
@public
def size(token: str) -> ResponseReturnValue:
    """Ask how many people work there, where we do not know."""
    asked = _asked(token, lock=request.method == "POST")
    form = forms.SizeForm(data={"size": asked.row.size_said})
    return _one_question(asked, "size", form, lambda: _give_size(asked, form))


def _give_size(asked: Asked, form: forms.SizeForm) -> None:
    actions.give_size(asked.row, SizeBand(form.size.data))


@bp.route("/me/level.<token>/records", methods=["GET", "POST"])
@public
def records(token: str) -> ResponseReturnValue:
    """Show what we hold, as counts and dates, and ask whether it is right."""
    asked = _asked(token, lock=request.method == "POST")
    right = {True: "yes", False: "no"}.get(asked.row.records_right)  # type: ignore[arg-type]
    form = forms.RecordsForm(data={"right": right, "words": asked.row.records_words})
    return _one_question(asked, "records", form, lambda: _judge(asked, form))


def _judge(asked: Asked, form: forms.RecordsForm) -> None:
    actions.judge_records(asked.row, form.words.data or "", right=form.right.data == "yes")


def _one_question(asked: Asked, name: str, form: Any, save: Any) -> ResponseReturnValue:
    """Show a page with one question, or keep its answer and go back to the tasks."""
    if asked.row.state is not State.DRAFT:
        session.rollback()
        return redirect(url_for("applying.show", token=asked.token))
    if form.validate_on_submit():
        try:
            _count(asked.row)
            actions.begin(asked.row, "Answered", _staff())
            save()
            session.commit()
            return redirect(url_for("applying.show", token=asked.token, tasks="y"))
        except RuleBroken as error:
            session.rollback()
            form.show(error)
            asked = _asked(asked.token)
    page = _page(asked, name, form=form, **_level(asked))
    session.rollback()
    return page


@bp.post("/me/level.<token>/newer")
@public
def newer(token: str) -> ResponseReturnValue:
    """Go on under the version of the scheme that is in force now."""
    asked = _asked(token, lock=True)
    version, form = queries.outdated(asked.row, clock.today()), Form()
    if version is not None and form.validate_on_submit():
        actions.begin(asked.row, "Took up a new version of the scheme", _staff())
        kept = actions.adopt(asked.row, version)
        session.commit()
        flash(f"You go on under version {version.version}. {kept} of your answers stay.")
    session.rollback()
    return redirect(url_for("applying.show", token=token, tasks="y"))


@bp.route("/me/level.<token>/check", methods=["GET", "POST"])
@public
def check(token: str) -> ResponseReturnValue:
    """Show every answer with a way to change it; sign and send, once however often it is asked."""
    asked = _asked(token, lock=request.method == "POST")
    if asked.row.state is not State.DRAFT:
        session.rollback()
        return redirect(url_for("applying.sent", token=token))
    row = asked.row
    codes = list(row.answers)
    form = forms.SignForm(
        data={
            "seen": rules.seen(row.answers, codes),
            "name": row.signatory_name,
            "role": row.signatory_role,
            "level": row.level_wanted,
            "public": row.public_ok,
        }
    )
    form.offer(asked.scheme.levels)
    status = 200
    if form.validate_on_submit():
        try:
            _send(asked, form)
            return redirect(url_for("applying.sent", token=token))
        except RuleBroken as error:
            session.rollback()
            status = 409 if isinstance(error, Stale) else 200
            form.show(error)
            asked = _asked(token)
            form.seen.data = rules.seen(asked.row.answers, list(asked.row.answers))
    page = _page(
        asked, "check", form=form, parts=asked.parts, answers=asked.answers,
        statement=actions.STATEMENT, missing=actions.missing(asked.row),
        files=queries.proofs(asked.row.id), sizes=forms.SIZES,
        newer=queries.outdated(asked.row, clock.today()), **_level(asked),
    )  # fmt: skip
    session.rollback()
    return page, status


def _send(asked: Asked, form: forms.SignForm) -> None:
    if form.seen.data != rules.seen(asked.row.answers, list(asked.row.answers)):
        raise Stale("The answers were changed in another window. Check them again, then send.")
    _count(asked.row)
    actions.begin(asked.row, "Signed and sent", _staff())
    actions.send(
        asked.row,
        name=form.name.data or "",
        role=form.role.data or "",
        level=form.level.data or "",
        public=bool(form.public.data),
        staff=_staff(),
    )
    session.commit()


@bp.get("/me/level.<token>/sent")
@public
def sent(token: str) -> ResponseReturnValue:
    """Show the receipt: the reference and what happens next."""
    asked = _asked(token)
    if asked.row.state in {State.DRAFT, State.WITHDRAWN}:
        return redirect(url_for("applying.show", token=token))
    return _page(asked, "sent", person=queries.answers_for(asked.row))


@bp.route("/me/level.<token>/withdraw", methods=["GET", "POST"])
@public
def withdraw(token: str) -> ResponseReturnValue:
    """Take the application back."""
    asked = _asked(token, lock=request.method == "POST")
    form = forms.WithdrawForm()
    if form.validate_on_submit():
        try:
            by, kind = actions.actor(asked.row, _staff()), actions.kind_of(_staff())
            journal.operation(f"Withdrew application {asked.row.ref}", kind=kind, actor=by)
            afterwards.withdraw(asked.row, form.why.data or "", by=by)
            session.commit()
            return redirect(url_for("applying.show", token=token))
        except RuleBroken as error:
            session.rollback()
            form.show(error)
            asked = _asked(token)
    page = _page(asked, "withdraw", form=form)
    session.rollback()
    return page

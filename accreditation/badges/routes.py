"""The public pages of badges. Each has a twin in JSON, which verifiers elsewhere may fetch."""

import base64
from datetime import timedelta
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

from accreditation.badges import actions, files, places, queries, uses
from accreditation.badges.forms import ANY, VerifyForm
from accreditation.badges.models import Badge, StatusList, Use
from accreditation.openbadges import credential
from accreditation.openbadges.checks import examine
from accreditation.openbadges.report import Report
from accreditation.scheme import queries as schemes
from accreditation.scheme.document import Gate, Scheme
from accreditation.scheme.models import SchemeVersion
from crm.core import clock, db, papers
from crm.core.access import public
from crm.core.db import session
from crm.core.routes import count_here
from crm.core.throttle import Limit

bp = Blueprint("badges", __name__)

CHECKED_FROM = Limit("badges checked from an address", 60, timedelta(minutes=10))
PRINTED_FROM = Limit("certificates printed for an address", 30, timedelta(minutes=10))
#: Seconds that others may keep an answer. What can change when a badge is revoked: half a minute.
SOON, LATER = 30, 3600
CREDENTIAL = "application/vc+ld+json"
AS_JSON = (CREDENTIAL, "application/vc", "application/ld+json", "application/json")


def _wants_json() -> bool:
    """Tell whether the asker names JSON and not HTML; a browser names HTML."""
    return request.accept_mimetypes.best_match(["text/html", *AS_JSON]) in AS_JSON


def _open(body: Any, media: str, seconds: int) -> Response:
    """Return an answer that pages of other hosts may read, too, and keep for a while."""
    answer = jsonify(body) if isinstance(body, dict) else make_response(body)
    answer.content_type = media
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cache-Control"] = f"public, max-age={seconds}"
    answer.headers["Vary"] = "Accept"
    return answer


@bp.get("/.well-known/did.json")
@public
def did() -> ResponseReturnValue:
    """Give the identifier's document: every key that ever signed a badge."""
    return _open(queries.did_document(), "application/did+json", SOON)


@bp.get("/badges/keys")
@public
def key_set() -> ResponseReturnValue:
    """Give all keys as one set."""
    found = {"keys": [queries.jwk(row) for row in queries.every_key()]}
    return _open(found, "application/jwk-set+json", SOON)


@bp.get("/badges/keys/<kid>")
@public
def key(kid: str) -> ResponseReturnValue:
    """Give one key: what the header of a token points at."""
    row = queries.find_key(kid)
    if row is None:
        abort(404)
    return _open(queries.jwk(row), "application/jwk+json", LATER)


@bp.get("/badges/status/<int:number>", defaults={"form": ""})
@bp.get("/badges/status/<int:number>.<any(json, jwt):form>")
@public
def status(number: int, form: str) -> ResponseReturnValue:
    """Give a signed status list."""
    row = queries.find_list(number)
    if row is None:
        abort(404)
    if form == "jwt":
        return _open(row.token, "text/plain; charset=utf-8", SOON)
    return _open(row.document, CREDENTIAL, SOON)


@bp.get("/badges/issuer", defaults={"form": ""})
@bp.get("/badges/issuer.<any(json):form>")
@public
def issuer(form: str) -> ResponseReturnValue:
    """Say who issues, with which keys, and how many badges there are."""
    who = credential.profile(places.issuer())
    if form or _wants_json():
        return _open(who, "application/ld+json", SOON)
    levels = queries.published_levels()
    return render_template(
        "accreditation/badges/issuer.html",
        who=who,
        keys=queries.every_key(),
        counts=queries.counts(),
        levels=levels,
        proposed=[] if levels else queries.proposed_levels(),
    )


@bp.get("/badges/achievements/<version>/<level>", defaults={"form": ""})
@bp.get("/badges/achievements/<version>/<level>.<any(json, png, svg):form>")
@public
def achievement(version: str, level: str, form: str) -> ResponseReturnValue:
    """Say what one level of a scheme version takes."""
    row = queries.shown_version(version)
    if row is None or level not in schemes.ready(row).ranks:
        abort(404)
    found = actions.level_of(schemes.ready(row), level)
    if form in {"png", "svg"}:
        return _open(files.picture(found.scheme, found.title, form), files.MEDIA[form], LATER)
    if form or _wants_json():
        body = credential.achievement(found, places.issuer())
        return _open(body, "application/ld+json", LATER)
    return _level_page(row, level)


def _level_page(row: SchemeVersion, code: str) -> str:
    scheme = schemes.ready(row)
    place = scheme.ranks[code]
    return render_template(
        "accreditation/badges/achievement.html",
        row=row,
        scheme=scheme,
        level=scheme.levels[place - 1],
        code=code,
        gates=_gates(scheme, code),
        caps=[cap for cap in scheme.caps if scheme.ranks[cap.at_most] < place],
    )


def _gates(scheme: Scheme, code: str) -> list[Gate]:
    """Return what a level takes whatever the points."""
    return [gate for gate in scheme.gates if scheme.ranks[gate.level] <= scheme.ranks[code]]


@bp.route("/badges/verify", methods=["GET", "POST"])
@public
def verify() -> ResponseReturnValue:
    """Check any badge: a file or its text, ours or not; nothing is kept and nothing is fetched."""
    form = VerifyForm()
    if form.validate_on_submit():
        badge = _sent(form)
        if badge:
            return _checked(badge)
        form.file.errors = [ANY]
    return render_template("accreditation/badges/verify.html", form=form)


def _sent(form: VerifyForm) -> bytes:
    file = form.file.data
    return (file.read() if file else b"") or (form.text.data or "").encode()


def _checked(badge: bytes) -> ResponseReturnValue:
    count_here(CHECKED_FROM)
    report = examine(badge, queries.Ourselves(), clock.to_london(clock.now()))
    session.rollback()
    own = queries.find_own(report.credential)
    page = jsonify(report.plain()) if _wants_json() else _report_page(report, own)
    if own is not None:
        _count(own, Use.CHECKED)
    return page


def _report_page(report: Report, own: Badge | None) -> str:
    return render_template(
        "accreditation/badges/checked.html", report=report, own=own, now=clock.now()
    )


def _count(badge: Badge, what: Use) -> None:
    """Count a use of a badge, once its answer is made; a count never costs the answer."""
    if request.method == "HEAD":
        return
    badge_id = badge.id
    session.rollback()
    db.set_may_write(True)
    try:
        uses.count(badge_id, what)
        session.commit()
    except OperationalError:
        session.rollback()
        current_app.logger.warning("A use of badge %s was not counted", badge_id, exc_info=True)
    db.set_may_write(False)


@bp.get("/badges/<public_id>", defaults={"form": ""})
@bp.get("/badges/<public_id>.<any(json, jwt, png, svg):form>")
@public
def show(public_id: str, form: str) -> ResponseReturnValue:
    """Show whether a badge holds, checked just now; or give it in one of its forms."""
    badge = _badge(public_id)
    if form or _wants_json():
        return _file(badge, form or "json")
    scheme = schemes.ready(badge.scheme_version)
    page = render_template(
        "accreditation/badges/show.html",
        **_told(badge),
        report=_examined(badge),
        next=queries.beside(badge)[1],
        listed=session.get(StatusList, badge.list_id),
        takes=scheme.levels[scheme.ranks[badge.level_code] - 1],
        gates=_gates(scheme, badge.level_code),
        snippet=files.snippet(badge),
        now=clock.now(),
    )
    _count(badge, Use.PAGE)
    return page


def _badge(public_id: str) -> Badge:
    badge = queries.find(public_id)
    if badge is None:
        abort(404)
    return badge


def _told(badge: Badge) -> dict[str, Any]:
    """Return what every page of a badge tells."""
    scheme = schemes.ready(badge.scheme_version)
    return {
        "badge": badge,
        "scheme": scheme,
        "begins": clock.to_london(badge.valid_from),
        "ends": clock.to_london(badge.valid_until),
        "level": scheme.level_title(badge.level_code),
        "name": current_app.config["SCHEME_NAME"],
        "word": badge.word(clock.now()),
    }


@bp.get("/badges/<public_id>/status.json")
@public
def standing(public_id: str) -> ResponseReturnValue:
    """Say as data what the page of a badge says, also what its signed list cannot: under review."""
    badge = _badge(public_id)
    answer = _open(queries.standing(badge, _examined(badge)), "application/json", SOON)
    _count(badge, Use.STATUS)
    return answer


@bp.get("/badges/<public_id>/picture.<any(png, svg):form>")
@public
def picture(public_id: str, form: str) -> ResponseReturnValue:
    """Draw a badge for pages elsewhere: grey and without its level as soon as it does not hold."""
    return _open(files.standing(_badge(public_id), form), files.MEDIA[form], SOON)


@bp.get("/badges/<public_id>/snippet.html")
@public
def snippet(public_id: str) -> ResponseReturnValue:
    """Give the HTML for the holder's own pages as a file."""
    answer = make_response(files.snippet(_badge(public_id)) + "\n")
    answer.content_type = "text/plain; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="badge.html"'
    return answer


@bp.get("/badges/<public_id>/certificate", defaults={"form": ""})
@bp.get("/badges/<public_id>/certificate.<any(pdf):form>")
@public
def certificate(public_id: str, form: str) -> ResponseReturnValue:
    """Show the certificate of a badge that holds, or give it as a PDF."""
    badge = _badge(public_id)
    told = _told(badge) | {"url": places.badge(badge.public_id)}
    if not form:
        return render_template("accreditation/badges/certificate.html", **told)
    if told["word"] != "valid":
        return redirect(url_for("badges.certificate", public_id=public_id))
    drawn = base64.b64encode(files.standing(badge, "svg")).decode()
    html = render_template("accreditation/badges/paper.html", **told, drawn=drawn)
    return _printed(badge, html)


def _printed(badge: Badge, html: str) -> ResponseReturnValue:
    session.commit()
    db.set_may_write(True)
    count_here(PRINTED_FROM)
    try:
        answer = _open(papers.printed(html), "application/pdf", SOON)
    except papers.Unprintable as error:
        return render_template("errors/unprintable.html", words=error.message), 503
    _count(badge, Use.CERTIFICATE)
    answer.headers["Content-Disposition"] = 'attachment; filename="certificate.pdf"'
    return answer


def _examined(badge: Badge) -> Report:
    now = clock.to_london(clock.now())
    return examine(badge.credential.encode(), queries.Ourselves(), now)


def _file(badge: Badge, form: str) -> Response:
    drawn = form in {"png", "svg"}
    answer = _open(files.made(badge, form), files.MEDIA[form], SOON if drawn else LATER)
    name = f"badge-{badge.public_id}.{form}"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    _count(badge, Use(form))
    return answer

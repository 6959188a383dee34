"""The public pages of badges. Each has a twin in JSON, which verifiers elsewhere may fetch."""

from datetime import timedelta
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    jsonify,
    make_response,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue

from accreditation.badges import actions, files, places, queries
from accreditation.badges.forms import ANY, VerifyForm
from accreditation.badges.models import Badge
from accreditation.openbadges import credential
from accreditation.openbadges.checks import examine
from accreditation.openbadges.report import Report
from accreditation.scheme import queries as schemes
from accreditation.scheme.models import SchemeVersion
from crm.core import clock, throttle
from crm.core.access import public
from crm.core.db import session
from crm.core.throttle import Limit

bp = Blueprint("badges", __name__)

CHECKED_FROM = Limit("badges checked from an address", 60, timedelta(minutes=10))
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
    return render_template(
        "accreditation/badges/issuer.html",
        who=who,
        keys=queries.every_key(),
        counts=queries.counts(),
        levels=queries.published_levels(),
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
        gates=[gate for gate in scheme.gates if scheme.ranks[gate.level] <= place],
        caps=[cap for cap in scheme.caps if scheme.ranks[cap.at_most] < place],
    )


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
    within = throttle.take(CHECKED_FROM, throttle.visitor(request.remote_addr))
    session.commit()
    if not within:
        abort(429)
    report = examine(badge, queries.Ourselves(), clock.to_london(clock.now()))
    session.rollback()
    if _wants_json():
        return jsonify(report.plain())
    own = queries.find_own(report.credential)
    return render_template(
        "accreditation/badges/checked.html", report=report, own=own, now=clock.now()
    )


@bp.get("/badges/<public_id>", defaults={"form": ""})
@bp.get("/badges/<public_id>.<any(json, jwt, png, svg):form>")
@public
def show(public_id: str, form: str) -> ResponseReturnValue:
    """Show whether a badge holds, checked just now; or give it in one of its forms."""
    badge = queries.find(public_id)
    if badge is None:
        abort(404)
    if form or _wants_json():
        return _file(badge, form or "json")
    scheme = schemes.ready(badge.scheme_version)
    return render_template(
        "accreditation/badges/show.html",
        badge=badge,
        scheme=scheme,
        report=_examined(badge),
        next=queries.beside(badge)[1],
        begins=clock.to_london(badge.valid_from),
        ends=clock.to_london(badge.valid_until),
        level=scheme.level_title(badge.level_code),
        narrative=actions.narrative(scheme, badge.level_code),
        name=current_app.config["SCHEME_NAME"],
        now=clock.now(),
    )


@bp.get("/badges/<public_id>/status.json")
@public
def standing(public_id: str) -> ResponseReturnValue:
    """Say as data what the page of a badge says, also what its signed list cannot: under review."""
    badge = queries.find(public_id)
    if badge is None:
        abort(404)
    return _open(queries.standing(badge, _examined(badge)), "application/json", SOON)


def _examined(badge: Badge) -> Report:
    now = clock.to_london(clock.now())
    return examine(badge.credential.encode(), queries.Ourselves(), now)


def _file(badge: Badge, form: str) -> Response:
    answer = _open(files.made(badge, form), files.MEDIA[form], LATER)
    name = f"badge-{badge.public_id}.{form}"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer

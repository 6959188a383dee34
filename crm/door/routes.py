"""The page of a link: a business chooses files, hides what it likes, sends, and has a receipt.

No account. What was chosen belongs to the browser it came from until it is sent.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import NoReturn

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from crm.core import clock, db, links, throttle
from crm.core.access import own_path, public
from crm.core.db import reading, session
from crm.core.errors import RuleBroken
from crm.core.links import OneTimeLink, State
from crm.core.throttle import Limit
from crm.door.forms import HideForm, TakeOutForm, UploadForm
from crm.evidence import queries, rules, sending
from crm.evidence.models import EvidenceDraft, EvidencePurpose, EvidenceRequest
from crm.vault import actions as vault
from crm.vault import queries as files
from crm.vault import store
from crm.vault.arriving import Arrived
from crm.vault.ciphers import Unreadable
from crm.vault.rules import CLASS_OF

bp = Blueprint("door", __name__)

BY_A_LINK = Limit("forms sent by a link", 60, timedelta(hours=1))
FROM_AN_ADDRESS = Limit("forms sent by links from an address", 120, timedelta(hours=1))
KEY = "evidence"
BACK = "door_back"
"""Where a page of ours that led here would be gone back to; the browser's own cookie says it."""
SANDBOX = "default-src 'none'; sandbox"
NAME_SHOWN = 60
GONE = "A file is not here any more. Take it out and choose it again."


@dataclass(frozen=True)
class Asked:
    """What stands behind a link that works."""

    row: EvidenceRequest
    link: OneTimeLink
    purpose: EvidencePurpose


def _asked(token: str, *, lock: bool = False) -> Asked:
    """Return the request of a link; whatever else became of it is answered with its page."""
    link = links.look(token, queries.PURPOSE)
    row = queries.request_of(link, lock=lock)
    purpose = queries.purpose(row.purpose) if row else None
    if link is None or row is None or purpose is None:
        _stop("taken back" if link else "unknown", None, None)
    if row.closed_at is not None:
        _stop("closed", row, link)
    if links.state(link) is State.EXPIRED:
        _stop("expired", row, link)
    return Asked(row, link, purpose)


def _stop(why: str, row: EvidenceRequest | None, link: OneTimeLink | None) -> NoReturn:
    page = render_template("crm/door/closed.html", why=why, row=row, link=link)
    session.rollback()
    abort(Response(page, 404 if why == "unknown" else 410))


def _key() -> str:
    return str(cookie.get(KEY, ""))


def _count(link_id: int) -> None:
    """Count a form that was sent; 429 for hundreds of them."""
    here = throttle.visitor(request.remote_addr)
    within = throttle.take(BY_A_LINK, str(link_id)) and throttle.take(FROM_AN_ADDRESS, here)
    session.commit()
    if not within:
        abort(429)


def _note_opened(link: OneTimeLink) -> None:
    """Write down that the page was opened. Looking uses nothing up, whoever looks."""
    if request.method != "GET" or queries.noted_lately(link.id):
        return
    session.commit()
    db.set_may_write(True)
    links.note(link.id, queries.OPENED)
    link.opened_at = link.opened_at or clock.now()
    session.commit()


@bp.route("/me/files.<token>", methods=["GET", "POST"])
@public
def show(token: str) -> ResponseReturnValue:
    """Say what is asked and until when it is kept; look into the files that are chosen."""
    form = UploadForm()
    if form.validate_on_submit() and _take_in(token, form):
        return redirect(url_for("door.hide", token=token))
    asked = _asked(token)
    waiting = queries.drafts(asked.row.id, _key())
    left = sending.left(asked.row, len(waiting))
    if not left and not waiting:
        return redirect(url_for("door.sent", token=token))
    _note_opened(asked.link)
    return render_template(
        "crm/door/show.html",
        asked=asked,
        form=form,
        waiting=waiting,
        left=left,
        token=token,
        kept=files.retention(CLASS_OF[asked.purpose.kind]),
    )


def _take_in(token: str, form: UploadForm) -> bool:
    """Look into each file and keep the good ones ready; False when there is something to say."""
    chosen = [one for one in form.files.data or () if isinstance(one, FileStorage) and one.filename]
    with reading():
        asked = _asked(token)
        left = sending.left(asked.row, len(queries.drafts(asked.row.id, _key())))
        link_id = asked.link.id
        session.rollback()
    _count(link_id)
    form.files.errors = []
    if not chosen:
        form.files.errors.append("Choose the file, or take a photo of it.")
    elif len(chosen) > left:
        form.files.errors.append(_too_many(left))
    else:
        good = [found for one in chosen if (found := _look(one, form))]
        _stage(token, good, form)
    return not form.files.errors


def _too_many(left: int) -> str:
    if not left:
        return "This link takes no more files. Take one out, or ask for a new link."
    return f"Choose {left} files or fewer." if left > 1 else "Choose one file only."


def _look(one: FileStorage, form: UploadForm) -> tuple[str, str, Arrived] | None:
    """Return a file that may stay, with its name here and its digest; else say why it may not."""
    name = re.split(r"[/\\]", one.filename or "")[-1][:NAME_SHOWN]
    data = one.read()
    try:
        return name, hashlib.sha256(data).hexdigest(), vault.look_into(data)
    except RuleBroken as error:
        form.files.errors.append(f"{name or 'The file'}: {error.message}")
        return None


def _stage(token: str, good: list[tuple[str, str, Arrived]], form: UploadForm) -> None:
    """Keep good files until they are sent; no lock was held while they were looked into."""
    if not good:
        return
    asked = _asked(token, lock=True)
    if not _key():
        cookie[KEY] = secrets.token_urlsafe(24)
    for name, given, arrived in good:
        try:
            sending.stage(asked.row, asked.purpose, _key(), given, arrived)
        except RuleBroken as error:
            form.files.errors.append(f"{name}: {error.message}")
    session.commit()


@bp.route("/me/files.<token>/hide", methods=["GET", "POST"])
@public
def hide(token: str) -> ResponseReturnValue:
    """Show each page as it would be sent; hide parts of it for good; send."""
    writing = request.method == "POST"
    asked = _asked(token, lock=writing)
    drafts = queries.drafts(asked.row.id, _key(), lock=writing)
    if not drafts:
        session.rollback()
        return redirect(url_for("door.sent", token=token))
    form = HideForm()
    if form.validate_on_submit():
        try:
            hidden = sending.hide(
                drafts, rules.hidden(request.form.getlist("strip"), form.drawn.data or "")
            )
            session.commit()  # what is hidden stays hidden, whatever becomes of the sending
            return _go_on(token, hidden)
        except rules.Unreadable:
            session.rollback()
            form.form_errors.append("The hidden parts could not be read. Mark them again.")
        except Unreadable:
            session.rollback()
            form.form_errors.append(GONE)
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        asked = _asked(token)
        drafts = queries.drafts(asked.row.id, _key())
    return render_template(
        "crm/door/hide.html",
        asked=asked,
        form=form,
        drafts=[(draft, _text(draft)) for draft in drafts],
        left=sending.left(asked.row, len(drafts)),
        token=token,
        strips=rules.STRIPS,
    )


def _go_on(token: str, hidden: int) -> ResponseReturnValue:
    """Send what waits, once however often the button is pressed; or show the pages again."""
    if request.form.get("act") == "send":
        asked = _asked(token, lock=True)
        if drafts := queries.drafts(asked.row.id, _key(), lock=True):
            sending.send(asked.row, drafts)
        session.commit()
        return redirect(url_for("door.sent", token=token))
    if hidden:
        flash(
            "One part is hidden for good."
            if hidden == 1
            else f"{hidden} parts are hidden for good."
        )
    return redirect(url_for("door.hide", token=token))


def _text(draft: EvidenceDraft) -> str:
    try:
        return "" if draft.pages else store.get(draft.place, store.TEXT).decode()
    except Unreadable:
        return GONE


@bp.post("/me/files.<token>/take-out")
@public
def take_out(token: str) -> ResponseReturnValue:
    """Take a file back before it is sent; its bytes are gone at once."""
    asked, form = _asked(token, lock=True), TakeOutForm()
    drafts = queries.drafts(asked.row.id, _key(), lock=True)
    found = next((one for one in drafts if str(one.id) == form.file.data), None)
    if form.validate_on_submit() and found is not None:
        sending.remove(found)
        session.commit()
        flash("The file is taken out. It was not sent.")
    else:
        session.rollback()
    there = "door.hide" if len(drafts) > 1 else "door.show"
    return redirect(url_for(there, token=token))


@bp.get("/me/files.<token>/page/<int:draft_id>/<int:number>")
@public
def page(token: str, draft_id: int, number: int) -> ResponseReturnValue:
    """Show one page of a file that waits, to the browser that it came from."""
    asked = _asked(token)
    drafts = queries.drafts(asked.row.id, _key())
    found = next((one for one in drafts if one.id == draft_id), None)
    if found is None or not 1 <= number <= found.pages:
        abort(404)
    try:
        picture = store.get(found.place, store.page(number))
    except Unreadable:
        abort(404)
    answer = Response(picture, mimetype="image/jpeg")
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/me/files.<token>/sent")
@public
def sent(token: str) -> ResponseReturnValue:
    """Show the receipt: what came, until when it is kept, and whether more may come."""
    asked = _asked(token)
    came = queries.files(asked.row.id)
    if not came:
        return redirect(url_for("door.show", token=token))
    waiting = queries.drafts(asked.row.id, _key())
    return render_template(
        "crm/door/sent.html",
        asked=asked,
        came=came,
        left=sending.left(asked.row, len(waiting)),
        waiting=waiting,
        token=token,
        back=own_path(str(cookie.get(BACK, ""))),
    )

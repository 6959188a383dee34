"""Letters about decisions, as they were frozen."""

from datetime import timedelta

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from accreditation.decisions import queries
from accreditation.decisions.models import Decision
from accreditation.decisions.sending import PURPOSE
from crm.core import db, links, papers, throttle
from crm.core.access import needs, public
from crm.core.db import session
from crm.core.permissions import Permission
from crm.core.throttle import Limit

bp = Blueprint("letters", __name__)
PRINTED_FROM = Limit("letters printed for an address", 30, timedelta(minutes=10))


@bp.after_request
def _quiet(response: Response) -> Response:
    """Keep letters out of search engines."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.get("/accreditation/decisions/<ref>/letter")
@needs(Permission.VIEW_ACCREDITATION)
def show(ref: str) -> ResponseReturnValue:
    """Show the letter as it was sent."""
    row = queries.decision_or_404(ref)
    return render_template("accreditation/letters/show.html", row=row)


@bp.get("/accreditation/decisions/<ref>/letter.pdf")
@needs(Permission.VIEW_ACCREDITATION)
def pdf(ref: str) -> ResponseReturnValue:
    """Give the letter as a tagged PDF."""
    row = queries.decision_or_404(ref)
    return papers.answer(_html(row), f"{row.ref}.pdf")


@bp.get("/me/decision.<token>")
@public
def received(token: str) -> ResponseReturnValue:
    """Show the letter to the business it was written to."""
    row = _behind(token)
    if row is None:
        return render_template("accreditation/letters/closed.html"), 410
    return render_template("accreditation/letters/received.html", row=row, token=token)


@bp.get("/me/decision.<token>/letter.pdf")
@public
def received_pdf(token: str) -> ResponseReturnValue:
    """Give the business its letter as a tagged PDF."""
    row = _behind(token)
    if row is None:
        return render_template("accreditation/letters/closed.html"), 410
    paper, name = _html(row), row.ref
    _count()
    return papers.answer(paper, f"{name}.pdf")


def _count() -> None:
    """Count a print for somebody who is not signed in; 429 for too many of them."""
    session.commit()
    db.set_may_write(True)
    within = throttle.take(PRINTED_FROM, throttle.visitor(request.remote_addr))
    session.commit()
    db.set_may_write(False)
    if not within:
        abort(429)


def _behind(token: str) -> Decision | None:
    link = links.find(token, PURPOSE)
    return queries.of_assessment(link.subject_id) if link and link.subject_id else None


def _html(row: Decision) -> str:
    return render_template("accreditation/letters/paper.html", row=row)

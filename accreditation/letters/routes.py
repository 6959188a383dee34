"""Letters about decisions, as they were frozen."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from accreditation.decisions import queries
from accreditation.decisions.models import Decision
from accreditation.decisions.sending import PURPOSE
from crm.core import links, papers
from crm.core.access import needs, public
from crm.core.permissions import Permission

bp = Blueprint("letters", __name__)


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
    return _paper(queries.decision_or_404(ref))


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
    return _paper(row)


def _behind(token: str) -> Decision | None:
    link = links.find(token, PURPOSE)
    return queries.of_assessment(link.subject_id) if link and link.subject_id else None


def _paper(row: Decision) -> ResponseReturnValue:
    html = render_template("accreditation/letters/paper.html", row=row)
    return papers.answer(html, f"{row.ref}.pdf")

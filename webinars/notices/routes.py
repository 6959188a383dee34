"""Public pages of webinars, and feeds of those to come. The link to join is on none of them."""

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.core import pages
from crm.core.access import public
from webinars.programme import queries
from webinars.programme.queries import shown_or_404

bp = Blueprint("notices", __name__)
FRESH_SECONDS = 300


@bp.get("/webinars")
@public
def index() -> ResponseReturnValue:
    """Show the webinars to come in plain language."""
    return render_template("webinars/notices/index.html", webinars=queries.coming())


@bp.get("/webinars/<ref>")
@public
def show(ref: str) -> ResponseReturnValue:
    """Show one webinar: when in UK time, what about, who speaks, what one needs."""
    key = pages.asked("key")
    webinar = shown_or_404(ref, key)
    return render_template(
        "webinars/notices/show.html",
        webinar=webinar,
        book_url=url_for("bookings.book", ref=ref, key=key if webinar.private else None),
        standing=webinar.standing(),
        following=queries.next_date(webinar),
    )


@bp.get("/webinars.ics")
@public
def calendar() -> ResponseReturnValue:
    """Give the webinars to come as a calendar to subscribe to."""
    from webinars.notices import feeds  # the web starts without the calendar library

    base_url = str(current_app.config["BASE_URL"])
    return _feed(feeds.ics(queries.coming(), base_url=base_url), "text/calendar")


@bp.get("/webinars.json")
@public
def listing() -> ResponseReturnValue:
    """Give the webinars to come as JSON."""
    from webinars.notices import feeds

    return _feed(feeds.document(queries.coming()), "application/json")


def _feed(content: bytes, kind: str) -> ResponseReturnValue:
    answer = Response(content, content_type=f"{kind}; charset=utf-8")
    answer.add_etag()
    answer.cache_control.public = True
    answer.cache_control.max_age = FRESH_SECONDS
    return answer.make_conditional(request)

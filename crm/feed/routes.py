"""The page about one's own feed, and the feed itself."""

from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as cookie
from flask.typing import ResponseReturnValue

from crm.core import clock
from crm.core.access import current_user, public, signed_in
from crm.core.db import session
from crm.core.permissions import Permission, may
from crm.feed import actions, queries
from crm.feed.forms import FeedForm

bp = Blueprint("feed", __name__)
SHOW_ONCE = "feed to show once"


@bp.route("/account/calendar", methods=["GET", "POST"])
@signed_in
def show() -> ResponseReturnValue:
    """Make or renew the address of one's own feed; it is shown once."""
    me = current_user()
    found = queries.feed_of(me.id)
    form = FeedForm(obj=found)
    if request.method == "GET" and found is None:
        form.with_names.data = form.rhythms.data = True
    if form.validate_on_submit():
        made = actions.renew(me, **form.values("with_names", "rhythms", "waiting"))
        session.commit()
        cookie[SHOW_ONCE] = made.id
        flash("This is your calendar's address. Any earlier one has ended.")
        return redirect(url_for("feed.show"))
    fresh = found is not None and cookie.pop(SHOW_ONCE, None) == found.id
    return render_template(
        "crm/feed/show.html",
        form=form,
        feed=found,
        address=actions.address(found) if found and fresh else None,
    )


@bp.post("/account/calendar/end")
@signed_in
def end() -> ResponseReturnValue:
    """End the address of one's own feed."""
    actions.end(current_user())
    session.commit()
    flash("The address has ended. Calendars that read it get nothing more.")
    return redirect(url_for("feed.show"))


@bp.get("/calendar/<token>.ics")
@public
def calendar(token: str) -> ResponseReturnValue:
    """Answer with the feed of a secret address; 304 when nothing changed, 404 when unknown."""
    from crm.feed.calendar import document  # the web starts without its library

    found = queries.by_digest(actions.digest(token))
    if found is None or not may(found.person.role, Permission.VIEW_EMPLOYERS):
        abort(404)
    base = current_app.config["BASE_URL"].rstrip("/")
    body = document(
        queries.steps(found, clock.today()),
        queries.entries(found, clock.today()),
        host=urlsplit(base).hostname or "localhost",
        base_url=base,
        with_names=found.with_names,
        made_at=found.made_at,
    )
    answer = Response(body, mimetype="text/calendar")
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Content-Disposition"] = 'inline; filename="placewell.ics"'
    answer.add_etag()
    return answer.make_conditional(request)

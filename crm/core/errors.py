"""What goes wrong, and the page that says so."""

from typing import Any

from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from crm.core.db import session

PAGES = {400, 403, 404, 405, 409, 413, 429}
KEPT_HEADERS = frozenset({"Allow", "Retry-After"})
#: For when a template cannot be drawn: the database is gone.
PLAIN = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title></head>
<body><main><h1>{title}</h1><p>{text}</p><p><a href="/">Go to the first page</a></p></main></body>
</html>
"""


class RuleBroken(Exception):
    """A rule of the service says no. The message is for the person, beside ``field`` if named."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Stale(RuleBroken):
    """Somebody else saved this row after it was opened here."""

    def __init__(self, message: str = "") -> None:
        super().__init__(
            message
            or "Someone else changed this page while you were editing. Check their changes and "
            "try again."
        )


def install(app: Flask) -> None:
    """Answer every failure with a page that says what happened and what to do."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(Stale, _stale)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(RuleBroken, _rule)
    app.register_error_handler(Exception, _unexpected)


def _page(code: int, **told: Any) -> ResponseReturnValue:
    name = code if code in PAGES else 400 if code < 500 else 500
    try:
        session.rollback()
        g.failed = name == 500
        return render_template(f"errors/{name}.html", path=request.path, **told), code
    except Exception:
        current_app.logger.exception("The page for status %s cannot be drawn", code)
    if code < 500:
        title, text = "We could not use that request", "Nothing was changed."
    else:
        title, text = "This page failed", "A fault on our side stopped this page."
    return PLAIN.format(title=title, text=text), code


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is not None and 300 <= error.code < 400:
        return error
    if isinstance(error, SecurityError):  # a forged Host: not even the address of a style is known
        return Response("This address is not served here.\n", 400, mimetype="text/plain")
    answer = make_response(_page(error.code or 500))
    kept = {name: value for name, value in error.get_headers() if name in KEPT_HEADERS}
    answer.headers.update(kept)
    return answer


def _forged(_error: CSRFError) -> ResponseReturnValue:
    return _page(400, reason="This page was open for a long time, or in another window.")


def _stale(_error: Exception) -> ResponseReturnValue:
    return _page(409)


def _rule(error: RuleBroken) -> ResponseReturnValue:
    return _page(400, reason=error.message)


def _unexpected(error: Exception) -> ResponseReturnValue:
    current_app.logger.error("Unexpected failure in %s", request.endpoint, exc_info=error)
    return _page(500)

"""What goes wrong, and the page that says so."""

from typing import Any

from flask import Flask, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from crm.core.db import session

PAGES = {400, 403, 404, 405, 409, 413, 429}


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
    session.rollback()
    name = code if code in PAGES else 400 if code < 500 else 500
    return render_template(f"errors/{name}.html", path=request.path, **told), code


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is not None and 300 <= error.code < 400:
        return error
    if isinstance(error, SecurityError):  # a forged Host: not even the address of a style is known
        return Response("This address is not served here.\n", 400, mimetype="text/plain")
    return _page(error.code or 500)


def _forged(_error: CSRFError) -> ResponseReturnValue:
    return _page(400, reason="This page was open for a long time, or in another window.")


def _stale(_error: Exception) -> ResponseReturnValue:
    return _page(409)


def _rule(error: RuleBroken) -> ResponseReturnValue:
    return _page(400, reason=error.message)


def _unexpected(error: Exception) -> ResponseReturnValue:
    current_app.logger.error("Unexpected failure in %s", request.endpoint, exc_info=error)
    return _page(500)

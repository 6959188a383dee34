"""Sign-in."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from crm.core.access import public

bp = Blueprint("people", __name__)


@bp.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Ask who is there."""
    return render_template("crm/people/sign_in.html")

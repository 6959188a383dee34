"""Pages about the words that letters use."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accreditation.reasons import actions, queries
from accreditation.reasons.forms import ReasonForm
from accreditation.reasons.rules import Outcome
from crm.core import clock
from crm.core.access import needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.core.routes import undo_flash

bp = Blueprint("reasons", __name__, url_prefix="/accreditation/reasons")


@bp.get("")
@needs(Permission.VIEW_ACCREDITATION)
def index() -> ResponseReturnValue:
    """List the reasons that letters give, with every wording there was."""
    counted = {row.id for row in queries.counting(clock.today())}
    return render_template(
        "accreditation/reasons/index.html", rows=queries.every(), counted=counted
    )


@bp.route("/new", methods=["GET", "POST"])
@needs(Permission.DECIDE)
def new() -> ResponseReturnValue:
    """Word a reason anew, add one or end one, from a day on."""
    form = ReasonForm()
    last = next((one for one in queries.every() if one.code == request.args.get("code")), None)
    if request.method == "GET" and last is not None:
        form.process(data={"code": last.code, "outcome": last.outcome.value, "words": last.words,
                           "from_on": clock.today(), "status": last.status})  # fmt: skip
    if form.validate_on_submit():
        try:
            actions.reword(**form.values("code", "words", "from_on", "source", "status"),
                           outcome=Outcome(form.outcome.data))  # fmt: skip
        except RuleBroken as error:
            form.show(error)
        else:
            session.commit()
            undo_flash(f"Reason {form.code.data} is worded.")
            return redirect(url_for("reasons.index"))
    return render_template("accreditation/reasons/new.html", form=form, last=last)

"""The sheet of parts: every macro and state on one page, for engineers and for the tests."""

from decimal import Decimal

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, RadioField
from wtforms.fields import SelectChoice

from crm.core.access import signed_in
from crm.core.forms import (
    ChoiceField,
    DayField,
    EmailField,
    Form,
    LineField,
    MoneyField,
    NoteField,
    Said,
)

bp = Blueprint("parts", __name__)


class ExampleForm(Form):
    """One field of each kind, with invented words."""

    class Meta:
        """Nothing is ever saved from this page."""

        csrf = False

    name = LineField(
        "Employer name", [Said("Enter the employer's name")], description="As on the door"
    )
    email = EmailField("Email address")
    pay = MoneyField("Pay", most=Decimal(100))
    due_on = DayField("Date", description="Like 27/11, tomorrow or in 2 weeks")
    size = ChoiceField("Size")
    outcome = RadioField(
        "What happened",
        choices=[SelectChoice("spoke", "Spoke"), SelectChoice("no", "No answer")],
        default="spoke",
    )
    hire = BooleanField("Can hire")
    note = NoteField("Note")


@bp.get("/parts")
@signed_in
def show() -> ResponseReturnValue:
    """Show every part of the pages."""
    form = ExampleForm(formdata=None, prefix="good-")
    typed = {"bad-email": "x@", "bad-pay": "12,71", "bad-due_on": "31/11/2026", "bad-size": "huge"}
    broken = ExampleForm(formdata=MultiDict(typed), prefix="bad-")
    for one in (form, broken):
        one.size.offer([("small", "Small"), ("large", "Large")], blank="Not known")
    broken.validate()
    return render_template("core/parts.html", form=form, broken=broken)

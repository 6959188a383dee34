"""What an export asks."""

from wtforms import BooleanField, RadioField
from wtforms.fields import SelectChoice

from crm.core.forms import Form, LineField
from crm.exports.actions import FORMS


class ExportForm(Form):
    """Kind of file, whether people are in it, and what for."""

    form = RadioField(
        "Kind of file",
        choices=[SelectChoice(value, label) for value, label in FORMS.items()],
        default="csv",
    )
    with_contacts = BooleanField(
        "Include the people to speak to",
        description="Name, role, email address and phone number of everybody in a role now. This is"
        " personal data: say what it is for, and delete the file when that is done.",
    )
    purpose = LineField(
        "What it is for",
        longest=300,
        description="Needed when people are included. It stands in History with your name.",
    )

"""The form of a mailing."""

from wtforms import RadioField
from wtforms.fields import SelectChoice

from crm.core.forms import ChoiceField, EditForm, LineField, NoteField, Said
from crm.mailing.rules import Reach

WHOM = {
    Reach.MAIN: "One person at each employer: who can hire, else the first contact",
    Reach.ALL: "Everybody at each employer who has an email address",
}


class MailingForm(EditForm):
    """What to write, to whom."""

    topic = ChoiceField("Topic")
    reason = LineField("They get it because", longest=150)
    view = ChoiceField("Employers in the view")
    audience = LineField("Or in the list at this address", longest=600)
    reach = RadioField(
        "At each employer",
        choices=[SelectChoice(reach.value, words) for reach, words in WHOM.items()],
        default=Reach.MAIN.value,
    )
    cap_reason = LineField(
        "Write also to those contacted often, because",
        longest=120,
        description="Leave it empty and they are left out",
    )
    subject = LineField("Subject", [Said("Enter a subject")], longest=150)
    body = NoteField("Text", [Said("Enter the text")], longest=8000)

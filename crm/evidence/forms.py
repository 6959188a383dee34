"""Forms about evidence that is asked for."""

from typing import Any

from wtforms import HiddenField

from crm.core.forms import (
    ChoiceField,
    CountField,
    EditForm,
    Form,
    LineField,
    NoteField,
    Said,
    enum_pairs,
)
from crm.core.sure import SureField
from crm.evidence.models import EvidencePurpose
from crm.vault.rules import Kind

WORDS = ("name", "send", "why", "hide")


class AskForm(Form):
    """What is asked, about which row, and of whom; without a contact the likeliest one."""

    purpose = HiddenField()
    subject = HiddenField()
    contact = HiddenField()
    back = HiddenField()


class CloseForm(Form):
    """Why a link ends before its day."""

    why = LineField("Why does the link end?", [Said("Say in a few words why the link ends.")])


class PurposeForm(EditForm):
    """What employers read, how many files and how many days."""

    name = LineField("Name", [Said("Enter a name.")])
    send = NoteField("What to send", [Said("Say what the employer should send.")])
    why = NoteField("Why", [Said("Say why it is needed.")])
    hide = NoteField("What to hide", [Said("Say what the employer should hide.")])
    kind = ChoiceField("Files are kept as", [Said("Choose what the files are kept as.")])
    most_files = CountField(
        "Most files", [Said("Enter how many files the link takes.")], least=1, most=20
    )
    days = CountField("Days", [Said("Enter how many days the link works.")], least=1, most=90)
    source = LineField("Who says so", [Said("Say who decided this.")])
    status = SureField()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind.offer(enum_pairs(Kind))

    def populate(self, row: EvidencePurpose) -> None:
        """Write what was typed to a purpose."""
        for name in (*WORDS, "most_files", "days", "source", "status"):
            setattr(row, name, self[name].data)
        row.kind = Kind(self.kind.data)

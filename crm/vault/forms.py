"""Forms about files."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import IntegerField
from wtforms.validators import NumberRange

from crm.core.forms import ChoiceField, EditForm, Form, LineField, Said, enum_pairs
from crm.core.sure import SureField
from crm.vault.rules import Kind


class FileForm(Form):
    """A file and what it proves."""

    kind = ChoiceField("What is it?", [Said("Choose what the file is.")])
    file = FileField("File", [Said("Choose the file.")])

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind.offer(enum_pairs(Kind), blank="Choose")


class OpenForm(Form):
    """Why somebody needs to see a file."""

    why = LineField("Why do you need to open it?", [Said("Say why you need to open this file.")])


class HoldForm(Form):
    """Why a file is kept past its date."""

    reason = LineField("Why is it held?", [Said("Say why this file is held.")])


class ClassForm(EditForm):
    """How long a class of files is kept."""

    months = IntegerField(
        "Months", [Said("Enter a number of months."), NumberRange(1, 240, "Enter 1 to 240 months.")]
    )
    source = LineField("Who says so", [Said("Say who decided this.")])
    status = SureField()

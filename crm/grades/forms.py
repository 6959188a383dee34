"""Forms for tables of grades."""

from decimal import Decimal
from typing import Any

from flask_wtf.file import FileField

from crm.core import neighbours
from crm.core.errors import RuleBroken
from crm.core.forms import (
    ChoiceField,
    DayField,
    EditForm,
    Form,
    HoursField,
    LineField,
    NoteField,
    ParsedField,
    Said,
    enum_pairs,
)
from crm.core.sure import SureField
from crm.grades.actions import Details
from crm.grades.rules import BadLines, Line, as_text, read_rows, read_text
from crm.pay.forms import BASES
from crm.pay.rules import Basis

LONGEST = 30_000


class PerCentField(ParsedField):
    """A raise in per cent, from -50 to 100."""

    def parse(self, text: str) -> Decimal:
        """Take ``3.2`` and ``3.2 %``."""
        bare = text.removesuffix("%").strip()
        try:
            found = Decimal(bare if bare.isascii() else "?")
        except ArithmeticError:
            found = Decimal("NaN")
        if not (found.is_finite() and -50 <= found <= 100):
            raise ValueError(f"{self.label.text} must be a number like 3.2.")
        return found


class TableForm(EditForm):
    """A table of grades: a line each, typed, pasted from a spreadsheet or read from a file."""

    name = LineField("Name of the scale", [Said("Enter what the scale is called.")])
    valid_from = DayField("First day", [Said("Enter the first day on which it counts.")])
    valid_until = DayField("First day on which it no longer counts")
    basis = ChoiceField("Paid for")
    hours = HoursField("Hours a week")
    file = FileField("Or a file")
    lines = NoteField("Grades", longest=LONGEST)
    source = LineField("Source", [Said("Say where the table is from.")])
    status = SureField(blank="Choose")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.basis.offer(enum_pairs(Basis, BASES))

    def take_file(self) -> bool:
        """Put the lines of a chosen file where they can be looked over; tell whether there was one.

        Raises ``RuleBroken`` for a file that cannot be read.
        """
        chosen = self.file.data
        if not chosen or not chosen.filename:
            return False
        try:
            rows = neighbours.read_table(chosen.read(), chosen.filename)
            self.lines.data = as_text(read_rows(rows, Basis(self.basis.data), self.hours.data))
        except (BadLines, RuleBroken) as error:
            raise RuleBroken(str(error), "file") from error
        return True

    def read_lines(self) -> list[Line]:
        """Return the lines; raises ``RuleBroken`` naming what cannot be read."""
        try:
            return read_text(self.lines.data or "", Basis(self.basis.data), self.hours.data)
        except BadLines as error:
            raise RuleBroken(str(error), "lines") from error

    @property
    def details(self) -> Details:
        """Return what the action takes beside the lines."""
        return Details(**self.values("name", "valid_from", "valid_until", "source", "status"))


class CopyForm(Form):
    """The next year of a table."""

    valid_from = DayField("First day", [Said("Enter the first day on which it counts.")])
    per_cent = PerCentField("Raise in per cent", [Said("Enter the raise, 0 for none.")])
    source = LineField("Source", [Said("Say where the raise is from.")])

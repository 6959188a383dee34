"""What is asked about an attendance file."""

from collections.abc import Sequence

from flask_wtf.file import FileField

from crm.core import uploads
from crm.core.errors import RuleBroken
from crm.core.forms import ChoiceField, Form, Said
from webinars.attendance.tables import MOST_BYTES


class UploadForm(Form):
    """One report of Teams or Zoom."""

    file = FileField("Attendance report")

    def content(self) -> tuple[bytes, str]:
        """Return the bytes and a plain name; raises ``RuleBroken`` when there is nothing."""
        if upload := uploads.chosen(self.file.data, MOST_BYTES):
            return upload
        raise RuleBroken("Choose the attendance report of the webinar.", "file")


class WhoForm(Form):
    """Who somebody in a file is."""

    booking = ChoiceField("Who it is", [Said("Choose who it is.")])


class ColumnsForm(Form):
    """What the columns of a file without known headings hold."""

    name = ChoiceField("Names")
    email = ChoiceField("Email addresses")
    joined = ChoiceField("When they joined")
    left = ChoiceField("When they left")
    minutes = ChoiceField("Minutes there")

    def offer(self, rows: Sequence[Sequence[str]]) -> None:
        """Offer the columns by what stands in their first cells."""
        width = max((len(row) for row in rows), default=0)
        pairs = [(at, _told(rows, at)) for at in range(min(width, 40))]
        for field in (self.name, self.email, self.joined, self.left, self.minutes):
            field.offer(pairs, blank="Not in this file")

    @property
    def columns(self) -> dict[str, int]:
        """Return the place of each column that was named."""
        found = self.values("name", "email", "joined", "left", "minutes")
        return {name: int(at) for name, at in found.items() if at}


def _told(rows: Sequence[Sequence[str]], at: int) -> str:
    cells = [row[at][:30] for row in rows if at < len(row) and row[at]]
    return f"Column {at + 1}: {', '.join(cells[:2]) or 'empty'}"

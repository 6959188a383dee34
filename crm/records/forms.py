"""What the import page asks."""

from typing import Any

from flask_wtf.file import FileField

from crm.core.errors import RuleBroken
from crm.core.forms import Form

MOST_BYTES = 20_000_000


class UploadForm(Form):
    """One file of employers."""

    file = FileField(
        "File",
        description=(
            "CSV or XLSX, up to 20 MB and 100,000 rows. The first filled row holds the headings: "
            "“Employer name”, and what there is of company number, size, SIC code, address, town, "
            "postcode, website, phone, email, contact name and job title. A file of the Gender Pay "
            "Gap Service is read as it is."
        ),
    )

    def content(self) -> tuple[bytes, str]:
        """Return the file's bytes and name; raises ``RuleBroken`` when there is none."""
        upload: Any = self.file.data
        if not upload or not upload.filename:
            raise RuleBroken("Choose a file.", "file")
        with upload.stream as stream:
            content: bytes = stream.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise RuleBroken(
                "This file is larger than 20 MB. Split it, or ask for the command.", "file"
            )
        if not content:
            raise RuleBroken("This file is empty. Choose another one.", "file")
        return content, _plain(upload.filename)


def _plain(name: str) -> str:
    """Return a file name without folders and without what cannot be shown."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(letter for letter in last if letter.isprintable())
    return shown[-120:].strip() or "file"

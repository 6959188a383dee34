"""What the import pages ask."""

import re
from collections.abc import Mapping

from flask_wtf.file import FileField
from wtforms import TextAreaField

from crm.core import uploads
from crm.core.errors import RuleBroken
from crm.core.once import OnceForm
from crm.records.rows import one_way

MOST_BYTES = 20_000_000
MOST_PASTED = 300_000
PASTED = "Pasted rows"
_CELL = re.compile(r"c-([0-9]{1,8})-([0-9]{1,3})", re.ASCII)


class UploadForm(OnceForm):
    """One file of employers, or rows copied out of a spreadsheet."""

    file = FileField(
        "File",
        description=(
            "Choose a file or drop it here: CSV or XLSX, up to 20 MB and 100,000 rows. The first"
            " filled row holds the headings. A file of the Gender Pay Gap Service is read as it is."
        ),
    )
    pasted = TextAreaField(
        "Or paste rows, with their headings",
        description="Mark the cells in your spreadsheet, copy them and paste them here.",
    )

    def content(self) -> tuple[bytes, str]:
        """Return the bytes and a name; raises ``RuleBroken`` when there is nothing, or both."""
        pasted = (self.pasted.data or "").strip("\r\n")
        if upload := uploads.chosen(self.file.data, MOST_BYTES):
            if pasted.strip():
                raise RuleBroken("Choose a file or paste rows, not both.", "pasted")
            _check_size(upload[0])
            return upload
        if not pasted.strip():
            raise RuleBroken("Choose a file.", "file")
        if len(pasted) > MOST_PASTED:
            raise RuleBroken(
                f"These are more than {MOST_PASTED:,} characters. Save them as a file and choose"
                " that.",
                "pasted",
            )
        return pasted.encode("utf-8", "replace"), PASTED


def _check_size(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise RuleBroken(
            "This file is larger than 20 MB. Split it, or ask for the command.", "file"
        )
    if not content:
        raise RuleBroken("This file is empty. Choose another one.", "file")


def typed_cells(posted: Mapping[str, str]) -> dict[int, dict[int, str]]:
    """Return the posted cells by row number, then column; other names are passed over."""
    typed: dict[int, dict[int, str]] = {}
    for name, text in posted.items():
        if found := _CELL.fullmatch(name):
            row = typed.setdefault(int(found[1]), {})
            row[int(found[2])] = one_way(text)
    return typed


def chosen_fields(posted: Mapping[str, str], count: int) -> list[str]:
    """Return the posted field of each of ``count`` columns."""
    return [posted.get(f"column-{column}", "") for column in range(count)]

"""What the import pages ask."""

import re
import secrets
from collections.abc import Mapping
from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, TextAreaField

from crm.core.errors import RuleBroken
from crm.core.forms import Form
from crm.records.rows import one_way

MOST_BYTES = 20_000_000
MOST_PASTED = 300_000
PASTED = "Pasted rows"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)
_CELL = re.compile(r"c-([0-9]{1,8})-([0-9]{1,3})", re.ASCII)


class UploadForm(Form):
    """One file of employers, or rows copied out of a spreadsheet."""

    form_token = HiddenField(default=lambda: secrets.token_urlsafe(16))
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

    @property
    def token(self) -> str | None:
        """Return what tells this form from another opened page; None when it was tampered with."""
        text = self.form_token.data or ""
        return text if _TOKEN.fullmatch(text) else None

    def content(self) -> tuple[bytes, str]:
        """Return the bytes and a name; raises ``RuleBroken`` when there is nothing, or both."""
        upload: Any = self.file.data
        pasted = (self.pasted.data or "").strip("\r\n")
        if upload and upload.filename:
            if pasted.strip():
                raise RuleBroken("Choose a file or paste rows, not both.", "pasted")
            return _uploaded(upload), _plain(upload.filename)
        if not pasted.strip():
            raise RuleBroken("Choose a file.", "file")
        if len(pasted) > MOST_PASTED:
            raise RuleBroken(
                f"These are more than {MOST_PASTED:,} characters. Save them as a file and choose"
                " that.",
                "pasted",
            )
        return pasted.encode("utf-8", "replace"), PASTED


def _uploaded(upload: Any) -> bytes:
    with upload.stream as stream:
        content: bytes = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise RuleBroken(
            "This file is larger than 20 MB. Split it, or ask for the command.", "file"
        )
    if not content:
        raise RuleBroken("This file is empty. Choose another one.", "file")
    return content


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


def _plain(name: str) -> str:
    """Return a file name without folders and without what cannot be shown."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(letter for letter in last if letter.isprintable())
    return shown[-120:].strip() or "file"

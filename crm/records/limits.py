"""How large a file may be, and the refusal of one that cannot be read."""

from dataclasses import dataclass


class Unreadable(ValueError):
    """The file is refused as a whole; the message says why and what to do."""


@dataclass(frozen=True)
class Caps:
    """The largest file that is read: bytes, rows below the headings, columns, cell length.

    The zip figures bound a workbook before it is opened: members, unpacked bytes, and unpacked
    bytes for each byte of the file.
    """

    file_bytes: int = 50_000_000
    rows: int = 100_000
    columns: int = 200
    cell: int = 10_000
    zip_members: int = 50
    zip_bytes: int = 30_000_000
    zip_ratio: int = 100

"""What stands in the cells of a workbook, read without any reader of tables."""

import io
import re
import zipfile
from dataclasses import dataclass
from html import unescape


@dataclass(frozen=True)
class Cell:
    """One cell: ``kind`` is "f" for a formula, else how its text is kept."""

    place: str
    kind: str
    text: str


def cells(content: bytes) -> list[Cell]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        page = archive.read("xl/worksheets/sheet1.xml").decode()
        assert not [name for name in archive.namelist() if "rels" in name and "sheet1" in name]
    found = re.findall(r'<c r="([A-Z]+[0-9]+)"[^>]*?(?: t="(\w+)")?>(.*?)</c>', page)
    return [
        Cell(place, "f" if "<f" in inner else kind, unescape(re.sub(r"<[^>]+>", "", inner)))
        for place, kind, inner in found
    ]

"""Papers for tests, made on the spot: PDFs with text, photos and Word files, good and bad."""

import io
from collections.abc import Sequence
from typing import Any

import docx
import pikepdf
from PIL import Image

SLIP = (
    "Windrush Foods Ltd",
    "Employee Ms A Example",
    "NI Number QQ 11 22 33 C",
    "Tax Code 1257L",
    "Period 01/04/2026 - 30/04/2026",
    "Basic Pay 64 12.7100 813.44",
    "Gross pay 813.44",
)


def pdf(lines: Sequence[str] = SLIP, *, pages: int = 1, **more: Any) -> bytes:
    """Return a PDF with ``lines`` on each page; ``more`` goes into its root object."""
    made = pikepdf.new()
    font = made.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    for _ in range(pages):
        page = made.add_blank_page(page_size=(595, 842))
        shown = " ".join(
            f"BT /F1 12 Tf 72 {760 - 24 * at} Td ({line}) Tj ET" for at, line in enumerate(lines)
        )
        page.Contents = made.make_stream(shown.encode("latin-1"))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    for name, value in more.items():
        made.Root[f"/{name}"] = value
    return saved(made)


def saved(made: pikepdf.Pdf, **how: Any) -> bytes:
    into = io.BytesIO()
    made.save(into, **how)
    return into.getvalue()


def locked() -> bytes:
    return saved(
        pikepdf.open(io.BytesIO(pdf())), encryption=pikepdf.Encryption(owner="o", user="u")
    )


def scripted_deep() -> bytes:
    """A script two levels down, in an annotation of a page."""
    made = pikepdf.open(io.BytesIO(pdf()))
    act = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    made.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(AA=pikepdf.Dictionary(E=act))])
    return saved(made)


def scripted() -> bytes:
    return pdf(OpenAction=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"))


def photo(size: tuple[int, int] = (300, 400), kind: str = "JPEG", **more: Any) -> bytes:
    into = io.BytesIO()
    Image.new("RGB", size, (200, 220, 230)).save(into, kind, **more)
    return into.getvalue()


def word(*paragraphs: str) -> bytes:
    made, into = docx.Document(), io.BytesIO()
    for text in paragraphs:
        made.add_paragraph(text)
    made.save(into)
    return into.getvalue()

"""Pages as pictures, made new from what the file shows; parts of them covered for good."""

import io
import warnings
from collections.abc import Iterable, Sequence
from typing import Any

import docx
import pikepdf
import pypdfium2
from docx.table import Table
from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError

from crm.vault.arrived import Refused
from crm.vault.rules import MOST_PIXELS, Box, Word

WIDTH = 1400
"""Pixels across a page shown: small print stays readable when it is enlarged."""
ACTIVE = ("/JS", "/JavaScript", "/Launch", "/RichMedia", "/EmbeddedFile", "/XFA", "/SubmitForm")


def check_pdf(data: bytes) -> int:
    """Return the number of pages; raises ``Refused`` when it is locked, broken or active."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                raise Refused("The PDF is locked with a password. Save it without one.")
            if any(_active(part) for part in pdf.objects):
                raise Refused("The PDF holds a script or another file. Print it to a new PDF.")
            return len(pdf.pages)
    except pikepdf.PasswordError:
        raise Refused("The PDF is locked with a password. Save it without one.") from None
    except (pikepdf.PdfError, ValueError, RecursionError):
        raise Refused("The PDF cannot be opened. Save or scan it again.") from None


def _active(part: Any) -> bool:
    """Return whether a part of a PDF acts, looking also into what is written inside it."""
    if isinstance(part, pikepdf.Stream):
        part = part.stream_dict
    if isinstance(part, pikepdf.Array):
        return any(_active(one) for one in part if not getattr(one, "is_indirect", True))
    if not isinstance(part, pikepdf.Dictionary):
        return False
    named = {str(part.get(key)) for key in ("/S", "/Type", "/Subtype")}
    inside = (value for _, value in part.items() if not getattr(value, "is_indirect", True))
    return any(key in part or key in named for key in ACTIVE) or any(_active(i) for i in inside)


def read_pdf(data: bytes) -> tuple[list[bytes], list[Word]]:
    """Return each page as a JPEG, and the words of the document's own text."""
    try:
        with pypdfium2.PdfDocument(data) as pdf:
            pages, words = [], []
            for number, page in enumerate(pdf, start=1):
                width, height = page.get_size()
                scale = WIDTH / max(width, height * 0.7, 1)
                pages.append(_jpeg(page.render(scale=scale).to_pil()))
                words += _words(page, number)
    except pypdfium2.PdfiumError:
        raise Refused("The PDF cannot be opened. Save or scan it again.") from None
    return pages, words


def _words(page: pypdfium2.PdfPage, number: int) -> list[Word]:
    text, (width, height) = page.get_textpage(), page.get_size()
    words: list[Word] = []
    letters: list[tuple[str, tuple[float, float, float, float]]] = []

    def end() -> None:
        if letters:
            boxes = [box for _, box in letters]
            where = Box(
                number,
                min(box[0] for box in boxes) / width,
                1 - max(box[3] for box in boxes) / height,
                max(box[2] for box in boxes) / width,
                1 - min(box[1] for box in boxes) / height,
            )
            words.append(Word("".join(letter for letter, _ in letters), where))
            letters.clear()

    for at in range(text.count_chars()):
        letter = text.get_text_range(at, 1)
        if letter.isspace() or not letter:
            end()
        else:
            letters.append((letter, text.get_charbox(at, loose=True)))
    end()
    return words


def reencode(data: bytes) -> bytes:
    """Return a photo made anew, upright and without what the camera wrote beside it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise Refused("The photo is too large. Take it again in a smaller size.")
                return _jpeg(ImageOps.exif_transpose(picture))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError,
            Image.DecompressionBombWarning):  # fmt: skip
        raise Refused("The photo cannot be opened. Take or save it again.") from None


def cover(pages: Sequence[bytes], boxes: Iterable[Box]) -> list[bytes]:
    """Return the pages with each box painted over; what was under it is gone from them."""
    drawn = [Image.open(io.BytesIO(page)).convert("RGB") for page in pages]
    touched = set()
    for box in boxes:
        if 1 <= box.page <= len(drawn):
            picture = drawn[box.page - 1]
            touched.add(box.page - 1)
            edges = (box.left * picture.width, box.top * picture.height,
                     box.right * picture.width, box.bottom * picture.height)  # fmt: skip
            ImageDraw.Draw(picture).rectangle(edges, fill=(11, 12, 12))
    return [_jpeg(drawn[at]) if at in touched else page for at, page in enumerate(pages)]


def mark(page: bytes, boxes: Iterable[Box]) -> bytes:
    """Return a page with a frame around each box, to be looked at; nothing is stored."""
    picture = Image.open(io.BytesIO(page)).convert("RGB")
    for box in boxes:
        edges = (box.left * picture.width, box.top * picture.height,
                 box.right * picture.width, box.bottom * picture.height)  # fmt: skip
        ImageDraw.Draw(picture).rectangle(edges, outline=(181, 88, 0), width=5)
    return _jpeg(picture)


def as_pdf(pages: Sequence[bytes]) -> bytes:
    """Return one PDF made of page pictures."""
    first, *rest = [Image.open(io.BytesIO(page)) for page in pages]
    made = io.BytesIO()
    first.save(made, "PDF", save_all=True, append_images=rest)
    return made.getvalue()


def read_word(data: bytes) -> str:
    """Return the text of a Word file, paragraphs and tables in their order, a line each."""
    found = []
    for part in docx.Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(part, Table):
            found += [" | ".join(cell.text for cell in row.cells) for row in part.rows]
        else:
            found.append(part.text)
    return "\n".join(found)


def _jpeg(picture: Image.Image) -> bytes:
    picture = picture.convert("RGB")
    picture.thumbnail((WIDTH * 2, WIDTH * 2))
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=82, optimize=True)
    return made.getvalue()

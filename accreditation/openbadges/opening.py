"""Any file somebody calls a badge, opened: JSON, a token, or a picture with one of them inside."""

from dataclasses import dataclass, field
from typing import Any

from accreditation.openbadges import baking, strict, tokens
from accreditation.openbadges.strict import Malformed

MOST_BYTES = baking.MOST_BYTES


@dataclass(frozen=True)
class Opened:
    """A credential as it was found; ``token`` is empty unless it came as a JSON Web Token."""

    kind: str
    credential: dict[str, Any]
    token: str = ""
    header: dict[str, Any] = field(default_factory=dict)


def opened(file: bytes) -> Opened:
    """Return the credential in a file, not yet judged; raises ``Malformed`` with the reason."""
    if not file.strip():
        raise Malformed("The file is empty.")
    if len(file) > MOST_BYTES:
        raise Malformed(f"The file is larger than {MOST_BYTES // 1_000_000} MB.")
    if file.startswith(baking.PNG):
        return _text(baking.read_png(file), "PNG picture with ")
    text = file.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"<"):
        return _text(baking.read_svg(text), "SVG picture with ")
    try:
        return _text(text.decode("utf-8"), "")
    except UnicodeDecodeError:
        raise Malformed("It is not JSON, a token, a PNG or an SVG picture.") from None


def _text(text: str, around: str) -> Opened:
    plain = text.strip()
    if plain.startswith(("{", "[")):
        return Opened(f"{around}JSON", strict.read(plain))
    if plain.count(".") == 2 and plain.startswith("ey") and len(plain) <= strict.MOST_BYTES:
        header, payload = tokens.read(plain)
        return Opened(f"{around}JSON Web Token", payload, plain, header)
    if around:
        raise Malformed("The picture holds neither JSON nor a token.")
    raise Malformed("It is not JSON, a token, a PNG or an SVG picture.")

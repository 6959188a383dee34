"""Single cells: web address, phone number, e-mail address. Pure; ValueError says what is wrong."""

import re
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?![0-9])", re.IGNORECASE)
_HOST = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63})+")
_EXTENSION = re.compile(r"\s*(?:ext|extension|x)\.?\s*[0-9]{1,6}$", re.IGNORECASE)


def read_website(text: str) -> str:
    """Return an http or https address, adding ``https://`` where it was left out."""
    address = text if _SCHEME.match(text) else f"https://{text}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    odd = re.search(r"[\s<>\"'\\]", address)
    if odd or not _HOST.fullmatch(host) or parts.scheme not in ("http", "https"):
        raise ValueError(f"“{text[:40]}” is not a web address, like www.example.co.uk.")
    return address


def read_phone(text: str) -> str:
    """Return a phone number as typed, with the first zero if a spreadsheet dropped it."""
    if re.fullmatch(r"[1-9][0-9]{9}", text, re.ASCII):
        return f"0{text}"
    plain = _EXTENSION.sub("", text)
    digits = re.sub(r"[^0-9]", "", plain)
    if not re.fullmatch(r"\+?[0-9 ().\-/]{7,30}", plain, re.ASCII) or not 7 <= len(digits) <= 15:
        raise ValueError(f"“{text[:40]}” is not a phone number, like 01865 792422.")
    return text


def read_email(text: str) -> str:
    """Return one e-mail address, its domain in lower case."""
    try:
        return str(validate_email(text, check_deliverability=False).normalized)
    except EmailNotValidError:
        raise ValueError(
            f"“{text[:40]}” is not one email address, like name@example.com."
        ) from None

"""Where sealed bytes lie: one folder a file under ``DATA_DIR/vault``, one blob a part."""

import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app

from crm.core import config
from crm.vault import ciphers

ORIGINAL, WORDS, TEXT = "original", "words", "text"


def page(number: int) -> str:
    """Return the name of the part that holds one page's picture."""
    return f"page-{number}"


def new_place() -> str:
    """Return the name of a new folder; it tells nothing."""
    return secrets.token_hex(16)


def put(place: str, parts: Iterable[tuple[str, bytes]]) -> None:
    """Seal parts and write them so that they are whole on the disk before this returns."""
    key = _keys()[0]
    folder = _folder(place)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for part, plain in parts:
        draft = folder / f"{part}.draft"
        with draft.open("wb") as file:
            file.write(ciphers.seal(plain, f"{place}/{part}", key))
            file.flush()
            os.fsync(file.fileno())
        draft.rename(folder / part)
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def get(place: str, part: str) -> bytes:
    """Return one part in clear; raises ``Unreadable`` when it is gone or was changed."""
    try:
        sealed = (_folder(place) / part).read_bytes()
    except FileNotFoundError:
        raise ciphers.Unreadable("It is not on the disk.") from None
    return ciphers.unseal(sealed, f"{place}/{part}", _keys())


def remove(place: str, parts: Iterable[str]) -> None:
    """Remove parts that no longer count."""
    for part in parts:
        (_folder(place) / part).unlink(missing_ok=True)


def erase(place: str) -> None:
    """Remove a file's whole folder; nothing happens when it is gone already."""
    shutil.rmtree(_folder(place), ignore_errors=True)
    if _folder(place).exists():
        raise OSError(f"The vault's folder {place} cannot be removed.")


def lost(known: Iterable[str], before: datetime) -> Iterator[str]:
    """Return folders that no row names and that are older than ``before``: broken-off arrivals."""
    keep = set(known)
    for folder in sorted(_root().glob("??/*")):
        old = folder.stat().st_mtime < before.timestamp()
        if folder.name not in keep and old:
            yield folder.name


BROKEN_OFF_AFTER = timedelta(hours=1)


def _root() -> Path:
    return Path(current_app.config["DATA_DIR"]) / "vault"


def _folder(place: str) -> Path:
    if not re.fullmatch("[0-9a-f]{32}", place):
        raise ciphers.Unreadable("The place has no name of the vault's.")
    return _root() / place[:2] / place


def _keys() -> list[bytes]:
    return config.keys(current_app.config["VAULT_KEY"])

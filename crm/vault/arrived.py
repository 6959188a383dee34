"""What came out of looking into a file. Pure, and light: the process apart imports it."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm.vault.rules import Word


class Refused(Exception):
    """A file may not stay; the message is one sentence for whoever sent it."""


@dataclass(frozen=True)
class Arrived:
    """A file that may be kept: ``original`` leaves only as a download, ``pages`` are JPEGs."""

    media: str
    suffix: str
    original: bytes
    pages: Sequence[bytes]
    words: Sequence[Word]
    text: str = ""

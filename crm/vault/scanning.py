"""Asks a ClamAV daemon about a file. ``CLAMD_URL`` is ``tcp://host:port`` or ``unix:///path``."""

import socket
import struct
from urllib.parse import urlsplit

CHUNK = 64 * 1024
SECONDS = 30


class NotScanned(Exception):
    """The scanner gave no verdict, so the file counts as not scanned."""


def found(data: bytes, url: str) -> str:
    """Return the name of what the scanner found, "" for a clean file; raises ``NotScanned``."""
    try:
        with _connect(url) as connection:
            connection.sendall(b"zINSTREAM\0")
            for at in range(0, len(data), CHUNK):
                part = data[at : at + CHUNK]
                connection.sendall(struct.pack("!L", len(part)) + part)
            connection.sendall(struct.pack("!L", 0))
            answer = _answer(connection)
    except (OSError, ValueError) as error:
        raise NotScanned(str(error)) from None
    if answer.endswith(" OK"):
        return ""
    if answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise NotScanned(answer)


def _connect(url: str) -> socket.socket:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(SECONDS)
        connection.connect(parts.path)
        return connection
    return socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 3310), SECONDS)


def _answer(connection: socket.socket) -> str:
    parts = []
    while part := connection.recv(4096):
        parts.append(part)
    return b"".join(parts).rstrip(b"\0\n").decode("utf-8", "replace")

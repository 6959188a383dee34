"""The token that files a message with an employer: in the address it is sent to, or the subject."""

import hmac
import re
from base64 import b32encode
from collections.abc import Iterable
from hashlib import sha256

from flask import current_app

TOKEN = re.compile(r"(?<![a-z0-9])e([0-9]{1,9})-([a-z2-7]{12})(?![a-z0-9])", re.I)


def make(employer_id: int) -> str:
    """Return the token of an employer, like ``e42-k3v9q2x8p1ab``; nobody else can make one."""
    return f"e{employer_id}-{_proof(employer_id)}"


def find(texts: Iterable[str]) -> set[int]:
    """Return the ids of the employers whose tokens stand in these texts; wrong tokens are none."""
    found = set()
    for number, proof in (match for text in texts for match in TOKEN.findall(text)):
        if hmac.compare_digest(_proof(int(number)), proof.lower()):
            found.add(int(number))
    return found


def address(employer_id: int) -> str:
    """Return the address that files what is sent to it, or "" without ``MAIL_INBOX``."""
    name, at, host = current_app.config["MAIL_INBOX"].partition("@")
    return f"{name}+{make(employer_id)}@{host}" if at else ""


def _proof(employer_id: int) -> str:
    key = current_app.config["SECRET_KEY"].encode()
    digest = hmac.new(key, f"mail of employer {employer_id}".encode(), sha256).digest()
    return b32encode(digest).decode()[:12].lower()

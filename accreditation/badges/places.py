"""The addresses that stand in badges. They are signed, so they never change: see the README."""

import re

from flask import current_app

from accreditation.openbadges.credential import Issuer
from crm.core import config


def at(path: str) -> str:
    """Return the public address of a path, on ``BASE_URL`` whatever host was asked."""
    return f"{current_app.config['BASE_URL']}{path}"


def did() -> str:
    """Return the service's own identifier: did:web of its host, a port's colon spelt out."""
    host = re.sub("^https?://", "", str(current_app.config["BASE_URL"]))
    return f"did:web:{host.replace(':', '%3A')}"


def badge(public_id: str) -> str:
    """Return the address of a badge."""
    return at(f"/badges/{public_id}")


def key(kid: str) -> str:
    """Return the address of one key as a JSON Web Key."""
    return at(f"/badges/keys/{kid}")


def status_list(number: int) -> str:
    """Return the address of a status list with its embedded proof."""
    return at(f"/badges/status/{number}")


def token_list(number: int) -> str:
    """Return the address of the same list as a token."""
    return f"{status_list(number)}.jwt"


def list_number(address: str) -> int | None:
    """Return the number of our own status list at an address, in either form."""
    own = re.escape(at("/badges/status/"))
    found = re.fullmatch(rf"{own}([1-9]\d{{0,8}})(?:\.json|\.jwt)?", address, re.ASCII)
    return int(found[1]) if found else None


def level(version: str, code: str) -> str:
    """Return the address of one level of a scheme version."""
    return at(f"/badges/achievements/{version}/{code}")


def issuer() -> Issuer:
    """Return who issues: the council's shared mailbox is named if ``MAIL_FROM`` is a real one."""
    return Issuer(
        did=did(),
        name=str(current_app.config["COUNCIL_NAME"]),
        url=at("/badges/issuer"),
        email=config.mailbox(str(current_app.config["MAIL_FROM"])),
    )

"""Signing keys: private halves as sealed files in ``DATA_DIR/keys/badges``, public halves as rows.

A file has mode 0600 and is sealed with ``VAULT_KEY``, so a stolen data folder signs nothing.
Rotation makes a new pair and destroys the old private halves; public halves stay for ever.
"""

import json
import os
import secrets
from pathlib import Path

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from flask import current_app

from accreditation.badges.models import BadgeKey, KeyKind
from accreditation.openbadges import multikeys
from crm.core import clock, config
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.vault import ciphers

PrivateKey = Ed25519PrivateKey | ec.EllipticCurvePrivateKey


def ensure() -> int:
    """Make the first pair of keys when there is none; return how many were made."""
    return 0 if session.scalar(sa.select(BadgeKey.id).limit(1)) else len(rotate())


def rotate() -> list[BadgeKey]:
    """Make a new pair of keys and retire the old one; flushes.

    Badges of retired keys still verify. Call ``forget_retired`` once this is committed.
    """
    now = clock.now()
    for old in session.scalars(sa.select(BadgeKey).where(BadgeKey.until_at.is_(None))):
        old.until_at = now
    mark = f"{clock.today():%Y%m%d}-{secrets.token_hex(3)}"
    made = [
        _make(f"ed25519-{mark}", KeyKind.EMBEDDED, Ed25519PrivateKey.generate()),
        _make(f"p256-{mark}", KeyKind.TOKEN, ec.generate_private_key(ec.SECP256R1())),
    ]
    session.add_all(made)
    session.flush()
    return made


def _make(kid: str, kind: KeyKind, key: PrivateKey) -> BadgeKey:
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    _write(kid, ciphers.seal(plain, _place(kid), _vault_keys()[0]))
    public = key.public_key()
    if isinstance(public, Ed25519PublicKey):
        text = multikeys.multibase(public)
    else:
        text = json.dumps(multikeys.jwk(public), sort_keys=True)
    return BadgeKey(kid=kid, kind=kind, public=text, since_at=clock.now())


def forget_retired() -> int:
    """Destroy the private halves of retired keys; return how many there were."""
    retired = session.scalars(sa.select(BadgeKey.kid).where(BadgeKey.until_at.is_not(None)))
    gone = [file for kid in retired if (file := _file(kid)).exists()]
    for file in gone:
        file.unlink()
    return len(gone)


def current(kind: KeyKind) -> BadgeKey:
    """Return the key in use; raises ``RuleBroken`` when there is none."""
    found = session.scalar(
        sa.select(BadgeKey)
        .where(BadgeKey.kind == kind, BadgeKey.until_at.is_(None))
        .order_by(BadgeKey.id.desc())
        .limit(1)
    )
    if found is None:
        raise RuleBroken("There is no key to sign badges with: run flask badges rotate-keys.")
    return found


def embedded() -> tuple[BadgeKey, Ed25519PrivateKey]:
    """Return the key for embedded proofs; raises ``RuleBroken`` when it cannot be read."""
    row = current(KeyKind.EMBEDDED)
    key = _private(row)
    if not isinstance(key, Ed25519PrivateKey):
        raise RuleBroken(f"The key {row.kid} is of another kind.")
    return row, key


def for_tokens() -> tuple[BadgeKey, ec.EllipticCurvePrivateKey]:
    """Return the key for tokens; raises ``RuleBroken`` when it cannot be read."""
    row = current(KeyKind.TOKEN)
    key = _private(row)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise RuleBroken(f"The key {row.kid} is of another kind.")
    return row, key


def _private(row: BadgeKey) -> object:
    try:
        sealed = _file(row.kid).read_bytes()
        plain = ciphers.unseal(sealed, _place(row.kid), _vault_keys())
    except (OSError, ciphers.Unreadable):
        raise RuleBroken(
            f"The key {row.kid} cannot be read: put DATA_DIR/keys back, or run "
            "flask badges rotate-keys."
        ) from None
    return load_der_private_key(plain, None)


def public(row: BadgeKey) -> multikeys.PublicKey:
    """Return a key's public half."""
    if row.kind is KeyKind.EMBEDDED:
        return multikeys.read_multibase(row.public)
    return multikeys.read_jwk(json.loads(row.public))


def _file(kid: str) -> Path:
    return Path(current_app.config["DATA_DIR"]) / "keys" / "badges" / f"{kid}.sealed"


def _write(kid: str, sealed: bytes) -> None:
    file = _file(kid)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(sealed)
        out.flush()
        os.fsync(out.fileno())


def _place(kid: str) -> str:
    return f"badge key {kid}"


def _vault_keys() -> list[bytes]:
    return config.keys(current_app.config["VAULT_KEY"])

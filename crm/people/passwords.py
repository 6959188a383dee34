"""Hashing passwords with argon2id, always outside a transaction: a hash takes tens of milliseconds.

What it costs is the setting ``PASSWORD_COST`` (see ``crm.core.config``).
"""

from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from crm.core.db import session
from crm.people import rules


class HashInTransaction(RuntimeError):
    """A password would be hashed while others may wait for the database."""


def hashed(password: str) -> str:
    """Return the argon2id hash to keep of ``password``."""
    _outside_transaction()
    return _hasher().hash(_bytes(password))


def fits(password: str, kept: str | None) -> bool:
    """Return whether ``password`` is the one of hash ``kept``.

    Without a hash (nobody has this address, or no password was set yet) the same work is done on a
    dummy, so that the time taken tells nothing.
    """
    _outside_transaction()
    hasher = _hasher()
    too_long = len(password) > rules.LONGEST
    try:
        hasher.verify(kept or _dummy(hasher), _bytes(password[: rules.LONGEST]))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None and not too_long


def outdated(kept: str) -> bool:
    """Return whether ``kept`` was made at another cost than today's."""
    return _hasher().check_needs_rehash(kept)


def fault(password: str, *own: str) -> str | None:
    """Return why ``password`` cannot be used by the person of these names, or None."""
    return rules.password_fault(password, easy_words(), own)


@cache
def easy_words() -> frozenset[str]:
    """Return the bundled list of words that guessers try first."""
    lines = Path(__file__).with_name("easy_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _hasher() -> PasswordHasher:
    cost = current_app.config["PASSWORD_COST"]
    return _hasher_at(cost["memory_cost"], cost["time_cost"], cost["parallelism"])


@cache
def _hasher_at(memory_cost: int, time_cost: int, parallelism: int) -> PasswordHasher:
    return PasswordHasher(time_cost, memory_cost, parallelism)


@cache
def _dummy(hasher: PasswordHasher) -> str:
    return hasher.hash(b"nobody's password")


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


def _outside_transaction() -> None:
    if session().in_transaction():
        raise HashInTransaction("End the transaction (commit or roll back) before hashing.")

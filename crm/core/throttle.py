"""How often something may be tried, counted in the database so that it holds over all processes.

A try is counted before its outcome is known, in one atomic statement. A count starts anew when
``within`` has passed since the last try that was let through, so no stretch of that length ever
holds more than ``most``; whoever is refused waits ``within`` at longest after the last try.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, mapped_column

from crm.core import clock
from crm.core.db import Model, engine_name, session

KEPT = timedelta(days=2)


class Tries(Model):
    """The tries counted under one key; the key is a digest, so addresses cannot be read here."""

    __tablename__ = "tries"
    __journal__ = False

    key: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True)
class Limit:
    """At most ``most`` tries of ``what`` in any stretch of ``within``, by each one who tries."""

    what: str
    most: int
    within: timedelta

    def key(self, who: str) -> str:
        """Return what the tries of ``who`` are counted under."""
        return hashlib.sha256(f"{self.what}\n{who}".encode()).hexdigest()


def take(limit: Limit, who: str) -> bool:
    """Count one try and return whether it is allowed; executes, does not commit."""
    now = clock.now()
    over = Tries.last_at <= now - limit.within
    values = {"key": limit.key(who), "count": 1, "last_at": now}
    again = {
        "count": sa.case((over, 1), (Tries.count > limit.most, Tries.count), else_=Tries.count + 1),
        "last_at": sa.case((sa.or_(over, Tries.count < limit.most), now), else_=Tries.last_at),
    }
    insert = sqlite_insert if engine_name() == "sqlite" else postgres_insert
    counted = (
        insert(Tries)
        .values(values)
        .on_conflict_do_update(index_elements=[Tries.key], set_=again)
        .returning(Tries.count)
    )
    return int(session.execute(counted).scalar_one()) <= limit.most


def visitor(address: str | None) -> str:
    """Return what the tries from a network address count under.

    That is an IPv4 address, or the 64 bits of an IPv6 address that one visitor holds whole.
    """
    try:
        found = ip_address((address or "").partition("%")[0])
    except ValueError:
        return address or ""
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, 64), strict=False))
    return str(found)


def give_back(limit: Limit, who: str) -> None:
    """Take one try off the count: it was no guess."""
    session.execute(
        sa.update(Tries)
        .where(Tries.key == limit.key(who), Tries.count > 0)
        .values(count=Tries.count - 1)
        .execution_options(synchronize_session=False)
    )


def forget(limit: Limit, who: str) -> None:
    """Start the count anew."""
    session.execute(sa.delete(Tries).where(Tries.key == limit.key(who)))


def forget_old() -> int:
    """Remove counts that no longer matter; return how many."""
    gone = session.execute(sa.delete(Tries).where(Tries.last_at < clock.now() - KEPT))
    return int(gone.rowcount)  # type: ignore[attr-defined]

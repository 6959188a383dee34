"""Status lists: which entry a badge gets, and the list signed anew before it is too old."""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa

from accreditation.badges import keys, places
from accreditation.badges.models import Badge, StatusList
from accreditation.openbadges import baking, bits, proofs, tokens
from crm.core import clock
from crm.core.db import session

#: A verifier refuses a list past its date, so it is signed anew long before.
GOOD_FOR = timedelta(days=7)
RENEW_BEFORE = timedelta(days=4)
#: Free entries are found by chance, which stays quick while half of them are free.
MOST_TAKEN = bits.ENTRIES // 2


def take_entry() -> tuple[StatusList, int]:
    """Return a list and a free entry of it, chosen by chance so that it tells nothing; flushes."""
    row = session.scalar(
        sa.select(StatusList).order_by(StatusList.id.desc()).limit(1).with_for_update()
    )
    taken = set(_taken(row)) if row else set()
    if row is None or len(taken) >= MOST_TAKEN:
        row, taken = StatusList(), set()
        session.add(row)
        session.flush()
        sign(row)
    while (index := secrets.randbelow(bits.ENTRIES)) in taken:
        pass
    return row, index


def _taken(row: StatusList) -> list[int]:
    return list(session.scalars(sa.select(Badge.list_index).where(Badge.list_id == row.id)))


def sign(row: StatusList) -> None:
    """Sign a list as it is now, in both forms; flushes."""
    now = clock.now().replace(microsecond=0)
    revoked = session.scalars(
        sa.select(Badge.list_index).where(Badge.list_id == row.id, Badge.revoked_at.is_not(None))
    ).all()
    begins, ends = proofs.moment(now), proofs.moment(now + GOOD_FOR)
    (inside, inside_key), (token, token_key) = keys.embedded(), keys.for_tokens()
    plain = bits.credential(places.status_list(row.id), places.did(), revoked, begins, ends)
    signed = proofs.sign(plain, inside_key, f"{places.did()}#{inside.kid}", now)
    row.document = baking.compact(signed)
    twin = bits.credential(places.token_list(row.id), places.did(), revoked, begins, ends)
    row.token = tokens.sign(twin, token_key, places.key(token.kid))
    row.signed_at, row.good_until = now, now + GOOD_FOR
    session.flush()


def due(at: datetime, limit: int = 50) -> list[int]:
    """Return the ids of lists to sign anew: soon too old, with a badge that still runs."""
    runs = sa.exists().where(Badge.list_id == StatusList.id, Badge.valid_until > at)
    old = sa.or_(StatusList.good_until.is_(None), StatusList.good_until <= at + RENEW_BEFORE)
    query = sa.select(StatusList.id).where(old, runs).order_by(StatusList.good_until).limit(limit)
    return list(session.scalars(query))

"""Badges, keys and lists as the public pages and the checker see them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accreditation.badges import keys, places
from accreditation.badges.models import Badge, BadgeKey, StatusList
from accreditation.openbadges import multikeys, proofs
from accreditation.openbadges.graphs import Unsound
from accreditation.openbadges.report import Report
from accreditation.scheme import queries as schemes
from accreditation.scheme.document import Scheme
from accreditation.scheme.models import SchemeVersion, State
from crm.core import clock
from crm.core.db import MOST_ID, session


def find(public_id: str) -> Badge | None:
    """Return the badge at an address, with its scheme version."""
    return session.scalar(
        sa.select(Badge)
        .options(joinedload(Badge.scheme_version))
        .where(Badge.public_id == public_id)
    )


def latest(employer_id: int, *, but_not: str) -> Badge | None:
    """Return an employer's newest badge whose decision is not called ``but_not``."""
    return session.scalar(
        sa.select(Badge)
        .options(joinedload(Badge.scheme_version))
        .where(Badge.employer_id == employer_id, Badge.decision != but_not)
        .order_by(Badge.id.desc())
        .limit(1)
    )


def every_key() -> Sequence[BadgeKey]:
    """Return all keys, also retired ones, the newest first."""
    return session.scalars(sa.select(BadgeKey).order_by(BadgeKey.id.desc())).all()


def find_key(kid: str) -> BadgeKey | None:
    """Return the key called ``kid``."""
    return session.scalar(sa.select(BadgeKey).where(BadgeKey.kid == kid))


def find_list(number: int) -> StatusList | None:
    """Return a signed status list."""
    row = session.get(StatusList, number) if number <= MOST_ID else None
    return row if row is not None and row.document else None


def shown_version(version: str) -> SchemeVersion | None:
    """Return a scheme version that the public may see: not a draft, unless a badge names it."""
    named = sa.exists().where(Badge.scheme_version_id == SchemeVersion.id)
    return session.scalar(
        sa.select(SchemeVersion).where(
            SchemeVersion.version == version,
            sa.or_(SchemeVersion.state != State.DRAFT, named),
        )
    )


def published_levels() -> list[tuple[SchemeVersion, Scheme]]:
    """Return the published scheme versions, the newest first."""
    rows = session.scalars(
        sa.select(SchemeVersion)
        .where(SchemeVersion.state == State.PUBLISHED)
        .order_by(SchemeVersion.effective_from.desc(), SchemeVersion.id.desc())
    ).all()
    return [(row, schemes.ready(row)) for row in rows]


def proposed_levels() -> list[tuple[SchemeVersion, Scheme]]:
    """Return the newest draft that a badge names: invented examples show what is proposed."""
    named = sa.exists().where(Badge.scheme_version_id == SchemeVersion.id)
    row = session.scalar(
        sa.select(SchemeVersion)
        .where(SchemeVersion.state == State.DRAFT, named)
        .order_by(SchemeVersion.id.desc())
        .limit(1)
    )
    return [(row, schemes.ready(row))] if row else []


def find_own(credential: dict[str, Any]) -> Badge | None:
    """Return our own badge that a credential names, if there is one."""
    address, start = credential.get("id"), places.badge("")
    if not isinstance(address, str) or not address.startswith(start):
        return None
    return find(address.removeprefix(start))


def beside(badge: Badge) -> tuple[str | None, str | None]:
    """Return the public ids of the badge that this one replaced and of the one after it."""
    rows = session.execute(
        sa.select(Badge.id, Badge.public_id)
        .where(sa.or_(Badge.id == badge.replaces_id, Badge.replaces_id == badge.id))
        .order_by(Badge.id)
    ).all()
    before = next((name for row_id, name in rows if row_id == badge.replaces_id), None)
    after = next((name for row_id, name in reversed(rows) if row_id != badge.replaces_id), None)
    return before, after


def standing(badge: Badge, report: Report) -> dict[str, Any]:
    """Return what the page of a badge says, as data; ``status`` is a word of ``Report.status``."""
    before, after = beside(badge)
    ended, held = badge.revoked_at, badge.held_since
    return {
        "id": places.badge(badge.public_id),
        "status": report.status,
        "since": _moment(ended or held),
        "reason": badge.revoked_why.value if badge.revoked_why else None,
        "words": (badge.revoked_words if ended else badge.held_words) or None,
        "holder": badge.holder,
        "level": badge.level_code,
        "scheme_version": badge.scheme_version.version,
        "valid_from": _moment(badge.valid_from),
        "valid_until": _moment(badge.valid_until),
        "replaces": places.badge(before) if before else None,
        "replaced_by": places.badge(after) if after else None,
        "invented": badge.made_up,
        "checked_at": _moment(clock.now()),
        "checks": report.plain()["checks"],
    }


def _moment(at: datetime | None) -> str | None:
    return proofs.moment(at) if at else None


@dataclass(frozen=True)
class Counts:
    """How many badges there are of each standing; invented ones are not counted."""

    running: int
    revoked: int
    ended: int


def counts() -> Counts:
    """Return how many badges run, were revoked, or have ended."""
    revoked, over = Badge.revoked_at.is_not(None), Badge.valid_until <= clock.now()
    found = session.execute(
        sa.select(
            sa.func.count().filter(~revoked, ~over),
            sa.func.count().filter(revoked),
            sa.func.count().filter(~revoked, over),
        )
        .select_from(Badge)
        .where(Badge.made_up.is_(False))
    ).one()
    return Counts(*found)


def did_document() -> dict[str, Any]:
    """Return who this service is: every key that ever signed, as methods of one identifier."""
    did, rows = places.did(), every_key()
    return {
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/multikey/v1",
            "https://w3id.org/security/jwk/v1",
        ],
        "id": did,
        "verificationMethod": [_method(did, row) for row in rows],
        "assertionMethod": [f"{did}#{row.kid}" for row in rows],
    }


def _method(did: str, row: BadgeKey) -> dict[str, Any]:
    value = (
        {"publicKeyMultibase": row.public}
        if row.public.startswith("z")
        else {"publicKeyJwk": json.loads(row.public)}
    )
    return {"id": f"{did}#{row.kid}", "type": row.kind.value, "controller": did} | value


def jwk(row: BadgeKey) -> dict[str, str]:
    """Return a key as a JSON Web Key."""
    found = multikeys.as_jwk(keys.public(row))
    return found | {"kid": row.kid, "use": "sig"}


class Ourselves:
    """What the checker may know of this service; reads only, and each badge once."""

    def __init__(self) -> None:
        self._read: dict[str, Badge | None] = {}

    def _own(self, credential: dict[str, Any]) -> Badge | None:
        address = str(credential.get("id"))
        if address not in self._read:
            self._read[address] = find_own(credential)
        return self._read[address]

    @cached_property
    def did(self) -> str:
        """Return our identifier."""
        return places.did()

    def key(self, address: str) -> multikeys.PublicKey | None:
        """Return our key at an address of the DID document or of its own page."""
        for start in (f"{self.did}#", places.key("")):
            if address.startswith(start):
                row = find_key(address.removeprefix(start))
                return keys.public(row) if row else None
        return None

    def revoked(self, list_url: str, index: int) -> str | None:
        """Return when and why an entry was revoked, "" if it was not, ``None`` if not our list."""
        number = places.list_number(list_url)
        if number is None or find_list(number) is None or index > MOST_ID:
            return None
        row = session.scalar(
            sa.select(Badge).where(Badge.list_id == number, Badge.list_index == index)
        )
        if row is None or row.revoked_at is None:
            return ""
        at = clock.to_london(row.revoked_at)
        return f"It was withdrawn on {at.day} {at:%B %Y}: {row.revoked_words}"

    def issued(self, credential: dict[str, Any]) -> bool:
        """Tell whether this very credential is on record, in either of its forms."""
        row = self._own(credential)
        return row is not None and self._same(credential, row)

    def held(self, credential: dict[str, Any]) -> str:
        """Return since when and why our own badge is under review, "" if it is not."""
        row = self._own(credential)
        if row is None or row.held_since is None or row.revoked_at is not None:
            return ""
        at = clock.to_london(row.held_since)
        return f"It has been under review since {at.day} {at:%B %Y}: {row.held_words}"

    def _same(self, credential: dict[str, Any], row: Badge) -> bool:
        if "iss" in credential:  # the token has its own copy of the credential
            return True
        try:
            return proofs.digest(credential) == row.digest
        except Unsound:
            return False

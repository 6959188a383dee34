"""Keeps the link of a request true to its row, also after an undo or a removal."""

from collections.abc import Sequence

import sqlalchemy as sa

from crm.core import clock
from crm.core.db import session
from crm.core.links import OneTimeLink
from crm.evidence import queries
from crm.evidence.actions import ends_at
from crm.evidence.models import EvidenceRequest


def keep_links(employer_ids: Sequence[int]) -> None:
    """Let each link of these employers' requests end when its row says; orphans end now."""
    rows = session.execute(
        sa.select(EvidenceRequest, OneTimeLink)
        .join(OneTimeLink, OneTimeLink.id == EvidenceRequest.link_id)
        .where(EvidenceRequest.employer_id.in_(employer_ids))
    )
    for row, link in rows:
        link.expires_at = ends_at(row.ends_on)
        link.revoked_at = link.used_at = row.closed_at
    named = sa.select(EvidenceRequest.link_id).where(EvidenceRequest.link_id.is_not(None))
    session.execute(
        sa.update(OneTimeLink)
        .where(
            OneTimeLink.purpose == queries.PURPOSE,
            OneTimeLink.revoked_at.is_(None),
            OneTimeLink.id.not_in(named),
        )
        .values(revoked_at=clock.now(), used_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    session.flush()

"""What a business does at its link: choose files, hide parts, send. Nothing here commits."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from types import SimpleNamespace

from crm.core import calendar, clock, journal, links
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.employers.models import Employer
from crm.evidence import actions, queries, rules
from crm.evidence.models import EvidenceDraft, EvidenceFile, EvidencePurpose, EvidenceRequest
from crm.followups import actions as followups
from crm.reference import queries as reference
from crm.vault import actions as vault
from crm.vault import sealed, store
from crm.vault.arriving import Arrived
from crm.vault.rules import PRIVATE, Box, gives_away

BUSINESS = SimpleNamespace(id=None, name="The employer, by a link")
CAME_BY = "a secure link"


def left(row: EvidenceRequest, waiting: int) -> int:
    """Return how many more files may be chosen beside those that wait to be sent."""
    return max(0, row.link.most - row.link.uses - waiting) if row.link else 0


def stage(
    row: EvidenceRequest, purpose: EvidencePurpose, key: str, given: str, arrived: Arrived
) -> bool:
    """Keep a file that was looked into until it is sent; False for one that is there. Flushes.

    ``given`` is the digest of what was chosen. A file with covered parts is kept without what was
    under them.
    """
    waiting = queries.drafts(row.id, key)
    if any(one.given == given for one in waiting):
        return False
    if left(row, len(waiting)) < 1:
        raise RuleBroken(f"This link takes {row.link.most if row.link else 0} files, no more.")
    text = arrived.text or " ".join(word.text for word in arrived.words)
    kind = rules.kind_of(text, purpose.kind)
    if not arrived.pages and kind in PRIVATE and (shown := gives_away(text)):
        raise RuleBroken(f"The Word file shows {shown}. Save it as PDF, so that it is covered.")
    stored = sealed.put(arrived, kind, vault.names_of(row.employer), original=False)
    session.add(
        EvidenceDraft(
            request_id=row.id,
            sitting=queries.digest(key),
            given=given,
            kind=kind,
            touched_at=clock.now(),
            **asdict(stored),
        )
    )
    session.flush()
    return True


def remove(draft: EvidenceDraft) -> None:
    """Take a file back that was not sent: its bytes are gone at once. Flushes."""
    store.erase(draft.place)
    session.delete(draft)
    session.flush()


def hide(drafts: Sequence[EvidenceDraft], boxes: Mapping[int, Sequence[Box]]) -> int:
    """Paint over parts of files that wait, for good; return how many parts. Flushes."""
    done = 0
    for draft in drafts:
        here = [box for box in boxes.get(draft.id, ()) if box.page <= draft.pages]
        if not here:
            continue
        for name, value in asdict(sealed.paint(draft.stored, here)).items():
            setattr(draft, name, value)
        draft.touched_at = clock.now()
        done += len(here)
    session.flush()
    return done


def send(row: EvidenceRequest, drafts: Sequence[EvidenceDraft]) -> int:
    """Let files that wait be kept as evidence; return how many. Flushes.

    Raises ``RuleBroken`` when the link takes fewer: somebody else may have sent meanwhile.
    """
    employer = session.get_one(Employer, row.employer_id)
    if row.link_id is None or not links.take(row.link_id, len(drafts)):
        raise RuleBroken(
            "The link takes fewer files than that: others came meanwhile. Take some out."
        )
    count = "One file" if len(drafts) == 1 else f"{len(drafts)} files"
    journal.operation(f"{count} came from {employer.name} by a link", kind="file", actor=BUSINESS)
    for draft in drafts:
        file = vault.enter(employer, draft.kind, sealed.measured(draft.stored), came_by=CAME_BY)
        session.add(EvidenceFile(request_id=row.id, file_id=file.id, sent_at=clock.now()))
        session.delete(draft)
    _tell(row, employer)
    session.flush()
    links.note(row.link_id, queries.CAME, count=len(drafts))
    return len(drafts)


def _tell(row: EvidenceRequest, employer: Employer) -> None:
    """Put the asker's next step on Today: what they waited for is here."""
    purpose = queries.purpose(row.purpose)
    title = f"{purpose.name if purpose else 'Evidence'} came: look at it"
    why = f"Files came by the link of {row.ref}."
    step = actions.step_of(row)
    if step is None:
        planned = followups.plan(
            employer, owner=row.asked_by, title=title, due_on=clock.today(), why=why
        )
        row.follow_up_id = planned.id
        return
    step.title, step.why = title, why
    step.waiting_for, step.waiting_on_id = "", None
    step.due_on = calendar.roll_forward(clock.today(), reference.holidays())

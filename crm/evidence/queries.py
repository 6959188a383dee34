"""Questions about requests, their files and who may be asked."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from crm.core import clock, links, pages, refs
from crm.core.db import session
from crm.core.features import About, installed
from crm.core.links import LinkEvent, OneTimeLink
from crm.core.outbox import Mail
from crm.core.pages import Order, Page
from crm.employers.models import Contact
from crm.evidence import rules
from crm.evidence.models import EvidenceDraft, EvidenceFile, EvidencePurpose, EvidenceRequest
from crm.evidence.rules import Standing
from crm.followups.models import FollowUp
from crm.people.models import Person
from crm.vault.models import StoredFile

PURPOSE = "evidence"
"""The purpose of every link of a request: it opens that request's page and nothing else."""
MAIL = "evidence"
SHOWN = 20
ASKED, OPENED, CAME, REMINDED, EXTENDED, CLOSED, EXPIRED = (
    "asked", "opened", "came", "reminded", "extended", "closed", "expired",
)  # fmt: skip
STATES = {"waiting": "Waiting for files", "came": "Files came", "ended": "Over", "all": "All"}
NEWEST = Order((EvidenceRequest.id,), lambda row: (row.id,), descending=True)
NOTED_AGAIN = timedelta(hours=1)
"""A page that is opened again within this time is written down once."""


def digest(key: str) -> str:
    """Return what a browser's own key is kept as."""
    return hashlib.sha256(key.encode()).hexdigest()


def about(kind: str, row_id: int) -> About | None:
    """Return the row that a request is about, through the feature that declares its kind."""
    for subject in installed("evidence_subjects"):
        if subject.kind == kind:
            return subject.find(row_id)  # type: ignore[no-any-return]
    return None


def purposes() -> Sequence[EvidencePurpose]:
    """Return every purpose by its name."""
    return session.scalars(sa.select(EvidencePurpose).order_by(EvidencePurpose.name)).all()


def offered(kind: str) -> Sequence[EvidencePurpose]:
    """Return what may be asked for about a kind of row."""
    return session.scalars(
        sa.select(EvidencePurpose).where(EvidencePurpose.about == kind).order_by(EvidencePurpose.id)
    ).all()


def purpose(code: str) -> EvidencePurpose | None:
    """Return the purpose of that code."""
    return session.scalar(sa.select(EvidencePurpose).where(EvidencePurpose.code == code))


def _requests() -> sa.Select[EvidenceRequest]:
    return sa.select(EvidenceRequest).options(
        joinedload(EvidenceRequest.employer),
        joinedload(EvidenceRequest.contact),
        joinedload(EvidenceRequest.asked_by),
        joinedload(EvidenceRequest.link),
    )


def request_or_404(ref: str) -> EvidenceRequest:
    """Return the request called ``R-00012`` with all that its page shows, or answer 404."""
    found = session.scalar(_requests().where(EvidenceRequest.id == refs.number_in(ref, "R")))
    return found or abort(404)


def request_of(link: OneTimeLink | None, *, lock: bool = False) -> EvidenceRequest | None:
    """Return the request that a link belongs to."""
    if link is None:
        return None
    statement = _requests().where(EvidenceRequest.link_id == link.id)
    if lock:
        statement = statement.with_for_update(of=EvidenceRequest)
    return session.scalar(statement.execution_options(populate_existing=lock))


def is_open(row: Any = EvidenceRequest) -> Any:
    """Return the condition "its link still works"."""
    return sa.and_(row.closed_at.is_(None), row.ends_on >= clock.today())


def works(row: EvidenceRequest) -> bool:
    """Return whether a request's link still works."""
    return row.closed_at is None and row.ends_on >= clock.today()


def page(state: str) -> Page[EvidenceRequest]:
    """Return a page of requests in ``state``, the newest first."""
    came = sa.exists().where(EvidenceFile.request_id == EvidenceRequest.id)
    conditions = {
        "waiting": sa.and_(is_open(), ~came),
        "came": sa.and_(is_open(), came),
        "ended": sa.not_(is_open()),
        "all": sa.true(),
    }
    return pages.page(_requests().where(conditions.get(state, conditions["waiting"])), NEWEST)


def about_subject(kind: str, row_id: int) -> Sequence[EvidenceRequest]:
    """Return what was asked about one row, the newest first."""
    return newest(SHOWN, EvidenceRequest.subject_kind == kind, EvidenceRequest.subject_id == row_id)


def about_employer(employer_id: int) -> Sequence[EvidenceRequest]:
    """Return what was asked of one employer, the newest first."""
    return newest(SHOWN, EvidenceRequest.employer_id == employer_id)


def newest(most: int, *which: Any) -> Sequence[EvidenceRequest]:
    """Return up to ``most`` requests, the newest first."""
    return session.scalars(
        _requests().where(*which).order_by(EvidenceRequest.id.desc()).limit(most)
    ).all()


def open_request(code: str, kind: str, row_id: int) -> EvidenceRequest | None:
    """Return the request for this very thing whose link still works."""
    return session.scalars(
        _requests()
        .where(
            EvidenceRequest.purpose == code,
            EvidenceRequest.subject_kind == kind,
            EvidenceRequest.subject_id == row_id,
            is_open(),
        )
        .order_by(EvidenceRequest.id.desc())
        .limit(1)
    ).first()


def standing(row: EvidenceRequest) -> Standing:
    """Return where a request is."""
    link = row.link
    return rules.standing(
        came=link.uses if link else 0,
        most=link.most if link else 0,
        opened=bool(link and link.opened_at),
        closed=row.closed_at is not None,
        ends_on=row.ends_on,
        today=clock.today(),
    )


def answers(row: EvidenceRequest) -> Person:
    """Return who answers for a request: who has its next step now, else who asked."""
    owner = session.scalar(
        sa.select(Person)
        .join(FollowUp, FollowUp.owner_id == Person.id)
        .where(FollowUp.id == row.follow_up_id, Person.locked_at.is_(None))
    )
    return owner or row.asked_by


def age(row: EvidenceRequest) -> int:
    """Return how many days ago a request was made."""
    return (clock.today() - clock.to_london(row.asked_at).date()).days


def files(request_id: int) -> Sequence[EvidenceFile]:
    """Return what came by a request's link, in its order."""
    return session.scalars(
        sa.select(EvidenceFile)
        .options(joinedload(EvidenceFile.file))
        .where(EvidenceFile.request_id == request_id)
        .order_by(EvidenceFile.id)
    ).all()


def files_about(kind: str, row_id: int) -> Sequence[StoredFile]:
    """Return what came about one row and is not destroyed, the newest first."""
    return session.scalars(
        sa.select(StoredFile)
        .join(EvidenceFile, EvidenceFile.file_id == StoredFile.id)
        .join(EvidenceRequest, EvidenceRequest.id == EvidenceFile.request_id)
        .where(
            EvidenceRequest.subject_kind == kind,
            EvidenceRequest.subject_id == row_id,
            StoredFile.destroyed_at.is_(None),
        )
        .order_by(StoredFile.id.desc())
        .limit(50)
    ).all()


def drafts(request_id: int, key: str, *, lock: bool = False) -> Sequence[EvidenceDraft]:
    """Return the files that a browser has ready to be sent, in their order."""
    if not key:
        return ()
    statement = (
        sa.select(EvidenceDraft)
        .where(
            EvidenceDraft.request_id == request_id,
            EvidenceDraft.sitting == digest(key),
            EvidenceDraft.touched_at > clock.now() - rules.STAGED_FOR,
        )
        .order_by(EvidenceDraft.id)
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.scalars(statement).all()


def stale_drafts(limit: int = 200) -> Sequence[int]:
    """Return ids of files that were never sent, the oldest first."""
    return session.scalars(
        sa.select(EvidenceDraft.id)
        .where(EvidenceDraft.touched_at <= clock.now() - rules.STAGED_FOR)
        .order_by(EvidenceDraft.touched_at, EvidenceDraft.id)
        .limit(limit)
    ).all()


def just_ended(limit: int = 200) -> Sequence[int]:
    """Return ids of links that ended by their date and whose log does not say so yet."""
    told = sa.exists().where(
        LinkEvent.link_id == EvidenceRequest.link_id, LinkEvent.what == EXPIRED
    )
    return session.scalars(
        sa.select(EvidenceRequest.link_id)
        .where(
            EvidenceRequest.closed_at.is_(None),
            EvidenceRequest.ends_on < clock.today(),
            EvidenceRequest.link_id.is_not(None),
            ~told,
        )
        .order_by(EvidenceRequest.id)
        .limit(limit)
    ).all()  # type: ignore[return-value]


def noted_lately(link_id: int) -> bool:
    """Return whether the link's log says already that its page was opened within the hour."""
    return bool(
        session.scalar(
            sa.select(LinkEvent.id)
            .where(
                LinkEvent.link_id == link_id,
                LinkEvent.what == OPENED,
                LinkEvent.at > clock.now() - NOTED_AGAIN,
            )
            .limit(1)
        )
    )


def mails(link_id: int) -> Sequence[Mail]:
    """Return the mails that carry a link, the newest first."""
    return session.scalars(
        sa.select(Mail).where(Mail.link_id == link_id).order_by(Mail.id.desc()).limit(20)
    ).all()


def who_to_ask(employer_id: int) -> Sequence[Contact]:
    """Return whom a link can be mailed to: last asked first, then those who can hire."""
    asked: InstrumentedAttribute[Any] = EvidenceRequest.id
    lately = (
        sa.select(sa.func.max(asked))
        .where(EvidenceRequest.contact_id == Contact.id)
        .scalar_subquery()
    )
    return session.scalars(
        sa.select(Contact)
        .where(Contact.employer_id == employer_id, Contact.to_on.is_(None), Contact.email != "")
        .order_by(sa.func.coalesce(lately, 0).desc(), Contact.can_hire.is_not(True), Contact.id)
        .limit(50)
    ).all()


def why_not(mail: Mail) -> str:
    """Return why a mail with a request's link must not leave: its request is over."""
    if mail.kind != MAIL:
        return ""
    going = session.scalar(
        sa.select(EvidenceRequest.id).where(EvidenceRequest.link_id == mail.link_id, is_open())
    )
    return "" if going else "The request was taken back, or its link ended."


def timeline(employer_id: Any) -> sa.Select[Any]:
    """Return what was asked of an employer and what came."""
    return (
        sa.select(
            LinkEvent.at.label("at"),
            LinkEvent.id.label("row_id"),
            sa.func.coalesce(EvidencePurpose.name, EvidenceRequest.purpose).label("head"),
            _told().label("body"),
            LinkEvent.by.label("who"),
        )
        .join(EvidenceRequest, EvidenceRequest.link_id == LinkEvent.link_id)
        .outerjoin(EvidencePurpose, EvidencePurpose.code == EvidenceRequest.purpose)
        .where(
            EvidenceRequest.employer_id == employer_id,
            LinkEvent.what.in_((ASKED, CAME, REMINDED, CLOSED)),
        )
    )


def _told() -> Any:
    """Return what happened as one text: the act, how many files, the request's number."""
    mark = sa.literal("|")
    number = sa.cast(EvidenceRequest.id, sa.Text)
    return LinkEvent.what + mark + sa.cast(LinkEvent.count, sa.Text) + mark + number


def names() -> Mapping[str, str]:
    """Return what each purpose is called."""
    return {row.code: row.name for row in purposes()}


def log(row: EvidenceRequest) -> Sequence[LinkEvent]:
    """Return what was done with a request's link."""
    return links.log_of(row.link_id) if row.link_id else ()

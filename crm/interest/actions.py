"""Keeping a draft, sending it, and making an enquiry of it. Nothing here commits."""

import secrets
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from crm.core import clock, journal, links, outbox, throttle
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.outbox import Audience
from crm.core.throttle import Limit
from crm.employers.lookalikes import lookalikes
from crm.employers.models import SizeBand
from crm.interest import letters, queries, rules
from crm.interest.models import Draft, Enquiry, EnquiryStep, State, Told
from crm.interest.rules import Held
from crm.people.models import Person, email_key
from crm.reference import queries as reference
from crm.reference.rules import Certainty

MAILS_TO = Limit("mails from the public door to an address", 1, timedelta(hours=24))
VISITOR = SimpleNamespace(id=None, name="The public form")


def begin(token: str) -> Draft:
    """Start a draft for a visitor's token; flushes."""
    now = clock.now()
    draft = Draft(digest=queries.digest(token), answers={}, began_at=now, saved_at=now)
    session.add(draft)
    session.flush()
    return draft


def keep(draft: Draft, values: dict[str, Any], *, trap: bool = False) -> None:
    """Keep the answers of one page; a trap once filled stays so."""
    if draft.submitted_at is not None:
        raise RuleBroken("You sent this registration already.")
    draft.answers = draft.answers | values
    draft.trap = draft.trap or trap
    draft.saved_at = clock.now()
    session.flush()


def mail_resume(draft: Draft, address: str) -> None:
    """Mail a link that leads back to the draft; at most one mail a day to an address."""
    key = email_key(address)
    if not throttle.take(MAILS_TO, key):
        return
    draft.resume_key = key
    link = links.make(queries.RESUME, "interest.resume", draft.id, rules.DRAFT_LASTS)
    _post("interest resume", address, f"resume:{link.id}", link.id, letters.resume())


def take_up(draft: Draft) -> str:
    """Give the draft to whoever followed its mailed link; return the new token. Flushes."""
    token = secrets.token_urlsafe(24)
    draft.digest = queries.digest(token)
    draft.proved_key = draft.resume_key
    session.flush()
    return token


def send(draft: Draft, *, within_limit: bool, trap: bool) -> None:
    """Send a draft once; a second time changes nothing. Flushes.

    Held ones wait for a person and no mail leaves; the others are proved by mail, or at once when
    the address was proved by the link that led back here.
    """
    if draft.submitted_at is not None:
        return
    now = clock.now()
    draft.held = rules.hold(
        trap="y" if trap or draft.trap else "",
        began=draft.began_at,
        sent=now,
        within_limit=within_limit,
    )
    draft.email_key = email_key(draft.answers["email"])
    draft.submitted_at = draft.saved_at = now
    draft.code = f"IN-{''.join(secrets.choice(rules.READABLE) for _ in range(rules.CODE_LETTERS))}"
    if draft.held is Held.NO:
        draft.owner_id, _ = queries.suggested_owner(_district(draft.answers["postcode"])[0])
    session.flush()
    if draft.held is not Held.NO:
        return
    if draft.proved_key == draft.email_key:
        promote(draft)
    elif throttle.take(MAILS_TO, draft.email_key):
        _mail_proof(draft)


def _mail_proof(draft: Draft) -> None:
    assert draft.code
    link = links.make(queries.REGISTRATION, "interest.status", draft.id, rules.PROOF_LASTS)
    draft.mailed = True
    _post(
        "interest proof",
        draft.answers["email"],
        f"proof:{draft.id}",
        link.id,
        letters.confirm(draft.code),
    )


def prove(key: str) -> int:
    """Make enquiries of everything sent from an address, now that it is proved; return how many."""
    sent = session.scalars(
        sa.select(Draft)
        .where(Draft.email_key == key, Draft.submitted_at.is_not(None), Draft.held == Held.NO)
        .order_by(Draft.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for draft in sent:
        promote(draft)
    return len(sent)


def promote(draft: Draft, *, proved: bool = True) -> Enquiry:
    """Make an enquiry of a sent draft, start its reply clock, and delete the draft; flushes."""
    assert draft.submitted_at
    assert draft.code
    journal.operation(
        f"{draft.answers['business']} registered interest",
        kind=journal.THEIRS if proved else "change",
        actor=VISITOR if proved else None,
    )
    enquiry = _enquiry(draft, proved=proved)
    session.add(enquiry)
    session.flush()
    session.add(
        EnquiryStep(
            enquiry_id=enquiry.id,
            kind=Told.RECEIVED,
            at=draft.submitted_at,
            told_at=clock.now(),
        )
    )
    _tell_received(draft, enquiry)
    links.revoke(queries.RESUME, draft.id)
    session.delete(draft)
    session.flush()
    return enquiry


def _enquiry(draft: Draft, *, proved: bool) -> Enquiry:
    told, now = draft.answers, clock.now()
    district, certainty = _district(told["postcode"])
    owner_id = draft.owner_id or queries.suggested_owner(district)[0]
    assert draft.submitted_at
    assert draft.code
    return Enquiry(
        draft_id=draft.id,
        digest=draft.digest,
        code=draft.code,
        business=told["business"],
        name=told["name"],
        role=told.get("role") or "",
        email=told["email"],
        email_key=draft.email_key,
        phone=told.get("phone") or "",
        postcode=told["postcode"],
        district_code=district,
        district_certainty=certainty,
        size_band=SizeBand(told["size_band"]),
        sector=told.get("sector") or "",
        offers=told["offers"],
        roles=told.get("roles"),
        adjustments=told.get("adjustments") or "",
        ways=told["ways"],
        newsletter=bool(told.get("newsletter")),
        newsletter_text=rules.NEWSLETTER if told.get("newsletter") else "",
        notes=told.get("notes") or "",
        posted_at=draft.submitted_at,
        proved_at=now if proved else None,
        reply_by=queries.reply_by(clock.today()),
        owner_id=owner_id,
        like_id=_looks_like(told),
    )


def _looks_like(told: dict[str, Any]) -> int | None:
    found = lookalikes(
        told["business"],
        postcode=told["postcode"],
        email=told["email"],
        phone=told.get("phone") or "",
    )
    return found[0].id if found else None


def _tell_received(draft: Draft, enquiry: Enquiry) -> None:
    """Keep the status link open for long; mail it unless this address has it already."""
    link = queries.link_of(draft.id)
    if link is None:
        link = links.make(queries.REGISTRATION, "interest.status", draft.id, rules.LINK_LASTS)
    link.expires_at = clock.now() + rules.LINK_LASTS
    if not draft.mailed:
        owner = session.get(Person, enquiry.owner_id) if enquiry.owner_id else None
        text = letters.received(enquiry.code, enquiry.reply_by, queries.with_whom(owner))
        _post("interest received", enquiry.email, f"received:{draft.id}", link.id, text)


def answer(enquiry: Enquiry, text: str) -> None:
    """Keep what the business answered to a question; the enquiry is in the queue again. Flushes."""
    if enquiry.state is not State.ASKED:
        raise RuleBroken("There is no open question. Nothing was changed.")
    title = f"{enquiry.business} answered a question"
    journal.operation(title, kind=journal.THEIRS, actor=VISITOR)
    enquiry.state = State.NEW
    enquiry.reply_by = queries.reply_by(clock.today())
    session.add(
        EnquiryStep(
            enquiry_id=enquiry.id,
            kind=Told.ANSWER,
            text=text,
            at=clock.now(),
            by=enquiry.name,
            told_at=clock.now(),
        )
    )
    session.flush()


def tell(step: EnquiryStep, enquiry: Enquiry) -> None:
    """Post the mails of one decision or question, once; flushes."""
    link = queries.link_of(enquiry.draft_id)
    link_id = link.id if link else None
    _post("enquiry", enquiry.email, f"step:{step.id}", link_id, letters.told(enquiry, step))
    if step.kind is Told.PASSED_ON:
        told = letters.to_neighbour(enquiry, step)
        _post("enquiry passed on", step.to_email, f"step:{step.id}:on", None, told)
    step.told_at = clock.now()
    session.flush()


def _district(postcode: str) -> tuple[str, Certainty]:
    place = reference.place(postcode)
    return (place.authority, place.certainty) if place else ("", Certainty.UNKNOWN)


def _post(kind: str, to: str, key: str, link_id: int | None, letter: tuple[str, str]) -> None:
    subject, body = letter
    outbox.post(
        kind=kind,
        audience=Audience.EXTERNAL,
        to=to,
        subject=subject,
        body=body,
        dedupe_key=f"interest:{key}",
        link_id=link_id,
    )

"""Signing up, proving an address, passing on, invitations. Nothing here commits."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from crm.core import clock, journal, links, outbox, throttle
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.links import OneTimeLink
from crm.core.outbox import Audience
from crm.core.throttle import Limit
from crm.employers.models import Contact, Employer
from crm.interest.rules import Held
from webinars.bookings import letters, moves, queries, rules
from webinars.bookings.models import Booking, Came, Invite, SignUp
from webinars.programme.models import Webinar

MAILS_TO = Limit("mails from webinar sign-up to an address", 3, timedelta(hours=24))
VISITOR = SimpleNamespace(id=None, name="The person who booked")
TYPED = ("name", "employer_words", "role", "access_needs", "heard", "follow_up_ok")


def theirs(title: str) -> None:
    """Name the coming change as the person's own, which no undo by staff takes back."""
    journal.operation(title, kind=journal.THEIRS, actor=VISITOR)


def sign_up(
    webinar: Webinar, *, form_token: str, email: str, held: Held = Held.NO, **typed: Any
) -> SignUp:
    """Keep what a stranger typed and mail a link that proves the address; flushes.

    It does the same for every address, whether or not it has a booking. The same form sent twice
    is one sign-up. What is held waits for a person, and no mail leaves.
    """
    known = queries.by_form(form_token)
    if known is not None:
        return known
    row = SignUp(
        webinar_id=webinar.id,
        form_token=form_token,
        email=email,
        email_folded=queries.folded(email),
        asked_at=clock.now(),
        held=held,
        **typed,
    )
    session.add(row)
    session.flush()
    if held is Held.NO:
        mail_proof(row, webinar)
    return row


def mail_proof(row: SignUp, webinar: Webinar) -> None:
    """Mail the link that proves the address, at most three a day to one; flushes."""
    row.held = Held.NO
    session.flush()
    if not throttle.take(MAILS_TO, row.email_folded):
        return
    link = links.make(queries.PROOF, "bookings.prove", row.id, rules.PROOF_LASTS)
    subject, body = letters.passed_on(webinar) if row.replaces_id else letters.confirm(webinar)
    outbox.post(
        kind="webinar proof",
        audience=Audience.EXTERNAL,
        to=row.email,
        subject=subject,
        body=body,
        dedupe_key=f"webinar proof:{link.id}",
        link_id=link.id,
    )


def prove(sign_up_id: int) -> Booking:
    """Make a booking of what was typed, now that its address is proved; flushes.

    A second press, or one on another device, finds the same booking. Raises ``RuleBroken`` when
    the webinar can be booked no more, or what was passed on is gone.
    """
    webinar_id = session.get_one(SignUp, sign_up_id).webinar_id
    webinar = queries.lock(webinar_id)
    row = session.get_one(SignUp, sign_up_id, populate_existing=True)
    if row.booking_id is not None:
        return session.get_one(Booking, row.booking_id)
    if why := rules.why_not_prove(webinar.state, webinar.starts_at, clock.now()):
        raise RuleBroken(why)
    theirs(f"{row.name} booked {webinar.ref}")
    if row.replaces_id is not None:
        old = session.get_one(Booking, row.replaces_id, populate_existing=True)
        booking = moves.take_over(webinar, old, asked_at=row.asked_at, **_typed(row))
    else:
        booking = moves.book(webinar, came=Came.FORM, asked_at=row.asked_at, **_typed(row))
    row.booking_id, row.access_needs = booking.id, ""
    for other in queries.others(row):
        other.booking_id, other.access_needs = booking.id, ""
    session.flush()
    return booking


def _typed(row: SignUp) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in TYPED} | {"email": row.email}
    told["follow_up_text"] = rules.FOLLOW_UP if row.follow_up_ok else ""
    if row.replaces_id is not None:
        del told["employer_words"]
    return told


def pass_on(booking: Booking, *, form_token: str, name: str, email: str, role: str = "") -> SignUp:
    """Name a colleague to come instead; the booking moves once they prove their address. Flushes.

    Raises ``RuleBroken`` for one's own address and for a booking that is over.
    """
    if not booking.live:
        raise RuleBroken("This booking is over, so it cannot be passed on.")
    if queries.folded(email) == booking.email_folded:
        raise RuleBroken("Enter the address of a colleague: this one is yours.", "email")
    return sign_up(
        session.get_one(Webinar, booking.webinar_id),
        form_token=form_token,
        email=email,
        name=name,
        role=role,
        employer_words=booking.employer_words,
        replaces_id=booking.id,
    )


def invite_link(webinar: Webinar, contact: Contact) -> OneTimeLink:
    """Return the personal link of a contact's invitation to a webinar; flushes.

    Asked for again it is the same link while that works and the contact's address is the same.
    Raises ``RuleBroken`` for who has no address or left, and once the webinar has begun.
    """
    if not contact.email or contact.to_on is not None:
        raise RuleBroken("Choose somebody who works there now and has an email address.")
    lasts = webinar.starts_at - clock.now()
    if lasts <= timedelta(0):
        raise RuleBroken("This webinar has begun already.")
    invite = queries.invite_of(webinar.id, contact.id)
    if invite is None:
        invite = Invite(webinar_id=webinar.id, contact_id=contact.id, email="", made_at=clock.now())
        session.add(invite)
        session.flush()
    link = session.get(OneTimeLink, invite.link_id) if invite.link_id else None
    if link and links.state(link) is links.State.OPEN and invite.email == contact.email:
        return link
    link = links.make(queries.INVITE, "bookings.invited", invite.id, lasts)
    invite.email, invite.link_id = contact.email, link.id
    session.flush()
    return link


def accept_invite(invite: Invite, **typed: Any) -> Booking:
    """Book for the person an invitation was sent to: its address is proved by the mail. Flushes."""
    webinar = queries.lock(invite.webinar_id)
    if why := rules.why_not_prove(webinar.state, webinar.starts_at, clock.now()):
        raise RuleBroken(why)
    contact = session.get_one(Contact, invite.contact_id)
    employer = session.get_one(Employer, contact.employer_id)
    theirs(f"{contact.name} booked {webinar.ref}")
    return moves.book(
        webinar,
        came=Came.INVITED,
        name=contact.name,
        email=invite.email,
        employer_words=employer.name,
        employer_id=employer.id,
        contact_id=contact.id,
        role=contact.role,
        follow_up_text=rules.FOLLOW_UP if typed.get("follow_up_ok") else "",
        **typed,
    )

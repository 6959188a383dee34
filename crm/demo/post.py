"""The mail of the last weeks: agreements, a mailing, what came back, and unknown senders."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from crm.consent import actions as consent
from crm.consent.rules import Basis, Why
from crm.core import calendar, clock, summaries
from crm.core.db import session
from crm.core.outbox import Mail, State
from crm.demo.chapters import Chapters
from crm.demo.play import AT_ONCE, Scene, Turn
from crm.demo.story import World
from crm.inbound import actions as inbound
from crm.mail_templates import actions as templates
from crm.mail_templates.models import MailTemplate
from crm.mail_templates.queries import template_or_404
from crm.mailing import actions as mailings
from crm.mailing import audience
from crm.mailing.models import Mailing, MailingRecipient, Place
from crm.people.models import Person
from crm.reference import queries as reference

PEOPLE = ("sole trader", "partnership")
ARRIVES = timedelta(seconds=20)
WORK = """Hello,

a neighbour told me about you. We are a small printer and could take somebody for two weeks in
January. Whom do I talk to?

Rosa Whitlow"""
THURSDAY = """Dear team,

Thursday does not work. Could you come on Friday at 10?

The office"""
UNKNOWN = (
    ("Rosa Whitlow", "rosa@quillwick.example.org", "Work experience for two weeks", WORK),
    ("Office", "office@osierlode.example.org", "Your visit on Thursday", THURSDAY),
)
ANSWER = "Hello,\n\nyes, please send me the day. Two of us would like to come.\n\n{name}"
AWAY = "I am away until the end of next week. Urgent: please call the main number.\n\n{name}"
BOUNCE = """\
From: Mail Delivery System <MAILER-DAEMON@mx.example.org>
To: service@demo.example.org
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce.{count}@mx.example.org>
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

The mail system could not deliver your message.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 No such user

--b
Content-Type: message/rfc822

Message-ID: {message_id}

--b--
"""


def scenes(world: World, stories: Sequence[Chapters], ends_on: date) -> Iterator[Scene]:
    """Tell what came and went by mail before the last day."""
    yield _agreements(stories, _day(ends_on, 30))
    yield _invitation(world.officers[0], ends_on)
    yield _draft(world.officers[1], ends_on)
    yield _strangers(ends_on)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return a moment of London's clock, later than the present one."""
    moment = calendar.utc_from_london(datetime.combine(day, time(hour, minute)))
    return max(moment, clock.now() + timedelta(minutes=5))


def _day(ends_on: date, before: int) -> date:
    """Return the working day so many days before the last one, or the one after it."""
    return calendar.roll_forward(ends_on - timedelta(days=before), reference.holidays())


def _agreements(stories: Sequence[Chapters], day: date) -> Scene:
    """Write down what sole traders and partners agreed to; one asked by phone for no news."""
    own = [s for s in stories if s.sketch.legal_form in PEOPLE and s.sketch.plot != "new"]
    yield Turn(at(day, 11), own[0].owner)
    for story, topic, basis, source in zip(
        own[:4],
        ("webinars", "news", "webinars", "badges"),
        (Basis.CONSENT, Basis.CONSENT, Basis.SOFT_OPT_IN, Basis.CONSENT),
        ("Said so at the open day", "Form at the visit", "Came to the last webinar", "By phone"),
        strict=True,
    ):
        consent.agree(
            story.employer, address=story.contact.email, contact=story.contact, topic=topic,
            basis=basis, source=source, given_on=day,
        )  # fmt: skip
    consent.stop(own[4].contact.email, Why.ASKED, topic="news", source="Said so by phone")


def _template(code: str) -> MailTemplate:
    return session.scalars(sa.select(MailTemplate).where(MailTemplate.code == code)).one()


def _begin(code: str, to: str, by: Person) -> Mailing:
    row, text = template_or_404(_template(code).id)
    return templates.use(row, text, to={"audience": to}, by=by)


def _invitation(officer: Person, ends_on: date) -> Scene:
    """Invite every employer that may be invited; one address is gone, some answer."""
    day = _day(ends_on, 7)
    yield Turn(at(day, 10), officer)
    summaries.keep(at_once=AT_ONCE)
    mailing = _begin("webinar-invitation", "", officer)
    mailings.start(mailing, expected=len(audience.plan(mailing).going))
    mailings.post_next(mailing.id, most=audience.MOST)
    sent = _arrive(mailing)
    yield Turn(at(day, 10, 10), None)
    _take(BOUNCE.format(count=1, address=sent[3].to_addr, message_id=sent[3].message_id))
    consent.stop(sent[5].to_addr, Why.UNSUBSCRIBED, topic="webinars", source="Link in a mail")
    yield from _answers(sent, ends_on)


def _arrive(mailing: Mailing) -> list[Mail]:
    """Let the mails of a mailing have left; return them in the order of their readers."""
    mails = session.scalars(
        sa.select(Mail)
        .join(MailingRecipient, MailingRecipient.mail_id == Mail.id)
        .where(MailingRecipient.mailing_id == mailing.id, MailingRecipient.place == Place.POSTED)
        .order_by(MailingRecipient.id)
    ).all()
    for mail in mails:
        mail.state, mail.attempts = State.SENT, 1
        mail.handed_at = mail.sent_at = clock.now() + ARRIVES
    session.flush()
    return list(mails)


def _answers(sent: Sequence[Mail], ends_on: date) -> Scene:
    yield Turn(at(_day(ends_on, 5), 9, 40), None)
    _reply(sent[2], "Automatic reply: out of office", AWAY)
    yield Turn(at(_day(ends_on, 4), 15, 5), None)
    _reply(sent[0], f"Re: {sent[0].subject}", ANSWER)


def _reply(mail: Mail, subject: str, text: str) -> None:
    name = mail.to_addr.partition("@")[0].split(".")[0].capitalize()
    _letter(name, mail.to_addr, subject, text.format(name=name), f"In-Reply-To: {mail.message_id}")


def _draft(officer: Person, ends_on: date) -> Scene:
    """Leave a mailing that somebody still writes on."""
    yield Turn(at(_day(ends_on, 4), 16, 20), officer)
    _begin("news", "tier=A", officer)


def _strangers(ends_on: date) -> Scene:
    """Leave answers in the queue whose senders nobody knows."""
    for name, address, subject, text in UNKNOWN:
        yield Turn(at(_day(ends_on, 4), 17, 15), None)
        _letter(name, address, subject, text)


def _letter(name: str, address: str, subject: str, text: str, *more: str) -> None:
    head = (
        f"From: {name} <{address}>", "To: service@demo.example.org", f"Subject: {subject}",
        f"Message-ID: <{len(subject)}.{len(text)}@mail.example.org>", *more,
    )  # fmt: skip
    _take("\n".join(head) + f"\n\n{text}\n")


def _take(message: str) -> None:
    inbound.receive(message.encode())

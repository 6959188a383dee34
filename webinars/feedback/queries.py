"""Questions about what follows a webinar: who is thanked, who missed it, what they answered."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from crm.consent import queries as consent
from crm.consent.queries import Reader
from crm.core import links
from crm.core.db import session
from crm.core.links import OneTimeLink
from crm.core.outbox import Mail, State
from crm.followups.models import SequenceRun
from webinars.bookings.models import Booking
from webinars.bookings.models import State as Booked
from webinars.day import queries as days
from webinars.day.models import Presence
from webinars.feedback import survey
from webinars.feedback.models import AppliedPlans, Plan, Recording, SurveyTurn
from webinars.programme.models import Webinar

TOPIC = "webinars"
KIND = "webinar after"
PURPOSES = {Plan.CAME: "after a webinar, came", Plan.MISSED: "after a webinar, missed"}
CODES = {Plan.CAME: "webinar", Plan.MISSED: "missed webinar"}
GONE = (State.CLAIMED, State.HANDING, State.SENT, State.UNCERTAIN, State.PENDING)


@dataclass(frozen=True)
class One:
    """Somebody who is written to: ``key`` names them in the outbox, ``may`` is the verdict."""

    key: str
    subject_id: int
    name: str
    email: str
    employer_id: int | None
    contact_id: int | None
    agreed: bool
    may: bool = False
    posted: bool = False


@dataclass
class Side:
    """One of the two plans: its employers and its people."""

    plan: Plan
    employer_ids: list[int] = field(default_factory=list)
    people: list[One] = field(default_factory=list)

    @property
    def to_mail(self) -> list[One]:
        """Return who is still to be mailed, and may be."""
        return [one for one in self.people if one.may and not one.posted]

    @property
    def left_out(self) -> int:
        """Return how many get no mail: they did not agree, walked in or stopped it."""
        return sum(not one.may for one in self.people)


def sides(webinar: Webinar) -> tuple[Side, Side]:
    """Return who came and who missed a webinar, each with the employers not yet followed up."""
    there = days.presences_of(webinar.id)
    came = [one for one in there if one.attended]
    seen = {one.booking_id for one in came if one.booking_id is not None}
    seats = days.bookings_of(webinar.id, Booked.SEAT)
    missed = [one for one in seats if one.id not in seen]
    with_us = {one.employer_id for one in came if one.employer_id is not None}
    without = {one.employer_id for one in missed if one.employer_id is not None} - with_us
    followed = _followed(webinar)
    first = Side(Plan.CAME, sorted(with_us - followed[Plan.CAME]), [_who(one) for one in came])
    second = Side(
        Plan.MISSED, sorted(without - followed[Plan.MISSED]), [_missing(one) for one in missed]
    )
    return _judged(webinar, first), _judged(webinar, second)


def _who(one: Presence) -> One:
    booking = one.booking
    email = booking.email if booking else one.email
    agreed = booking.follow_up_ok if booking else False
    key = f"b{booking.id}" if booking else f"p{one.id}"
    return One(key, one.id, one.name, email, one.employer_id, one.contact_id, agreed)


def _missing(one: Booking) -> One:
    return One(
        f"b{one.id}", one.id, one.name, one.email, one.employer_id, one.contact_id, one.follow_up_ok
    )


def _followed(webinar: Webinar) -> dict[Plan, set[int]]:
    """Return the employers with whom a plan of this webinar was started before."""
    rows = session.execute(
        sa.select(SequenceRun.code, SequenceRun.employer_id).where(
            SequenceRun.about == webinar.ref, SequenceRun.code.in_(CODES.values())
        )
    ).all()
    return {plan: {row[1] for row in rows if row[0] == code} for plan, code in CODES.items()}


def _judged(webinar: Webinar, side: Side) -> Side:
    """Say of everybody whether they may be written to: only who agreed to it when they booked."""
    with_address = [one for one in side.people if one.email and "@" in one.email]
    readers = [
        Reader(one.email, one.employer_id, one.contact_id, corporate=one.agreed)
        for one in with_address
    ]
    verdicts = consent.verdicts(readers, TOPIC) if readers else []
    posted = _posted(webinar)
    side.people = [
        One(
            **(
                vars(one)
                | {
                    "may": verdict.may and one.agreed,
                    "posted": f"w{webinar.id}:{one.key}" in posted,
                }
            )
        )
        for one, verdict in zip(with_address, verdicts, strict=True)
    ]
    return side


def _posted(webinar: Webinar) -> set[str]:
    """Return the keys of those whose mail about this webinar left or waits."""
    rows = session.scalars(
        sa.select(Mail.dedupe_key).where(
            Mail.kind == KIND,
            Mail.dedupe_key.like(f"after:%:w{webinar.id}:%"),
            Mail.state.in_(GONE),
        )
    )
    return {key.split(":", 2)[2] for key in rows}


def why_not(mail: Mail) -> str:
    """Return why a mail after a webinar must not leave: undone since, or stopped; else ""."""
    if mail.kind != KIND:
        return ""
    number = mail.dedupe_key.split(":")[1]
    if session.get(AppliedPlans, int(number)) is None:
        return "The follow-up was undone."
    if mail.topic:
        return ""
    (found,) = consent.verdicts([Reader(mail.to_addr, corporate=True)], TOPIC)
    return "" if found.may else found.words


def applied(webinar_id: int) -> Sequence[AppliedPlans]:
    """Return when the plans of a webinar were applied, the newest first."""
    return session.scalars(
        sa.select(AppliedPlans)
        .options(joinedload(AppliedPlans.by))
        .where(AppliedPlans.webinar_id == webinar_id)
        .order_by(AppliedPlans.id.desc())
        .limit(20)
    ).all()


def recording_of(webinar_id: int) -> Recording | None:
    """Return where the recording of a webinar is, if it was set."""
    return session.scalar(sa.select(Recording).where(Recording.webinar_id == webinar_id))


@dataclass(frozen=True)
class Behind:
    """What stands behind a link mailed after a webinar; ``until`` is the survey's last day."""

    link: OneTimeLink
    webinar: Webinar
    came: bool
    answered: bool
    until: date


def behind(token: str) -> Behind | None:
    """Return the webinar behind a link while it lasts, and whether its survey was answered."""
    link = links.find(token, *PURPOSES.values())
    if link is None:
        return None
    came = link.purpose == PURPOSES[Plan.CAME]
    kind = Presence if came else Booking
    webinar = session.scalar(
        sa.select(Webinar)
        .join(kind, kind.webinar_id == Webinar.id)
        .where(kind.id == link.subject_id)
    )
    if webinar is None:
        return None
    answered = session.get(SurveyTurn, link.id) is not None
    return Behind(link, webinar, came, answered, survey.until(webinar))

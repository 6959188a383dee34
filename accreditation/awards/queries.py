"""Questions about awards: what an employer holds, what the public may see, and the dated terms."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload

from accreditation.applications.models import Application
from accreditation.applications.models import State as Applied
from accreditation.awards.models import Award, AwardEvent, AwardNotice, AwardTerms
from accreditation.awards.rules import CURRENT, PRIVATE, WAITING
from accreditation.awards.rules import State as Held
from accreditation.badges.models import Badge
from accreditation.levels.facts import facts_of
from accreditation.scheme import queries as schemes
from accreditation.scheme.document import Level, Source
from accreditation.scheme.models import SchemeVersion, State
from crm.core import clock, refs
from crm.core.db import session
from crm.employers.models import Contact, Employer

PASSIVE = ("below_minimum", "shortfall", "pay_check_overdue", "disability_confident")
"""Evidence that is no action of the employer."""
WITH_ALL = (
    joinedload(Award.employer),
    joinedload(Award.scheme_version).undefer(SchemeVersion.document),
    joinedload(Award.badge),
)


def award_or_404(ref: str, *, lock: bool = False) -> Award:
    """Return an award with employer, version and badge; ``lock`` holds it and reads it anew."""
    number = refs.number_in(ref, "B")
    if lock:
        session.get(Award, number or 0, with_for_update=True, populate_existing=True)
    row = session.scalar(sa.select(Award).where(Award.id == number).options(*WITH_ALL))
    if row is None:
        abort(404)
    return row


def current(employer_id: int, *, lock: bool = False) -> Award | None:
    """Return the award that an employer holds now, confirmed or under review."""
    return _one(employer_id, CURRENT, lock=lock)


def waiting(employer_id: int, *, lock: bool = False) -> Award | None:
    """Return the award of an employer that is not confirmed yet."""
    return _one(employer_id, WAITING, lock=lock)


def _one(employer_id: int, states: Sequence[object], *, lock: bool) -> Award | None:
    statement = sa.select(Award).where(Award.employer_id == employer_id, Award.state.in_(states))
    if lock:
        held = statement.with_for_update().execution_options(populate_existing=True)
        session.scalar(held)
    return session.scalar(statement.options(*WITH_ALL))


def latest(employer_id: int) -> Award | None:
    """Return the award that an employer holds or held last, whatever became of it."""
    return session.scalars(
        sa.select(Award)
        .where(Award.employer_id == employer_id, Award.state.not_in(PRIVATE))
        .options(*WITH_ALL)
        .order_by(Award.id.desc())
        .limit(1)
    ).first()


def of_employer(employer_id: int) -> Sequence[Award]:
    """Return the awards of an employer, the newest first."""
    return session.scalars(
        sa.select(Award)
        .where(Award.employer_id == employer_id)
        .options(joinedload(Award.scheme_version), joinedload(Award.badge))
        .order_by(Award.id.desc())
        .limit(50)
    ).all()


def public() -> sa.Select[Award]:
    """Return the select of what a public register may show, with employer, version and badge.

    Only with the employer's consent, and never what is not confirmed. Awards that ended are in it:
    their state, its day (``state_since``) and its public words (``state_words``) say how.
    """
    return (
        sa.select(Award)
        .where(Award.public_ok, Award.state.not_in(PRIVATE))
        .options(
            joinedload(Award.employer),
            joinedload(Award.scheme_version),
            joinedload(Award.badge),
        )
        .order_by(Award.id)
    )


def history(award_id: int) -> Sequence[AwardEvent]:
    """Return what happened to an award, the newest first."""
    return session.scalars(
        sa.select(AwardEvent)
        .where(AwardEvent.award_id == award_id)
        .options(joinedload(AwardEvent.by))
        .order_by(AwardEvent.id.desc())
        .limit(200)
    ).all()


def terms(on: date) -> AwardTerms:
    """Return the periods that count on a day: the newest that began by then, else the first."""
    begun = AwardTerms.from_on <= on
    return session.scalars(
        sa.select(AwardTerms)
        .order_by(
            sa.case((begun, 0), else_=1),
            sa.case((begun, AwardTerms.from_on)).desc(),
            AwardTerms.from_on,
        )
        .limit(1)
    ).one()


def every_terms() -> Sequence[AwardTerms]:
    """Return all periods, the newest first."""
    return session.scalars(sa.select(AwardTerms).order_by(AwardTerms.from_on.desc())).all()


def levels() -> Sequence[Level]:
    """Return the levels of the scheme in force, the lowest first; none while there is none."""
    version = schemes.in_force(clock.today())
    return schemes.ready(version).levels if version else ()


def honoured_until(version: SchemeVersion) -> date | None:
    """Return until when levels awarded under a version count, where a newer version says so.

    Of several newer versions the one that says the earliest day counts.
    """
    if version.effective_from is None:
        return None
    return session.scalar(
        sa.select(sa.func.min(SchemeVersion.honoured_until)).where(
            SchemeVersion.state != State.DRAFT,
            SchemeVersion.id != version.id,
            SchemeVersion.effective_from > version.effective_from,
            SchemeVersion.retired_at.is_(None),
        )
    )


def contact_for(employer_id: int) -> Contact | None:
    """Return whom to write to about an award: who may hire first, then by name."""
    return session.scalars(
        sa.select(Contact)
        .where(Contact.employer_id == employer_id, Contact.to_on.is_(None), Contact.email != "")
        .order_by(sa.case((Contact.can_hire.is_(True), 0), else_=1), Contact.name, Contact.id)
        .limit(1)
    ).first()


def rank(award: Award) -> int:
    """Return how high a level is in its own version of the scheme, from 1."""
    return schemes.ready(version_of(award)).ranks[award.level]


def employer_of(award: Award) -> Employer:
    """Return whose award it is, whether it was loaded with it or not."""
    return session.get_one(Employer, award.employer_id)


def version_of(award: Award) -> SchemeVersion:
    """Return the version of the scheme an award was granted under."""
    return session.get_one(SchemeVersion, award.scheme_version_id)


def replaced_badges(employer_id: int) -> Sequence[Badge]:
    """Return badges of an employer that still count though a newer award took their place."""
    return session.scalars(
        sa.select(Badge)
        .join(Award, Award.badge_id == Badge.id)
        .where(
            Award.employer_id == employer_id,
            Award.state.in_((Held.RENEWED, Held.SUPERSEDED, Held.DOWNGRADED, Held.LAPSED)),
            Badge.revoked_at.is_(None),
        )
        .order_by(Badge.id)
    ).all()


def renewing(award: Award) -> bool:
    """Tell whether the business sent in a renewal, or somebody assesses one."""
    under_way = (Applied.SUBMITTED, Applied.TAKEN)
    return bool(
        session.scalar(
            sa.select(Application.id)
            .where(
                Application.employer_id == award.employer_id,
                Application.state.in_(under_way),
                Application.renewal_of != "",
            )
            .limit(1)
        )
    )


def notices_of(award_id: int) -> Sequence[AwardNotice]:
    """Return the notices of an award, in the order they are due."""
    return session.scalars(
        sa.select(AwardNotice)
        .where(AwardNotice.award_id == award_id)
        .order_by(AwardNotice.due_on, AwardNotice.id)
    ).all()


def new_since(award: Award) -> int:
    """Return how many things the service has on record of an employer since its award began.

    Only what officers saw or the service recorded counts: a new word of the employer does not.
    """
    known = schemes.ready(version_of(award)).metrics
    sources = {code: metric.source for code, metric in known.items()}
    pieces = facts_of([award.employer_id])[award.employer_id].evidence
    today = clock.today()
    return sum(
        1
        for piece in pieces
        if award.valid_from <= piece.on <= today
        and sources.get(piece.metric) in (Source.SYSTEM, Source.OFFICER)
        and piece.metric not in PASSIVE
    )

"""Two applications for the demo: one half filled in, one sent that contradicts our records."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from accreditation.applications import queries, rules
from accreditation.applications.actions import invite
from accreditation.applications.models import Application
from accreditation.applications.rules import Answer, Said
from accreditation.applying import actions
from accreditation.levels.models import ProposedLevel
from crm.core import clock, journal
from crm.core.db import session
from crm.employers.models import Contact, Employer
from crm.people.models import Person

ASKED, SENT = timedelta(days=12), timedelta(days=5)


def applications(on: date) -> None:
    """Ask two employers to apply; one of them sends its answers. Flushes."""
    ten = datetime.combine(on, time(10), clock.LONDON)
    for place, employer in enumerate(_likely()):
        owner = session.get_one(Person, employer.owner_id)
        with journal.acting(owner):
            asked = invite(employer, queries.who_to_ask(employer.id)[0], by=owner)
            row = queries.application_or_404(asked.ref)
            _answer(row, half=place == 0)
            if place:
                signed = {"name": "Robin Ashdown", "role": "Owner", "level": "silver"}
                actions.send(row, **signed, public=True, staff=None)
                row.submitted_at = ten - SENT
            row.asked_at, row.saved_at = ten - ASKED, ten - SENT
            session.flush()


def _likely() -> Sequence[Employer]:
    """Return the two employers with the most points whose people can be asked."""
    reachable = sa.exists().where(
        Contact.employer_id == Employer.id, Contact.to_on.is_(None), Contact.email != ""
    )
    return session.scalars(
        sa.select(Employer)
        .join(ProposedLevel, ProposedLevel.employer_id == Employer.id)
        .where(Employer.owner_id.is_not(None), Employer.made_up, reachable)
        .order_by(ProposedLevel.percent_hundredths.desc(), Employer.id)
        .limit(2)
    ).all()


def _answer(row: Application, *, half: bool) -> None:
    asked = rules.questions(queries.scheme_of(row), queries.size_of(row))
    on = clock.today()
    given = {one.code: Answer(Said.ANSWERED, on, one.top) for one in asked}
    given[asked[0].code] = Answer(Said.UNKNOWN, on)
    if half:
        given = {asked[0].code: given[asked[0].code]}
    else:
        actions.judge_records(row, "You did not note our trial in spring", right=False)
    row.answers = {code: one.plain() for code, one in given.items()}
    session.flush()

"""What is held about the owner of an address, and which requests are open."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from crm.activity import queries as activity
from crm.activity.rules import Unit
from crm.core import calendar, clock, pages
from crm.core.db import session
from crm.core.features import Holding, installed
from crm.core.pages import Order, Page
from crm.data_protection.models import About, AskedFor, DataRequest
from crm.employers.models import Contact, Employer
from crm.reference import queries as reference

FIRST_DUE = Order((DataRequest.due_on, DataRequest.id), lambda row: (row.due_on, row.id))
CLOCKS: Mapping[About, str] = {
    About.CORRECTION: "data:correction",
    About.COMPLAINT: "data:complaint",
}
DAYS_IF_NO_ROW = 30
ASKED_LASTS = timedelta(days=30)


def holdings(email_key: str) -> list[Holding]:
    """Return what every slice holds about the owner of an address, and of nobody else."""
    return [one for find in installed("personal_data") for one in find(email_key)]


def employer_of(email_key: str) -> Employer | None:
    """Return the employer at which this address is a current contact, with its owner."""
    return session.scalar(
        sa.select(Employer)
        .options(joinedload(Employer.owner))
        .join(Contact, Contact.employer_id == Employer.id)
        .where(sa.func.lower(Contact.email) == email_key)
        .order_by(Contact.to_on.is_not(None), Contact.id)
        .limit(1)
    )


def due_on(about: About, on: date) -> date:
    """Return the day by which a request of this kind must be answered or acknowledged."""
    wait = activity.waits(on).get(CLOCKS[about])
    if wait is None:
        return on + timedelta(days=DAYS_IF_NO_ROW)
    if wait.unit is Unit.WORKING_DAYS:
        return calendar.add_working_days(on, wait.count, reference.holidays())
    return on + timedelta(days=wait.count * (7 if wait.unit is Unit.WEEKS else 1))


def listing(*, closed: bool) -> Page[DataRequest]:
    """Return open requests, the first due on top, or the closed ones."""
    ended = DataRequest.closed_at.is_not(None)
    return pages.page(sa.select(DataRequest).where(ended if closed else sa.not_(ended)), FIRST_DUE)


def by_form(form_token: str) -> DataRequest | None:
    """Return the request that a form made already."""
    return session.scalar(sa.select(DataRequest).where(DataRequest.form_token == form_token))


def forget_asked() -> int:
    """Remove addresses that asked a month ago; return how many."""
    gone = session.execute(
        sa.delete(AskedFor)
        .where(AskedFor.asked_at < clock.now() - ASKED_LASTS)
        .execution_options(synchronize_session=False)
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]


def active_requests(email_key: str) -> Sequence[Holding]:
    """Return the corrections and complaints of an address."""
    rows = session.scalars(
        sa.select(DataRequest)
        .where(sa.func.lower(DataRequest.email) == email_key)
        .order_by(DataRequest.id)
        .limit(50)
    )
    return [
        Holding(
            f"Your {row.about.value} {row.code}",
            [("Received", f"{row.received_at:%d/%m/%Y}"), ("What you wrote", row.text)],
            "You sent it with our public form.",
        )
        for row in rows
    ]

"""Changing a wait from a day on, and how often one employer is to be heard from."""

from datetime import date

import sqlalchemy as sa

from crm.activity import queries as activities
from crm.activity.models import Cadence, ContactCap, EmployerCadence
from crm.activity.rules import Kind, Unit
from crm.core import clock
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.employers.models import Employer
from crm.followups import standing


def change_wait(
    old: Cadence, *, count: int, unit: Unit, act: Kind, from_on: date, source: str, status: str
) -> Cadence:
    """Add a wait that replaces ``old`` from a day on; what counted until then stays. Flushes."""
    twin = sa.select(Cadence.id).where(Cadence.reason == old.reason, Cadence.from_on == from_on)
    if session.scalar(twin) is not None:
        raise RuleBroken("There is a row for this from that day already.", "from_on")
    if from_on < clock.today():
        raise RuleBroken("Choose today or a later day: the past is not rewritten.", "from_on")
    row = Cadence(
        reason=old.reason,
        label=old.label,
        count=count,
        unit=unit,
        act=act,
        from_on=from_on,
        source=source,
        status=status,
    )
    session.add(row)
    session.flush()
    if row.reason.startswith("tier:") and from_on <= clock.today():
        standing.renew()
    return row


def change_cap(*, contacts: int, days: int, from_on: date, source: str, status: str) -> ContactCap:
    """Add a cap on contacts that counts from a day on; flushes."""
    if from_on < clock.today():
        raise RuleBroken("Choose today or a later day: the past is not rewritten.", "from_on")
    if session.scalar(sa.select(ContactCap.id).where(ContactCap.from_on == from_on)) is not None:
        raise RuleBroken("There is a cap from that day already.", "from_on")
    row = ContactCap(contacts=contacts, days=days, from_on=from_on, source=source, status=status)
    session.add(row)
    session.flush()
    return row


def set_own(employer: Employer, *, count: int, unit: Unit, why: str) -> EmployerCadence:
    """Say how often to be in touch with one employer, whatever its tier says; flushes."""
    if not why.strip():
        raise RuleBroken("Say in a few words why this employer has its own rhythm.", "why")
    row = activities.own_cadence(employer.id)
    if row is None:
        row = EmployerCadence(employer_id=employer.id)
        session.add(row)
    row.count, row.unit, row.why, row.set_at = count, unit, why.strip(), clock.now()
    session.flush()
    return row


def drop_own(employer: Employer) -> None:
    """Go by the tier again; flushes."""
    row = activities.own_cadence(employer.id)
    if row is not None:
        session.delete(row)
        session.flush()

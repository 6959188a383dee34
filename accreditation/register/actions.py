"""Listing an employer and taking it off. Nothing here commits."""

from types import SimpleNamespace
from typing import Any

from accreditation.awards.models import Award
from crm.core import journal
from crm.core.db import session
from crm.core.errors import RuleBroken

BUSINESS = SimpleNamespace(id=None, name="The employer, by a link")


def list_publicly(award: Award, how: str) -> None:
    """Show an award on the register; ``how`` says how the employer agreed. Flushes."""
    if award.public_ok:
        raise RuleBroken("This employer is on the register already.")
    if not how.strip():
        raise RuleBroken("Say how the employer agreed.", "how")
    journal.operation(f"Listed {award.employer.name} on the register: {how.strip()[:150]}")
    award.public_ok = True
    session.flush()


def take_off(award: Award, *, by: Any = None) -> None:
    """Take an award off the register, at once and without a reason. Flushes.

    ``by`` is a business that left by its link: no undo lists it again without a new agreement.
    """
    if not award.public_ok:
        raise RuleBroken("This employer is not on the register.")
    kind = "change" if by is None else journal.THEIRS
    journal.operation(f"Took {award.employer.name} off the register", kind=kind, actor=by)
    award.public_ok = False
    session.flush()

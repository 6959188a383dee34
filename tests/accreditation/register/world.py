"""Holders of a level for tests, granted only by ``awards.actions.grant``."""

from typing import Any

from accreditation.awards.models import Award
from accreditation.badges.models import Badge
from crm.core.db import session
from tests.accreditation.awards.world import granted
from tests.makers import Make


def holder(make: Make, name: str, level: str = "silver", **more: Any) -> Award:
    """Grant and commit an award of an invented employer that agreed to be listed."""
    about = {key: more.pop(key) for key in ("trading_name", "district_code") if key in more}
    invented = more.pop("invented", True)
    employer = make.employer(name=name, made_up=invented, **about)
    return granted(make, level, employer=employer, invented=invented, **more)


def page_of(award: Award) -> str:
    """Return the path of the badge of an award."""
    return f"/badges/{session.get_one(Badge, award.badge_id).public_id}"

"""What a decision can be, and what no letter may say. Pure."""

import re
from enum import StrEnum


class Outcome(StrEnum):
    """What was decided."""

    APPROVED = "approved"
    CONDITIONAL = "conditional"
    REFUSED = "refused"


PAY = re.compile(r"£|\bpence\b|\d\s*p\b|\ban hour\b|\bper hour\b", re.IGNORECASE)


def names_pay(text: str) -> bool:
    """Tell whether words that go to a business seem to hold a figure of somebody's pay."""
    return PAY.search(text) is not None

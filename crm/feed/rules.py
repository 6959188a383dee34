"""What other features put into somebody's calendar feed; pure."""

from datetime import datetime
from typing import NamedTuple


class Entry(NamedTuple):
    """Something with its hours. ``code`` names it for ever, ``version`` rises with each change.

    ``plain`` is what it says in a feed without names, ``named`` in one with them; ``path`` leads to
    its page here.
    """

    code: str
    version: int
    plain: str
    named: str
    starts_at: datetime
    ends_at: datetime
    path: str

"""Many stories told side by side, in the order of time, each act at its own moment.

A scene is a generator: it yields when it goes on and who acts then, and acts in between. What lies
after the end of the play never happens, so that open steps stay open.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import NamedTuple

from crm.core import clock, journal, summaries
from crm.core.db import session
from crm.people.models import Person

FORTNIGHT = timedelta(days=14)
#: As many employers as one scoring takes; more are left to the worker.
AT_ONCE = 20


class Turn(NamedTuple):
    """The moment (aware) at which a scene goes on, and who acts; nobody is the system."""

    at: datetime
    by: Person | None


Scene = Iterator[Turn]


class Play:
    """The stage: scenes enter at any time and are run until ``ends``."""

    def __init__(self, ends: datetime) -> None:
        self.ends = ends
        self._waiting: list[tuple[datetime, int, Turn, Scene]] = []
        self._entered = 0

    def enter(self, scene: Scene) -> None:
        """Let a scene begin; it may not reach back before the present moment."""
        turn = next(scene, None)
        if turn is None or turn.at >= self.ends:
            return
        if turn.at < clock.now():
            raise ValueError(f"A scene would go back to {turn.at:%d %B %Y %H:%M}.")
        self._entered += 1
        heappush(self._waiting, (turn.at, self._entered, turn, scene))

    def run(self) -> None:
        """Play every scene to the end; flushes after each act.

        Every fortnight the summaries are brought up to date, so that levels rise and fall in time.
        """
        due = clock.now()
        while self._waiting:
            _, _, turn, scene = heappop(self._waiting)
            with clock.at(turn.at), journal.acting(turn.by):
                if turn.at >= due:
                    summaries.keep(at_once=AT_ONCE)
                    due = turn.at + FORTNIGHT
                self.enter(scene)
                session.flush()

"""Which chapter of a story comes when, and what happens between the chapters."""

from collections.abc import Mapping
from datetime import timedelta

import sqlalchemy as sa

from crm.activity.rules import Kind, Outcome, Topic
from crm.contacts import actions as contacts
from crm.core import clock, journal
from crm.core.calendar import add_working_days
from crm.core.db import session
from crm.demo import cast, lines
from crm.demo.play import Scene, Turn
from crm.demo.work import Working
from crm.followups import actions as followups
from crm.followups.models import FollowRule, FollowUp
from crm.followups.rules import Every
from crm.reference import queries as reference

#: Chapters of each plot, and how many weeks before the end of the play each begins.
PLOTS: Mapping[str, tuple[tuple[str, int], ...]] = {
    "new": (("add", 2),),
    "tried": (("add", 15), ("approach", 14)),
    "met": (("add", 26), ("approach", 25), ("meet", 20)),
    "committed": (("add", 44), ("approach", 43), ("meet", 38), ("carve", 28), ("repeat", 16)),
    "offered": (
        ("add", 58), ("approach", 57), ("meet", 52), ("carve", 45), ("offer", 34), ("offer", 7),
    ),
    "trial": (
        ("add", 66), ("approach", 65), ("meet", 60), ("carve", 52), ("offer", 36), ("trial", 17),
        ("offer", 12),
    ),
    "started": (
        ("add", 72), ("approach", 71), ("meet", 64), ("carve", 56), ("offer", 42), ("trial", 33),
        ("offer", 27), ("start", 22), ("offer", 9),
    ),
    "sustained": (
        ("add", 98), ("approach", 97), ("meet", 91), ("carve", 84), ("offer", 76), ("start", 68),
        ("repeat", 50), ("leave", 44), ("offer", 20),
    ),
    "repeat": (
        ("add", 104), ("approach", 103), ("meet", 98), ("carve", 92), ("offer", 85), ("trial", 80),
        ("start", 75), ("leave", 68), ("offer", 60), ("start", 54), ("repeat", 50), ("carve", 46),
        ("offer", 40), ("trial", 36), ("start", 33), ("offer", 24), ("start", 17), ("offer", 12),
        ("offer", 5),
    ),
    "paused": (("add", 62), ("approach", 61), ("meet", 55), ("decline", 42)),
}  # fmt: skip

#: How much later than in its plot a story may begin, as a share of the whole time.
FASTEST = {"repeat": 0.92, "sustained": 0.86}


class Chapters(Working):
    """A whole story, from the first call to the last working day before the play ends."""

    settled = False

    def told(self) -> Scene:
        """Tell every chapter on its day; keeping up runs beside them."""
        pace = self.rng.uniform(FASTEST.get(self.sketch.plot, 0.5), 1)
        for chapter, weeks in PLOTS[self.sketch.plot]:
            before = timedelta(days=int(weeks * 7 * pace) + self.rng.randrange(5))
            yield self.turn((self.play.ends - before).date())
            yield from getattr(self, chapter)()
            if chapter == "approach":
                self.play.enter(self._keeping_up())
        self.settled = True
        if self.sketch.plot == "tried" and self.sketch.tier == "C":
            yield self.later(8, 20)
            self._let_go()

    def _let_go(self) -> None:
        """Leave the employer without any next step."""
        if self.step and not self.step.closed_at:
            journal.operation(f"Dropped “{self.step.title}” with {self.employer.name}")
            followups.drop(self.step, self.rng.choice(lines.DROPPED))
        self.step = None

    def approach(self) -> Scene:
        """Ring until somebody answers, or give it a rest."""
        for _ in range(self.rng.randrange(0, 3)):
            self._miss()
            yield self.later(2, 4)
        if self.sketch.plot == "tried" and self.rng.random() < 0.5:
            self.log(Kind.CALL, lines.CAN_LOOK, hires=False)
        else:
            self.log(Kind.CALL, lines.FIRST_TALK, topic=Topic.APPROACH, hires=True)
            yield self.soon()
            self.log(Kind.MAIL, lines.MAILS, None)
        self.reach("contacted")

    def meet(self) -> Scene:
        """Meet the people who decide."""
        yield self.soon()
        self.log(Kind.MEETING, lines.MEETINGS, topic=Topic.INFORMATION, hires=True)
        self.reach("meeting")

    def carve(self) -> Scene:
        """Go through a job's tasks on site."""
        yield self.soon()
        self.log(Kind.VISIT, lines.CARVING, topic=Topic.CARVING, hires=True)
        self.reach("committed")

    def leave(self) -> Scene:
        """Let the main contact leave; a colleague follows."""
        yield self.soon()
        gone, name = self.contact, cast.person(self.rng)
        contacts.leave(gone, clock.today(), replaced_by=name)
        self.contact = self.colleague(name)
        yield self.later(3, 15)
        self.save_contact(self.contact, name, gone.role, can_hire="yes")
        self.log(Kind.CALL, lines.FIRST_TALK, hires=True)

    def decline(self) -> Scene:
        """Say no for now."""
        yield self.soon()
        self.log(Kind.CALL, lines.DECLINED, Outcome.DECLINED, hires=True)
        self.reach("paused")

    def repeat(self) -> Scene:
        """Agree on a rhythm, and keep it."""
        yield self.soon()
        title = self.rng.choice(lines.REPEATS).format(name=self.contact.name)
        journal.operation(f"Planned “{title}” with {self.employer.name}")
        anchor = add_working_days(clock.today(), 10, reference.holidays())
        rule = followups.repeat(
            self.employer,
            owner=self.owner,
            title=title,
            anchor_on=anchor,
            count=self.rng.choice((2, 3)),
            unit=Every.MONTHS,
            why="Agreed with them.",
        )
        self.play.enter(self._rhythm(rule))

    def _rhythm(self, rule: FollowRule) -> Scene:
        """Make each next occurrence on the day of the one before, and do that one."""
        made = session.scalar(sa.select(FollowUp).where(FollowUp.rule_id == rule.id))
        while made is not None:
            yield Turn(self.turn(rule.make_on, hour=6).at, None)
            journal.operation("Made a repeating follow-up", kind="clock")
            upcoming = followups.make_next(rule.id, clock.today())
            yield self.later(0, 1)
            self.log(Kind.CALL, lines.KEEPING_UP, closes=[made], goes_on=False)
            made = upcoming

    def _keeping_up(self) -> Scene:
        """Do the next step when it falls due: mostly in time, sometimes late, moved or dropped."""
        while (step := self.step) is not None:
            late = self.rng.choice((0, 0, 0, 0, 1, 1, 3))
            due = max(step.due_on, clock.today())
            yield self.turn(add_working_days(due, late, reference.holidays()))
            if self.step is not step or step.closed_at:
                continue
            roll = self.rng.random()
            if roll < 0.12 and step.snoozes < 2:
                self.move(step)
            elif roll < 0.17:
                self._drop(step)
            else:
                self._ring(roll)

    def _drop(self, step: FollowUp) -> None:
        journal.operation(f"Dropped “{step.title}” with {self.employer.name}")
        followups.drop(step, self.rng.choice(lines.DROPPED))
        if self.settled and self.rng.random() < 0.5:
            self.step = None
            return
        self.plan(f"Call {self.contact.name}", 30, "To hear whether anything changed.")

    def _ring(self, roll: float) -> None:
        if self.employer.stage_code == "paused":
            self.log(Kind.CALL, lines.DECLINED, Outcome.DECLINED)
        elif roll < 0.40:
            self._miss()
        elif roll < 0.50:
            self.log(Kind.MAIL, lines.MAILS, None)
        else:
            hires = self.rng.choice((True, True, False, None))
            self.log(Kind.CALL, lines.KEEPING_UP, hires=hires)

    def _miss(self) -> None:
        if self.rng.random() < 0.5:
            self.log(Kind.CALL, lines.NO_ANSWER, Outcome.NO_ANSWER)
        else:
            self.log(Kind.CALL, lines.LEFT_MESSAGE, Outcome.LEFT_MESSAGE)

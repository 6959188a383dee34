"""The working part of a story: openings, people starting, their reviews and fair pay checks."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from crm.activity.rules import Kind, Outcome, Topic
from crm.core import clock, journal
from crm.demo import cast, lines, occupations, wages
from crm.demo.play import Scene, Turn
from crm.demo.story import Story
from crm.exits import actions as exits
from crm.exits.models import Again
from crm.followups import actions as followups
from crm.followups.models import FollowUp
from crm.openings import actions as openings
from crm.parity import actions as parity
from crm.participants.rules import Pathway
from crm.pay import queries as pay
from crm.pay.rules import Standing
from crm.placements import actions as placements
from crm.placements import rules
from crm.placements.models import Placement
from crm.placements.rules import Ended
from crm.placements.rules import Kind as Work
from crm.placements.terms import TERMS
from crm.reviews import actions as reviews
from crm.reviews.rules import Going, Whom
from crm.sustained import actions as sustained
from crm.terms import actions as terms
from crm.vacancies import actions as vacancies
from crm.vacancies.models import Contract, State, Vacancy

#: A first full month, and some days for the slip to come.
FIRST_SLIP = timedelta(days=36)
#: Whose openings are shown to the public, and who carves a job out of its first one.
PUBLIC, CARVES = ("medium", "large"), "Garden Centre"
GOING = (*(Going.WELL,) * 6, Going.SOME_TROUBLE, Going.SOME_TROUBLE, Going.MAY_END)
ENDS = (Ended.BETTER_JOB, Ended.CONTRACT, Ended.HOURS, Ended.TRAVEL)
CONTRACTS = (Contract.PERMANENT, Contract.PERMANENT, Contract.FIXED_TERM, Contract.SEASONAL)


class Working(Story):
    """A story in which people are offered work."""

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.openings: list[Vacancy] = []
        self.starts = 0
        self.running: Placement | None = None

    def offer(self) -> Scene:
        """Write down an opening; a trainee's waits until an officer has looked at it."""
        yield self.soon()
        title = self.job()
        closes_on = clock.today() + timedelta(days=self.rng.randrange(70, 112))
        paid = wages.advertised(self.rng)
        days, starts_at = self.rng.choice(lines.DAYS)
        journal.operation(f"Added vacancy {title} with {self.employer.name}")
        vacancy = vacancies.add(
            self.employer,
            by=self.owner,
            title=title,
            contract=self.rng.choice(CONTRACTS),
            soc_code=occupations.code_of(title),
            closes_on=closes_on,
            starts_on=closes_on + timedelta(days=self.rng.randrange(7, 28)),
            tasks=self.rng.choice(lines.TASKS),
            adjustments=self.rng.choice(lines.ADJUSTMENTS) if self.rng.random() < 0.85 else "",
            site_id=self.site.id,
            contact_id=self.contact.id,
            transport=lines.TRANSPORT[len(self.openings) % len(lines.TRANSPORT)],
            **paid,
            **wages.shift(days, starts_at, paid["weekly_hours"]),
        )
        self.openings.append(vacancy)
        self.reach("offered")
        self.log(Kind.CALL, lines.OFFER, topic=Topic.INTERVIEW, hires=True)
        if vacancy.state is State.SECOND_CHECK:
            self.play.enter(self._approval(vacancy))
        self.play.enter(self._closing(vacancy))
        if self.sketch.size in PUBLIC:
            self.play.enter(self._publishing(vacancy))

    def _publishing(self, vacancy: Vacancy) -> Scene:
        """Show an opening to the public once the employer has agreed; a trainee has it done."""
        by = self.checker() if self.with_trainee else self.owner
        yield Turn(clock.now() + timedelta(days=7), by)
        found, _ = pay.verdict(vacancy.pay, vacancy.starts_on)
        if vacancy.state is State.OPEN and found is Standing.MET:
            journal.operation(
                f"Showed vacancy {vacancy.ref} with {self.employer.name} to the public"
            )
            who = f"{self.contact.name}, {self.contact.role}"
            openings.show(vacancy, by=by, who=who, on=clock.today())
        if self.sketch.name.endswith(CARVES) and len(self.openings) == 1:
            journal.operation(f"Carved a job out of {vacancy.ref} with {self.employer.name}")
            taken = [task.words for task in vacancy.task_lines[:2]]
            title = f"{vacancy.title.split()[0]} helper"
            vacancies.carve(
                vacancy, by=self.owner, taken=taken, title=title, weekly_hours=Decimal(8)
            )

    def _approval(self, vacancy: Vacancy) -> Scene:
        yield self.later(1, 3, by=self.checker())
        journal.operation(f"Approved vacancy {vacancy.ref} with {self.employer.name}")
        vacancies.approve(vacancy, by=self.checker())

    def _closing(self, vacancy: Vacancy) -> Scene:
        late = timedelta(days=self.rng.choice((0, 1, 4, 15)))
        yield self.turn((vacancy.closes_on or clock.today()) + late, hour=16)
        if vacancy.live:
            journal.operation(f"Closed vacancy {vacancy.ref} with {self.employer.name}")
            reason = self.rng.choice(lines.CLOSED)
            vacancies.close(vacancy, filled=False, reason=reason, on=clock.today())

    def trial(self) -> Scene:
        """Let somebody try the work for a few weeks."""
        yield self.soon()
        kind = self.rng.choice((Work.WORK_TRIAL, Work.WORK_TRIAL, Work.SUPPORTED_INTERNSHIP))
        weeks = 20 if kind is Work.SUPPORTED_INTERNSHIP else self.rng.randrange(2, 5)
        agreed = {
            "planned_end_on": clock.today() + timedelta(weeks=weeks),
            "on_programme": self.rng.random() < 0.8,
        }
        placement = self._place(kind, None, agreed)
        self.reach("trial")
        self.log(Kind.VISIT, lines.TRIAL, topic=Topic.TRIAL, hires=True)
        self.play.enter(self._ending(placement, weeks * 7, Ended.TRIAL_OVER))

    def start(self) -> Scene:
        """Let somebody start in an opening, or in work found without one."""
        yield self.soon()
        found = next((v for v in self.openings if v.state is State.OPEN), None)
        agreed = wages.hourly(self.rng) | {"limits_apply": self.rng.random() < 0.2}
        placement = self._place(Work.JOB, found, agreed)
        if self.starts % 2 == 0:
            self.play.enter(self._changes(placement))
        self.reach("started" if self.starts == 0 else "repeat")
        self.log(Kind.VISIT, lines.START, topic=Topic.INDUCTION, hires=True)
        first, self.starts = self.starts == 0, self.starts + 1
        self.running = self.running or placement
        self.play.enter(self._checks(placement, self.sketch.pay if first else "same"))
        if self.starts == 2:
            days, why = self.rng.randrange(150, 260), self.rng.choice(ENDS)
            self.play.enter(self._ending(placement, days, why))

    def _place(
        self, kind: Work, vacancy: Vacancy | None, agreed: dict[str, Any] | None
    ) -> Placement:
        title = vacancy.title if vacancy else self.job()
        what = "start" if kind is Work.JOB else kind.value
        journal.operation(f"Added {what} as {title} with {self.employer.name}")
        placement = placements.start(
            self.employer,
            by=self.owner,
            vacancy=vacancy,
            fills=True,
            participant_ref=cast.participant(self.rng),
            job_title=title,
            kind=kind,
            pathway=self.rng.choice(tuple(Pathway)),
            started_on=clock.today(),
            **(agreed or {}),
        )
        self.play.enter(self._reviews(placement))
        return placement

    def _ending(self, placement: Placement, days: int, code: Ended) -> Scene:
        """End a placement; some days after, ask the employer what would have helped."""
        yield self.turn(clock.today() + timedelta(days=days), hour=16)
        journal.operation(f"Ended placement {placement.ref} with {self.employer.name}")
        placements.end(placement, ended_on=clock.today(), end_code=code, by=self.owner)
        yield self.later(2, 4)
        journal.operation(f"Exit conversation on {placement.ref} with {self.employer.name}")
        exits.record(
            placement,
            by=self.owner,
            held_on=clock.today(),
            kind=Kind.CALL,
            again=self.rng.choice(tuple(Again)),
            helped=self.rng.choice(lines.HELPED),
            contact=self.contact,
        )

    def _reviews(self, placement: Placement) -> Scene:
        """Visit for each review that is planned; each plans the next, and some slip."""
        while review := self._next_review(placement):
            yield self.turn(review.due_on)
            if placement.ended_on:
                return
            self._review(placement)
            if rules.mark_reached(placement.started_on, None, clock.today()):
                self.reach("sustained")

    def _next_review(self, placement: Placement) -> FollowUp | None:
        ending = f"eview of placement {placement.ref}"
        return next(iter(followups.open_titled(self.employer.id, ending)), None)

    def _review(self, placement: Placement) -> None:
        today = clock.today()
        journal.operation(f"Logged a review of {placement.ref} with {self.employer.name}")
        reviews.hold(
            placement,
            by=self.owner,
            held_on=today,
            kind=Kind.VISIT,
            whom=Whom.BOTH,
            outcome=Outcome.SPOKE,
            contact=self.contact,
            going=self.rng.choice(GOING),
            hours_worked=placement.weekly_hours,
            next_on=reviews.suggest(placement, today)[0],
        )
        if placement.kind is Work.JOB and self.rng.random() < 0.3:
            journal.operation(f"Noted evidence of work for {placement.ref}")
            sustained.note(placement, by=self.owner, kind="E3", shows_on=today, seen_on=today)

    def _changes(self, placement: Placement) -> Scene:
        """Agree other hours once, up or down."""
        yield self.turn(clock.today() + timedelta(days=self.rng.randrange(30, 170)))
        hours = self.rng.choice([h for h in wages.HOURS if h != placement.weekly_hours])
        if placement.ended_on is None:
            rose = hours > (placement.weekly_hours or hours)
            self._agree(
                placement, lines.HOURS_ROSE if rose else lines.HOURS_FELL, weekly_hours=hours
            )

    def _checks(self, placement: Placement, finding: str) -> Scene:
        """Check the pay after the first wage slip and after each change of the legal rates."""
        ends_on = self.play.ends.date()
        newest = ends_on - timedelta(days=6 if finding == "below" else self.rng.randrange(8, 40))
        if newest < placement.started_on + FIRST_SLIP:
            return
        while True:
            day = self._next_check(placement.started_on)
            last = day >= newest - timedelta(days=20)
            yield self.turn(newest if last else day)
            if placement.ended_on:
                return
            self._keep_lawful(placement)
            yield from self.check(placement, finding if last else "same")
            if last or finding == "old":
                return

    def _next_check(self, started_on: date) -> date:
        """Return some day after the first wage slip, then after the next change of the rates."""
        today = clock.today()
        if today == started_on:
            return started_on + FIRST_SLIP + timedelta(days=self.rng.randrange(14))
        april = date(today.year + (today >= date(today.year, 4, 1)), 4, 1)
        return april + FIRST_SLIP + timedelta(days=self.rng.randrange(14))

    def _keep_lawful(self, placement: Placement) -> None:
        """Note that the pay rose with the minimum wage, as the law wants."""
        least = wages.minimum()
        if placement.pay_amount is None or placement.pay_amount >= least:
            return
        self._agree(placement, lines.PAY_ROSE, pay_amount=least + self.rng.choice(wages.ABOVE))

    def _agree(self, placement: Placement, why: str, **agreed: Any) -> None:
        journal.operation(f"Changed hours or pay of {placement.ref} with {self.employer.name}")
        before = {name: getattr(placement, name) for name in TERMS}
        from_on = clock.today()
        terms.agree(placement, by=self.owner, from_on=from_on, why=why, **before | agreed)

    def check(self, placement: Placement, finding: str) -> Scene:
        """Check a wage slip; a colleague confirms it, a trainee's now and then the second time."""
        journal.operation(f"Checked fair pay of {placement.ref} with {self.employer.name}")
        given = wages.slip(placement, finding, self.rng)
        found = parity.record(placement, by=self.owner, **given)
        yield self.later(1, 3, by=self.checker())
        if self.with_trainee and self.starts == 1 and self.rng.random() < 0.5:
            note = "Paid hours and worked hours look swapped. Look at the slip again."
            journal.operation(f"Sent back a fair pay check with {self.employer.name}")
            parity.send_back(found, by=self.checker(), note=note)
            yield self.later(1, 2)
            journal.operation(f"Checked fair pay of {placement.ref} with {self.employer.name}")
            found = parity.record(placement, by=self.owner, **given)
            yield self.later(1, 2, by=self.checker())
        journal.operation(f"Confirmed a fair pay check with {self.employer.name}")
        parity.confirm(found, by=self.checker())

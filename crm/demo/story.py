"""One employer's story: met, visited, agreed with, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa

from crm.activity.rules import Kind, Outcome, Topic, Wait, suggest
from crm.contacts import actions as contacts
from crm.core import clock, journal
from crm.core.calendar import LONDON, add_working_days, roll_forward
from crm.core.db import session
from crm.core.permissions import Role
from crm.demo import cast, lines
from crm.demo.cast import Sketch
from crm.demo.play import Play, Scene, Turn
from crm.employers import actions as employers
from crm.employers.models import Contact, Employer, Site
from crm.employers.standing import STAGES
from crm.followups import actions as followups
from crm.followups.models import FollowUp
from crm.people.models import Person
from crm.pipeline import actions as pipeline
from crm.reference import queries as reference

STAGE_ORDER = [code for code, _ in STAGES]
HIRERS = ("Owner", "Manager", "HR manager", "Operations manager", "Director")
TIERS = {
    "A": "Several jobs over two years, and wants more",
    "B": "Offers work now and then",
    "C": "One job at most so far",
}
OTHERS = ("Team leader", "Supervisor", "Office manager", "Site manager")


@dataclass
class World:
    """What all stories share: the stage, the staff and the luck of the day."""

    play: Play
    rng: Random
    officers: Sequence[Person]
    trainee: Person
    waits: Mapping[str, Wait]


class Story:
    """The parts that every chapter is made of; each acts at the present moment."""

    employer: Employer
    site: Site
    contact: Contact

    def __init__(self, world: World, sketch: Sketch, owner: Person) -> None:
        self.world, self.sketch, self.owner = world, sketch, owner
        self.rng, self.play = world.rng, world.play
        self.step: FollowUp | None = None

    def turn(self, day: date, *, by: Person | None = None, hour: int | None = None) -> Turn:
        """Return a moment in the working day from ``day`` on, never before the present one."""
        day = roll_forward(max(day, clock.today()), reference.holidays())
        wanted = time(hour or self.rng.randrange(9, 16), self.rng.randrange(0, 60, 5))
        at = datetime.combine(day, wanted, LONDON)
        return Turn(max(at, clock.now() + timedelta(minutes=5)), by or self.owner)

    def later(self, low: int, high: int, *, by: Person | None = None) -> Turn:
        """Return a moment between ``low`` and ``high`` working days from today."""
        count = self.rng.randint(low, high)
        return self.turn(add_working_days(clock.today(), count, reference.holidays()), by=by)

    def soon(self) -> Turn:
        """Return a moment some minutes from now, in the same sitting."""
        return Turn(clock.now() + timedelta(minutes=self.rng.randrange(2, 9)), self.owner)

    def checker(self) -> Person:
        """Return an officer other than the owner, who looks at what a trainee decided."""
        return next(o for o in self.world.officers if o is not self.owner)

    @property
    def with_trainee(self) -> bool:
        """Return whether decisions wait for a second person."""
        return self.owner.role is Role.TRAINEE

    def add(self) -> Scene:
        """Add the employer, then its facts, its place and perhaps a second person."""
        name, rng = cast.person(self.rng), self.rng
        self.employer = employers.add(
            name=self.sketch.name,
            postcode=cast.postcode(rng, self.sketch.town),
            owner=self.owner,
            contact_name=name,
            contact_role=rng.choice(HIRERS),
            email=cast.email(name, self.sketch.name),
            phone=cast.phone(rng),
            source="Invented for the demo",
        )
        kind = self.employer.id
        self.contact = self._only(Contact, kind)
        self.site = self._only(Site, kind)
        yield self.soon()
        self.change_facts(
            legal_form=self.sketch.legal_form,
            size_band=self.sketch.size,
            sic_codes=self.sketch.sic,
            **self._confident(),
        )
        self._set_tier()
        self.save_site(self.site, "", self.site.postcode, is_main=True)
        if self.sketch.size in ("medium", "large"):
            yield self.soon()
            self.add_contact(rng.choice(OTHERS), can_hire="no")
            self.save_site(
                Site(employer_id=kind), "Second site", cast.postcode(rng, self.sketch.town)
            )
        self.plan(f"Call {name}", 5, "First approach.")

    def _set_tier(self) -> None:
        """Say how much attention the employer gets, to be looked at again after the play."""
        journal.operation(f"{self.employer.name} is tier {self.sketch.tier}")
        self.employer.tier, self.employer.tier_why = self.sketch.tier, TIERS[self.sketch.tier]
        looked_at = self.play.ends.date() + timedelta(days=30 + self.employer.id)
        self.employer.tier_review_on = roll_forward(looked_at, reference.holidays())
        session.flush()

    def _only(self, kind: Any, employer_id: int) -> Any:
        return session.scalars(sa.select(kind).where(kind.employer_id == employer_id)).one()

    def _confident(self) -> dict[str, Any]:
        """Say which level of Disability Confident some employers declare."""
        if self.rng.random() < 0.5:
            return {}
        until = clock.today() + timedelta(days=self.rng.randrange(500, 1000))
        return {
            "disability_confident": self.rng.choice((1, 1, 2, 3)),
            "disability_confident_until": until,
        }

    def change_facts(self, **changed: Any) -> None:
        """Change some facts of the employer, leaving the others."""
        employer = self.employer
        kept = (
            "name", "trading_name", "other_names", "company_number", "legal_form", "size_band",
            "sic_codes", "website", "phone", "email", "tier", "owner_id", "notes",
            "disability_confident", "disability_confident_until", "council",
        )  # fmt: skip
        employers.edit(employer, {name: getattr(employer, name) for name in kept} | changed)

    def reach(self, stage: str) -> None:
        """Move the employer on to a stage, never back."""
        if STAGE_ORDER.index(stage) > STAGE_ORDER.index(self.employer.stage_code):
            day = clock.today() + timedelta(days=self.rng.randrange(60, 120))
            pause = pipeline.Pause("No vacancies now", revisit_on=day)
            pipeline.move(
                self.employer, stage, by=self.owner, override="Agreed by phone.", pause=pause
            )

    def save_site(self, site: Site, name: str, postcode: str, *, is_main: bool = False) -> None:
        """Keep where people work."""
        where = {"name": name, "address": cast.street(self.rng), "town": self.sketch.town}
        employers.save_site(
            site, where | {"postcode": postcode, "is_main": is_main, "closed_on": None}
        )

    def add_contact(self, role: str, *, can_hire: str) -> Contact:
        """Add somebody who works there."""
        fresh = Contact(employer_id=self.employer.id)
        return self.save_contact(fresh, cast.person(self.rng), role, can_hire=can_hire)

    def colleague(self, name: str) -> Contact:
        """Return the person of this name who works there."""
        named = sa.select(Contact).where(
            Contact.employer_id == self.employer.id, Contact.name == name
        )
        return session.scalars(named).one()

    def save_contact(self, contact: Contact, name: str, role: str, *, can_hire: str) -> Contact:
        """Keep how somebody can be reached, and whether they hire."""
        told = {
            "name": name, "role": role, "email": cast.email(name, self.sketch.name),
            "phone": cast.phone(self.rng), "notes": "", "can_hire": can_hire,
            "site_id": str(self.site.id), "from_on": contact.from_on,
        }  # fmt: skip
        return contacts.save(contact, told)

    def job(self) -> str:
        """Return a job that this employer has."""
        return self.rng.choice(self.sketch.jobs)

    def line(self, choices: Sequence[str]) -> str:
        """Return one of some sentences, with a job in it."""
        return self.rng.choice(choices).format(job=self.job().lower())

    def plan(self, title: str, working_days: int, why: str) -> None:
        """Plan the next step of the story itself."""
        due_on = add_working_days(clock.today(), working_days, reference.holidays())
        journal.operation(f"Planned “{title}” with {self.employer.name}")
        self.step = followups.plan(
            self.employer, owner=self.owner, title=title, due_on=due_on, why=why
        )

    def move(self, step: FollowUp) -> None:
        """Put a step off by some working days, with a reason."""
        journal.operation(f"Moved “{step.title}” with {self.employer.name}")
        until = add_working_days(clock.today(), self.rng.randrange(2, 8), reference.holidays())
        followups.snooze(step, until, self.rng.choice(lines.SNOOZED))

    def log(
        self,
        kind: Kind,
        said: Sequence[str],
        outcome: Outcome | None = Outcome.SPOKE,
        *,
        topic: Topic | None = None,
        hires: bool | None = None,
        closes: Sequence[FollowUp] = (),
        goes_on: bool = True,
    ) -> None:
        """Log a contact now, close what waited for it and plan what the rules suggest."""
        journal.operation(f"Logged a {kind} with {self.employer.name}")
        found = self._suggested(kind, outcome) if goes_on else None
        open_step = [self.step] if goes_on and self.step and not self.step.closed_at else []
        _, planned = followups.log_contact(
            self.employer,
            by=self.owner,
            closes=[*open_step, *closes],
            next_step=followups.step_of(found, self.contact.name) if found else None,
            kind=kind,
            outcome=outcome,
            contact=self.contact,
            hiring_authority=hires,
            met=kind is Kind.MEETING,
            topic=topic,
            summary=self.line(said),
        )
        self.step = planned or self.step

    def _suggested(self, kind: Kind, outcome: Outcome | None) -> Any:
        return suggest(
            kind,
            outcome,
            stage=self.employer.stage_code,
            tier=self.employer.tier,
            on=clock.today(),
            holidays=reference.holidays(),
            waits=self.world.waits,
        )

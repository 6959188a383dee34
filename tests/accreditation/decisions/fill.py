"""Puts cases that wait for a decision into a running Placewell: ``python -m ...decisions.fill``."""

from accreditation.assessments.rules import State
from accreditation.reasons.rules import Outcome
from app import create_app
from crm.core.db import session
from tests.accreditation.decisions.world import condition, decide, decider, waiting, wish
from tests.makers import Make


def main() -> None:
    """Add two firm cases, one that a gate blocks, two more for another width, two decided."""
    with create_app().app_context():
        make = Make()
        for name in ("Alder Joinery", "Birch Bakery", "Cedar Care", "Damson Dairy"):
            employer = make.employer(name=name, made_up=True)
            make.contact(employer, name="Bea Boss", email="bea@example.org")
            waiting(make, employer=employer, state=State.READY)
        waiting(make, employer=make.employer(name="Elder Hotel", made_up=True), shut="shortfall")
        told = make.employer(name="Fern Florist", made_up=True)
        make.contact(told, name="Bea Boss", email="bea@example.org")
        decide(waiting(make, employer=told, state=State.READY), decider(make))
        held = make.employer(name="Gorse Garden Centre", made_up=True)
        make.contact(held, name="Bea Boss", email="bea@example.org")
        two = (condition(20, "Show us your plan for a new person"), condition(40, "Name a mentor"))
        decide(
            waiting(make, employer=held, state=State.READY), decider(make),
            wish(Outcome.CONDITIONAL, conditions=two),
        )  # fmt: skip
        session.remove()


if __name__ == "__main__":
    main()

"""Puts cases that wait for a decision into a running Placewell: ``python -m ...decisions.fill``."""

from accreditation.assessments.rules import State
from app import create_app
from crm.core.db import session
from tests.accreditation.decisions.world import decide, decider, waiting
from tests.makers import Make


def main() -> None:
    """Add two firm cases, one that a gate blocks, two more for another width, one decided."""
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
        session.remove()


if __name__ == "__main__":
    main()

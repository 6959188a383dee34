"""Facts come from the service's own records, and only from what really took place."""

from datetime import date, timedelta

import pytest

from accreditation.levels.facts import facts_of
from crm.activity.rules import Kind, Outcome, Topic
from crm.core import clock
from crm.core.db import session
from crm.employers.models import SizeBand
from tests.accreditation.levels.test_keeping import talk
from tests.browse import Statements


def metrics(employer) -> list[str]:
    return sorted(piece.metric for piece in facts_of([employer.id])[employer.id].evidence)


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ({}, ["contact"]),
        ({"kind": Kind.CALL, "hires": True}, ["contact", "hiring_talk"]),
        ({"kind": Kind.VISIT}, ["contact", "workplace_visit"]),
        ({"topic": Topic.CARVING}, ["carving", "contact"]),
        ({"topic": Topic.INTERVIEW, "hires": False}, ["contact", "interview"]),
        ({"topic": Topic.REVIEW}, ["contact", "review"]),
        ({"topic": Topic.WEBINAR}, ["contact"]),
        ({"outcome": Outcome.DECLINED}, ["contact"]),
        ({"outcome": Outcome.NO_ANSWER, "hires": True}, []),
        ({"outcome": Outcome.LEFT_MESSAGE}, []),
        ({"kind": Kind.MAIL, "outcome": None}, []),
        ({"kind": Kind.NOTE, "outcome": None, "topic": Topic.REVIEW}, []),
    ],
)
def test_only_people_who_were_reached_count(app, make, about, expected):
    employer = make.employer()
    talk(employer, make.person(), **about)
    session.commit()

    assert metrics(employer) == expected


@pytest.mark.parametrize(
    ("size", "band"),
    [(SizeBand.MICRO, "micro"), (SizeBand.LARGE, "large"), (SizeBand.UNKNOWN, None)],
)
def test_the_size_is_known_or_not(app, make, size, band):
    employer = make.employer(size_band=size)

    assert facts_of([employer.id])[employer.id].band == band


def test_disability_confident_counts_until_its_last_day(app, make):
    until = date(2027, 3, 31)
    employer = make.employer(disability_confident=2, disability_confident_until=until)
    (piece,) = facts_of([employer.id])[employer.id].evidence

    assert (piece.metric, piece.value, piece.until) == ("disability_confident", 2, until)


def test_a_moment_late_in_the_evening_belongs_to_the_london_day(app, make):
    employer = make.employer()
    talk(employer, make.person(), days=0)
    session.commit()
    (piece,) = facts_of([employer.id])[employer.id].evidence

    assert piece.on == clock.today()
    assert piece.ref.startswith("A-")


def test_facts_of_many_employers_cost_as_many_statements_as_of_one(app, make):
    ids = [make.employer().id for _ in range(30)]

    with Statements() as one:
        facts_of(ids[:1])
    with Statements() as many:
        found = facts_of(ids)

    assert one.count == many.count <= 7
    assert list(found) == ids
    assert facts_of([]) == {}


def test_one_employers_evidence_never_reaches_another(app, make):
    first, second = make.employer(), make.employer()
    talk(first, make.person())
    session.commit()

    assert metrics(second) == []
    assert facts_of([first.id])[first.id].employer == first.ref


def test_a_contact_in_the_future_is_dated_ahead(app, make):
    employer = make.employer()
    talk(employer, make.person(), days=-3)
    session.commit()
    (piece,) = facts_of([employer.id])[employer.id].evidence

    assert piece.on == clock.today() + timedelta(days=3)

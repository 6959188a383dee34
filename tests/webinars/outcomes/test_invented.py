"""The demo's webinar: somebody came, somebody did not, and its pages show it."""

import sqlalchemy as sa

from crm.core import clock
from crm.core.db import session
from webinars.outcomes import invented
from webinars.programme.models import Webinar


def test_an_invented_webinar_has_people_and_outcomes(officer, make):
    for number in range(12):
        employer = make.employer(made_up=True)
        make.contact(employer, email=f"p{number}@x.example")
        make.vacancy(employer, created_at=clock.now())
    invented.held(clock.today())
    session.commit()
    webinar = session.scalars(sa.select(Webinar)).one()

    assert webinar.taken == 12
    page = officer.get(f"/webinars/manage/{webinar.ref}/outcomes").text
    assert "12 of 30" in page
    assert "0 of 9" in page or "Not shown" in page
    assert "Attended" in officer.get(f"/webinars/manage/{webinar.ref}/day").text

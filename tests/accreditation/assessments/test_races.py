"""Two people take the same application at once: one has it, the other reads who has it.

The twin shows what the lock is for: looking first and writing after tells both that it waits, and
only the database stands between them and two assessments.
"""

import pytest
import sqlalchemy as sa

from accreditation.applications.models import Application
from accreditation.assessments.models import Assessment
from crm.core import clock
from crm.core.db import db, reading, table_of
from tests.accreditation.assessments.world import application
from tests.browse import Browser, count_rows, let_go
from tests.crm.door.test_races import at_once

QUEUE = "/accreditation/reviews"
PEOPLE = 3


def test_one_of_several_people_takes_it(app, make):
    sent = application(make)
    path = f"{QUEUE}/take/{sent.ref}"
    browsers = [Browser(app, make.person(name=f"Officer {n}")) for n in range(PEOPLE)]
    told = [{"csrf_token": browser.token()} for browser in browsers]

    def take(number):
        return lambda: browsers[number].client.post(path, data=told[number]).location

    answers = at_once(app, [take(number) for number in range(PEOPLE)])

    assert count_rows(Assessment) == 1
    assert sorted(answers) == [QUEUE] * (PEOPLE - 1) + [f"{QUEUE}/S-00001"]


def test_without_the_lock_both_are_told_that_it_waits(app, make):
    sent = application(make)
    number, employer, version = sent.id, sent.employer_id, sent.scheme_version_id
    people = [make.person().id for _ in range(2)]
    let_go()
    both = [db.engine.connect() for _ in range(2)]
    states, table = table_of(Application), table_of(Assessment)
    look = sa.select(states.c.state).where(states.c.id == number)
    columns = {
        "employer_id": employer, "application_id": number, "scheme_version_id": version,
        "state": "open", "opened_at": clock.now(), "why_opened": "", "judgements": {}, "asked": [],
        "assessor_words": "", "digest": "", "proposed": "", "confidence": "", "borderline": False,
        "second_words": "", "reviewer_why": "", "corrections": "", "paused_days": 0,
        "sent_back": "", "dropped_why": "", "made_up": False, "version": 1,
    }  # fmt: skip

    with reading():
        seen = [one.execute(look).scalar_one() for one in both]
    for one in both:
        one.rollback()
    first, second = both
    first.execute(sa.insert(table).values(**columns, assessor_id=people[0]))
    first.commit()
    first.close()
    with pytest.raises(sa.exc.IntegrityError):
        second.execute(sa.insert(table).values(**columns, assessor_id=people[1]))
    second.close()

    assert seen == ["submitted", "submitted"]
    assert count_rows(Assessment) == 1

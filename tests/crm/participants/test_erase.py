"""Erasing a profile: at once when asked, and by itself on its date, also from the history."""

from datetime import UTC, datetime

import sqlalchemy as sa
import time_machine

from crm.core import clock
from crm.core.db import session
from crm.core.journal import Entry
from crm.core.search import SearchEntry
from crm.participants import actions
from crm.participants.jobs import erase_due
from crm.participants.models import PassedMatch, WorkProfile
from tests.browse import count_rows


def kept_of(profile_id):
    rows = session.scalars(
        sa.select(Entry).where(Entry.table_name == "work_profile", Entry.row_id == profile_id)
    )
    return [row for row in rows if row.before or row.after]


def test_erasing_is_asked_first(officer, make):
    profile = make.profile()

    page = officer.get(f"/participants/{profile.ref}/erase")

    assert "This cannot be undone." in page.text
    assert count_rows(WorkProfile) == 1


def test_nothing_of_an_erased_profile_is_left(officer, make):
    profile = make.profile(participant_ref="CTW-7F3K9", notes="A fixed rota")
    session.add(
        PassedMatch(
            profile_id=profile.id, vacancy_id=make.vacancy().id, reason="far", at=clock.now()
        )
    )
    session.commit()
    assert kept_of(profile.id)

    page = officer.post(f"/participants/{profile.ref}/erase", follow=True)

    assert "is erased, also from the history." in page.text
    session.expire_all()
    assert count_rows(WorkProfile) == count_rows(PassedMatch) == 0
    assert not kept_of(profile.id)
    texts = session.scalars(sa.select(SearchEntry.text)).all()
    assert not [text for text in texts if "7f3k9" in text]
    assert "7F3K9" not in officer.get("/history").text


def test_a_trainee_erases_nothing(trainee, make):
    profile = make.profile()

    assert trainee.post(f"/participants/{profile.ref}/erase").status_code == 403
    assert count_rows(WorkProfile) == 1


def test_a_profile_goes_on_its_date(make):
    with time_machine.travel("2024-11-21 12:00Z", tick=False):
        old, kept = make.profile(), make.profile()
    with time_machine.travel("2025-01-10 12:00Z", tick=False):
        actions.change(kept, participant_ref=kept.participant_ref, home="OX14")
        session.commit()
    gone = old.id

    assert erase_due(datetime(2026, 11, 21, 3, 25, tzinfo=UTC)) == 0
    assert erase_due(datetime(2026, 11, 22, 3, 25, tzinfo=UTC)) == 1
    assert erase_due(datetime(2026, 11, 22, 3, 26, tzinfo=UTC)) == 0

    session.expire_all()
    assert session.scalars(sa.select(WorkProfile.id)).all() == [kept.id]
    assert not kept_of(gone)

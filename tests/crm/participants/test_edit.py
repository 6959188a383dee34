"""Changing a profile, also when two do, and saying whether somebody looks for work."""

import time_machine

from crm.core import clock
from crm.core.db import session
from crm.participants.models import WorkProfile
from crm.participants.rules import State


def test_a_change_is_kept_and_shown(officer, make):
    profile = make.profile(days="mon,tue")

    page = officer.submit(
        f"/participants/{profile.ref}/edit", {"days": ["mon", "fri"], "home": "OX10"}
    )

    assert f"Profile {profile.ref} saved." in page.text
    row = session.get(WorkProfile, profile.id)
    assert (row.days, row.home) == ("mon,fri", "OX10")


def test_what_was_ticked_is_ticked_again(officer, make):
    profile = make.profile(days="mon,fri", tasks_can="cleaning")

    page = officer.get(f"/participants/{profile.ref}/edit")

    assert 'value="fri" checked' in page.text
    assert 'value="tue" checked' not in page.text
    assert 'name="tasks_can" value="cleaning" checked' in page.text


def test_two_people_changing_one_profile_is_told(officer, manager, make):
    profile = make.profile(home="OX14")
    address = f"/participants/{profile.ref}/edit"
    from tests.browse import form_defaults

    opened = form_defaults(officer.get(address).text)
    manager.submit(address, {"home": "OX10"})

    page = officer.post(address, opened | {"home": "OX1"})

    assert page.status_code == 409
    assert "OX10" in page.text
    assert session.get(WorkProfile, profile.id).home == "OX10"


def test_pausing_and_looking_again(officer, make):
    profile = make.profile()
    address = f"/participants/{profile.ref}/state"

    page = officer.post(address, {"state": "paused"}, follow=True)
    assert f"Profile {profile.ref} is paused." in page.text
    assert session.get(WorkProfile, profile.id).state is State.PAUSED

    page = officer.post(address, {"state": "paused"}, follow=True)
    assert "is paused already" in page.text

    officer.post(address, {"state": "looking"})
    assert session.get(WorkProfile, profile.id).state is State.LOOKING
    assert officer.post(address, {"state": "gone"}).status_code == 302


def test_a_change_begins_the_time_it_is_kept_anew(officer, make):
    with time_machine.travel("2026-01-05 09:00Z", tick=False):
        profile = make.profile()
        assert profile.changed_on == clock.today()

    officer.post(f"/participants/{profile.ref}/state", {"state": "paused"})

    assert session.get(WorkProfile, profile.id).changed_on == clock.today()

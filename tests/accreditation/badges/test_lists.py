"""Status lists are signed anew before they are too old, while something in use needs them."""

import json
from datetime import timedelta

from accreditation.badges import jobs, lists
from accreditation.badges.models import StatusList
from crm.core import clock
from crm.core.db import session
from tests.accreditation.badges.world import issued


def row_of(badge):
    session.expire_all()
    return session.get_one(StatusList, badge.list_id)


def test_a_fresh_list_is_left_alone(make):
    badge = issued(make)
    before = row_of(badge).document

    assert jobs.renew_lists(clock.now()) == 0
    assert row_of(badge).document == before


def test_a_list_is_signed_anew_in_time_and_again_only_when_due(make):
    badge = issued(make)
    later = clock.now() + lists.GOOD_FOR - lists.RENEW_BEFORE + timedelta(minutes=1)
    with clock.at(later):
        assert jobs.renew_lists(clock.now()) == 1
        row = row_of(badge)
        ends = json.loads(row.document)["validUntil"]
        assert row.good_until > later + timedelta(days=6)
        assert ends == f"{row.good_until:%Y-%m-%dT%H:%M:%SZ}"
        assert jobs.renew_lists(clock.now()) == 0


def test_between_two_runs_no_list_is_too_old(make):
    badge = issued(make)
    moment, end = clock.now(), clock.now() + timedelta(days=30)
    while moment < end:
        with clock.at(moment):
            jobs.renew_lists(clock.now())
            assert row_of(badge).good_until - clock.now() > timedelta(days=3)
        moment += timedelta(hours=12)


def test_a_list_that_nothing_in_use_needs_may_grow_old(make):
    issued(make, lasts=timedelta(days=2))

    assert jobs.renew_lists(clock.now() + timedelta(days=6)) == 0


def test_private_halves_left_behind_are_destroyed(app, tmp_path):
    from accreditation.badges import keys

    app.config["DATA_DIR"] = tmp_path
    keys.rotate()
    keys.rotate()
    session.commit()

    assert jobs.forget_keys(clock.now()) == 2
    assert jobs.forget_keys(clock.now()) == 0

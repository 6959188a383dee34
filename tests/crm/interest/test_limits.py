"""Who may send how much: by the address that really asked, whatever a header says."""

import pytest

from app import create_app
from crm.core import clock
from crm.core.db import db, session
from crm.core.throttle import Tries
from crm.interest import routes
from crm.interest.models import Draft
from tests.browse import Browser, count_rows
from tests.crm.interest.door import PAGES


def begin(browser: Browser, **more) -> int:
    return browser.post("/interest/business", PAGES["business"], **more).status_code


def save(browser: Browser, n: int, **more) -> int:
    told = {"email": f"a{n}@x.example"}
    return browser.post("/interest/save", told, **more).status_code


def test_a_robot_that_begins_hundreds_is_told_to_come_later(app):
    limit = routes.BEGUN_FROM
    session.add(Tries(key=limit.key("127.0.0.1"), count=limit.most - 2, last_at=clock.now()))
    session.commit()

    answers = [begin(Browser(app, None)) for _ in range(4)]

    assert answers == [302, 302, 429, 429]
    assert count_rows(Draft) == 2
    assert limit.most >= 200, "many honest visitors behind one address get in"


def test_a_made_up_forwarding_header_gives_nobody_more_tries(app, stranger):
    begin(stranger)

    answers = [save(stranger, n, headers={"X-Forwarded-For": f"198.51.100.{n}"}) for n in range(6)]

    assert answers == [302] * 5 + [429]


def test_one_ipv6_household_is_one_visitor(app, stranger):
    begin(stranger)

    answers = [
        save(stranger, n, environ_overrides={"REMOTE_ADDR": f"2001:db8::{n}"}) for n in range(6)
    ]

    assert answers == [302] * 5 + [429]


@pytest.fixture
def behind_a_proxy(app):
    """The same database behind one trusted proxy."""
    names = ("SQLALCHEMY_DATABASE_URI", "DATA_DIR", "SECRET_KEY", "TESTING", "MAIL_URL")
    session.remove()
    made = create_app({name: app.config[name] for name in names} | {"TRUSTED_PROXIES": 1})
    with made.app_context():
        yield made
        session.remove()
        db.engine.dispose()


def test_behind_a_proxy_only_the_address_it_wrote_itself_counts(behind_a_proxy):
    """A visitor may send its own list; the proxy puts the true address at its end."""
    browser = Browser(behind_a_proxy, None)
    begin(browser)
    forged = [f"198.51.100.{n}, 203.0.113.7" for n in range(6)]
    answers = [save(browser, n, headers={"X-Forwarded-For": forged[n]}) for n in range(6)]
    other = save(browser, 9, headers={"X-Forwarded-For": "203.0.113.8"})

    assert (answers, other) == ([302] * 5 + [429], 302)

"""One member of staff: locking, roles, links, and who may do it."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from crm.core import links
from crm.core.db import db, session
from crm.core.errors import RuleBroken
from crm.core.journal import Entry, Operation
from crm.core.links import OneTimeLink, State
from crm.core.outbox import Mail
from crm.core.permissions import Role
from crm.people import actions as accounts
from crm.people import queries
from crm.people.models import Person
from crm.staff import actions
from tests.browse import Browser, form_defaults

SECRET = "plum kettle tram 41"


def link_on(page) -> str:
    return page.text.split('id="link" type="text" readonly value="')[1].split('"')[0]


def path_of(link: str) -> str:
    return link.removeprefix("http://127.0.0.1:8000")


@pytest.fixture
def ann(make) -> int:
    return make.person(name="Ann Example", email="ann@council.example", password=SECRET).id


def test_locking_ends_every_sign_in_at_once(admin, app, make):
    person = make.person(name="Tom Brandt")
    tom = Browser(app, person)
    assert tom.get("/account").status_code == 200

    page = admin.post(f"/people/{person.id}/lock", follow=True)

    assert "Tom Brandt is locked and signed out everywhere." in page.text
    assert tom.get("/account").location == "/sign-in?next=/account"
    assert "Unlock" in page.text


@pytest.mark.parametrize("act", ["lock", "new password"])
def test_links_of_others_with_the_same_number_go_on_working(app, make, ann, act):
    person, admin = session.get(Person, ann), make.person(role=Role.ADMIN)
    other = links.make("evidence", "door.show", person.id, timedelta(days=1), most=5)
    own = accounts.make_link(person, by_admin=True)
    session.commit()

    if act == "lock":
        actions.lock(person, by=admin)
    else:
        accounts.set_password(person, "a hash")
    session.commit()

    session.expire_all()
    assert (links.state(other), links.state(own)) == (State.OPEN, State.REVOKED)


def test_unlocking_lets_in_again_but_not_the_old_cookie(admin, app, stranger, ann):
    tom = Browser(app, session.get(Person, ann))
    admin.post(f"/people/{ann}/lock")
    admin.post(f"/people/{ann}/unlock")

    assert tom.get("/account").status_code == 302
    answer = stranger.post("/sign-in", {"email": "ann@council.example", "password": SECRET})
    assert answer.location == "/"


def test_a_new_role_ends_every_sign_in_and_is_in_force_at_once(admin, app, stranger, ann):
    before = Browser(app, session.get(Person, ann))
    assert before.get("/people").status_code == 403

    page = admin.submit(f"/people/{ann}", {"role": "manager"})
    # the page's largest form is the role form, but it is sent to its own address
    assert page.status_code == 405
    values = form_defaults(admin.get(f"/people/{ann}").text) | {"role": "manager"}
    page = admin.post(f"/people/{ann}/role", values, follow=True)

    assert "Ann Example is now manager. Their sign-ins were ended." in page.text
    assert before.get("/account").status_code == 302
    stranger.post("/sign-in", {"email": "ann@council.example", "password": SECRET})
    assert stranger.get("/people").status_code == 200


def test_a_role_changed_meanwhile_is_a_conflict(admin, ann):
    values = form_defaults(admin.get(f"/people/{ann}").text)
    admin.post(f"/people/{ann}/role", values | {"role": "manager"})

    page = admin.post(f"/people/{ann}/role", values | {"role": "auditor"})

    assert page.status_code == 409
    assert session.get(Person, ann).role is Role.MANAGER


@pytest.mark.parametrize("values", [{"role": "king"}, {"role": ""}, {}])
def test_a_role_that_is_none_is_refused(admin, ann, values):
    seen = form_defaults(admin.get(f"/people/{ann}").text)["seen"]

    page = admin.post(f"/people/{ann}/role", values | {"seen": seen})

    assert page.status_code == 200
    assert session.get(Person, ann).role is Role.OFFICER


def test_you_cannot_lock_or_demote_yourself(admin):
    me = admin.person_id
    page = admin.post(f"/people/{me}/lock", follow=True)
    assert "You cannot lock your own account." in page.text

    values = {"role": "officer", "seen": str(session.get(Person, me).version)}
    page = admin.post(f"/people/{me}/role", values)

    assert "You cannot change your own role." in page.text
    assert session.get(Person, me).role is Role.ADMIN
    assert "Change role" not in admin.get(f"/people/{me}").text


def test_two_administrators_cannot_remove_each_other(app, make, engine):
    """Both act at once: exactly one wins, and an administrator is left."""
    a, b = make.person(role=Role.ADMIN).id, make.person(role=Role.ADMIN).id
    session.rollback()
    start, told = threading.Barrier(2), []

    def demote(target: int, by: int) -> None:
        with app.app_context():
            actor = session.get(Person, by)
            assert actor.role is Role.ADMIN
            session.expunge_all()
            session.rollback()
            start.wait()
            try:
                actions.change_role(session.get(Person, target), Role.OFFICER, by=actor)
                session.commit()
                told.append("done")
            except RuleBroken as error:
                session.rollback()
                told.append(error.message)

    pair = [threading.Thread(target=demote, args=pair) for pair in ((a, b), (b, a))]
    for thread in pair:
        thread.start()
    for thread in pair:
        thread.join(60)

    assert sorted(told) == ["There must be another administrator first.", "done"]
    assert len(queries.admins()) == 1


def test_without_the_lock_two_administrators_do_remove_each_other(app, make, engine):
    """The twin of the test above: the race is real where nothing is held between look and act."""
    a, b = make.person(role=Role.ADMIN).id, make.person(role=Role.ADMIN).id
    session.rollback()

    def look() -> int:
        with db.engine.connect() as connection:
            plain = sa.select(sa.func.count()).where(Person.role == Role.ADMIN)
            return connection.scalar(plain)

    looks = [look(), look()]
    for target, seen in zip((a, b), looks, strict=True):
        if seen > 1:
            session.get(Person, target).role = Role.OFFICER
            session.commit()

    assert len(queries.admins()) == 0


def test_an_administrator_makes_a_link_that_works_once(admin, stranger, app, ann):
    tom = Browser(app, session.get(Person, ann))
    page = admin.post(f"/people/{ann}/link", follow=True)
    link = link_on(page)
    assert link.startswith("http://127.0.0.1:8000/welcome/")
    assert link not in admin.get(f"/people/{ann}").text, "it is shown once"

    new = {"password": "gravel lantern oboe", "again": "gravel lantern oboe"}
    done = stranger.post(path_of(link), new, follow=True)

    assert "Your password is set. Sign in with it." in done.text
    assert tom.get("/account").status_code == 302, "every earlier sign-in ended"
    assert stranger.get(path_of(link)).status_code == 404
    again = stranger.post(path_of(link), {"password": "x" * 20, "again": "x" * 20})
    assert again.status_code == 404
    old = stranger.post("/sign-in", {"email": "ann@council.example", "password": SECRET})
    assert "not right" in old.text


def test_a_fresh_link_ends_the_earlier_one(admin, stranger, ann):
    first = link_on(admin.post(f"/people/{ann}/link", follow=True))
    second = link_on(admin.post(f"/people/{ann}/link", follow=True))

    assert stranger.get(path_of(first)).status_code == 404
    assert stranger.get(path_of(second)).status_code == 200


def test_locking_ends_open_links_and_none_is_made(admin, stranger, ann):
    link = link_on(admin.post(f"/people/{ann}/link", follow=True))
    admin.post(f"/people/{ann}/lock")

    assert stranger.get(path_of(link)).status_code == 404
    page = admin.post(f"/people/{ann}/link", follow=True)
    assert "Unlock this account first." in page.text


def test_neither_table_nor_waiting_mail_reveals_the_link(admin, ann):
    link = link_on(admin.post(f"/people/{ann}/link", follow=True))
    token = link.rsplit("/", 1)[1]

    kept = [str(vars(row)) for kind in (OneTimeLink, Mail, Entry) for row in session.query(kind)]

    assert session.query(Mail).one().link_id == session.query(OneTimeLink).one().id
    assert not [text for text in kept if token in text]


def test_every_change_is_in_the_journal_without_a_password(admin, ann):
    admin.post(f"/people/{ann}/lock")
    admin.post(f"/people/{ann}/unlock")
    values = form_defaults(admin.get(f"/people/{ann}").text)
    admin.post(f"/people/{ann}/role", values | {"role": "auditor"})
    admin.post(f"/people/{ann}/link")

    titles = [row.title for row in session.query(Operation).order_by(Operation.id)][-4:]
    assert titles == [
        "Locked Ann Example",
        "Unlocked Ann Example",
        "Made Ann Example auditor, was officer",
        "Made a password link for Ann Example",
    ]
    assert {row.actor_id for row in session.query(Operation)} >= {admin.person_id}
    everything = " ".join(str(vars(row)) for row in session.query(Entry))
    assert "argon2" not in everything
    assert "password_hash" not in everything


def test_a_staff_change_is_not_undone_from_history(admin, manager, ann):
    admin.post(f"/people/{ann}/lock")
    last = session.query(Operation).order_by(Operation.id.desc()).first().id

    page = manager.post(f"/history/{last}/undo", follow=True)

    assert "Change a staff account on its own page" in page.text
    assert session.get(Person, ann).locked_at is not None


def test_who_is_not_there_is_not_found(admin):
    for path in ("/people/999999", "/people/2147483648", "/people/99999999999999999999"):
        assert admin.get(path).status_code == 404
        assert admin.post(f"{path}/lock").status_code == 404

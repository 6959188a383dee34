"""The staff list."""

from crm.core import clock
from tests.browse import Statements


def test_everybody_is_listed_with_their_state(manager, make):
    make.person(name="Ann Active", password="plum kettle tram 41")
    make.person(name="Ben Invited")
    make.person(name="Cyd Locked", locked_at=clock.now())

    page = manager.get("/people")

    for name, state in (
        ("Ann Active", "Active"),
        ("Ben Invited", "Invited"),
        ("Cyd Locked", "Locked"),
    ):
        row = page.text.split(name)[1].split("</tr>")[0]
        assert state in row
    assert "Invite somebody" not in page.text


def test_an_administrator_may_invite_and_a_long_list_has_pages(admin, make):
    for _ in range(60):
        make.person()

    page = admin.get("/people")

    assert "Invite somebody" in page.text
    assert "Next page" in page.text


def test_the_list_costs_the_same_for_few_and_many(admin, make):
    with Statements() as few:
        admin.get("/people")
    for _ in range(30):
        make.person()
    with Statements() as many:
        admin.get("/people")

    assert few.count == many.count <= 6

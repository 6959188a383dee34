"""A report is brought, looked at, saved as one operation, taken back."""

import re
from itertools import product

import pytest
import sqlalchemy as sa

from crm.core import undo
from crm.core.db import session
from crm.core.journal import Operation
from tests.browse import let_go
from tests.webinars.attendance.written import (
    BY_NAME,
    CLOCKS,
    DATES,
    ENCODINGS,
    LAYOUTS,
    MINUTES,
    TRUTH,
    written,
)
from tests.webinars.day.made import book, book_truth, bring, held, zoom_rows
from webinars.day.models import AddressAlias, AttendanceFile, Presence, State


def there(webinar):
    """Return who stands in the register: minutes and whether they attended, by name."""
    let_go()
    rows = session.scalars(sa.select(Presence).where(Presence.webinar_id == webinar.id))
    return {row.name: (row.minutes, row.attended) for row in rows}


def file_of(webinar):
    let_go()
    return session.scalars(sa.select(AttendanceFile).order_by(AttendanceFile.id.desc())).first()


def save(browser, webinar, file=None, **more):
    file = file or file_of(webinar)
    return browser.post(f"/webinars/manage/{webinar.ref}/attendance/{file.id}", more, follow=True)


def choose(browser, webinar, person, choice, file=None):
    file = file or file_of(webinar)
    return browser.post(
        f"/webinars/manage/{webinar.ref}/attendance/{file.id}/choose",
        {"person": person, "choice": choice},
        follow=True,
    )


REPORT = zoom_rows(
    ("Ann Lee", "ann@inn.example", 0, 22),
    ("Ann Lee", "ann@inn.example", 31, 60),
    ("Sam P", "", 2, 60),
    ("Sam P", "", 10, 40),
    ("07700900141", "", 5, 49),
    ("Peter Lamb", "peter@lamb.example", 5, 59),
    ("Joan Whitlock", "joan@care.example", 40, 60),
)


@pytest.fixture
def webinar(make):
    """Ann and Joan come by their address, Sam by his name; Sue does not come."""
    one = held(make)
    inn = make.employer(name="The Inn")
    book(one, "Ann Lee", "ann@inn.example", employer=inn)
    book(one, "Sam Pike", "sam@isis.example", employer_words="Isis Garden Centre")
    book(one, "Joan Whitlock", "joan@care.example")
    book(one, "Sue Away", "sue@away.example")
    return one


def test_nothing_is_saved_before_the_button(officer, webinar):
    page = bring(officer, webinar, REPORT).text

    assert "Nothing is saved yet." in page
    assert "Dates are day first, 24h" in page
    assert "10:30 to 10:52" not in page
    assert "09:30 to 09:52, 10:01 to 10:30" in page
    assert "First name and initial, only Sam who signed up" in page
    assert "Isis Garden Centre" in page
    assert "07700 9••• 41" in page
    assert "07700900141" not in page
    assert "Attended, new" in page
    assert "Under 30 minutes" in page
    assert "Save 3, keep 2 for later" in page
    assert there(webinar) == {}


def test_saving_is_one_operation_that_is_undone_whole(officer, webinar, engine):
    bring(officer, webinar, REPORT)
    choose(officer, webinar, 1, "same")
    choose(officer, webinar, 2, "none")
    page = save(officer, webinar).text

    assert "Saved 5 people." in page
    assert "Undo this report" in page
    assert there(webinar) == {
        "Ann Lee": (51, True), "Sam Pike": (58, True), "No name, line 3": (44, True),
        "Peter Lamb": (54, True), "Joan Whitlock": (20, False),
    }  # fmt: skip
    file = file_of(webinar)
    assert session.get(Operation, file.operation_id).title == (
        f"Read who was at {webinar.ref} from report.csv: 5 people"
    )

    undone = officer.post(f"/history/{file.operation_id}/undo", follow=True)
    assert undone.status_code == 200
    assert there(webinar) == {}
    assert file_of(webinar).state is State.LOOKED
    assert session.scalar(sa.select(sa.func.count(AddressAlias.id))) == 0

    again = session.scalar(sa.select(sa.func.max(Operation.id)))
    undo.undo(again)
    session.commit()
    assert len(there(webinar)) == 5
    assert there(webinar)["Ann Lee"] == (51, True)
    assert file_of(webinar).state is State.SAVED


def test_the_same_file_again_says_so_and_changes_nothing(officer, webinar):
    bring(officer, webinar, REPORT)
    save(officer, webinar)
    before = there(webinar)

    page = bring(officer, webinar, REPORT, "renamed.csv").text

    assert "This very file was brought before. Nothing was changed." in page
    assert session.scalar(sa.select(sa.func.count(AttendanceFile.id))) == 1
    assert "already" in save(officer, webinar).text
    assert there(webinar) == before


def test_a_second_report_joins_the_first_and_is_taken_back_alone(officer, webinar):
    bring(officer, webinar, zoom_rows(("Ann Lee", "ann@inn.example", 0, 20)))
    save(officer, webinar)
    bring(officer, webinar, zoom_rows(("Ann Lee", "ann@inn.example", 10, 35),
                                      ("Joan Whitlock", "joan@care.example", 0, 60)))  # fmt: skip
    save(officer, webinar)

    assert there(webinar) == {"Ann Lee": (35, True), "Joan Whitlock": (60, True)}

    officer.post(f"/history/{file_of(webinar).operation_id}/undo")
    assert there(webinar) == {"Ann Lee": (20, False)}


def test_an_unsure_one_can_be_chosen_after_saving(officer, webinar):
    bring(officer, webinar, REPORT)
    page = save(officer, webinar).text
    assert "2 people are kept for later" in page
    assert "Sam Pike" not in there(webinar)

    page = choose(officer, webinar, 1, "same").text

    assert "Saved who Sam P is." in page
    assert there(webinar)["Sam Pike"] == (58, True)
    assert len(there(webinar)) == 4


def test_an_address_becomes_an_alias_only_once_confirmed(officer, webinar):
    bring(officer, webinar, zoom_rows(("Ann Lee", "annie@gmail.com", 0, 50)))
    assert session.scalar(sa.select(sa.func.count(AddressAlias.id))) == 0
    choose(officer, webinar, 0, "same")
    save(officer, webinar)
    alias = session.scalars(sa.select(AddressAlias)).one()
    assert (alias.email_folded, alias.of_folded) == ("annie@gmail.com", "ann@inn.example")

    page = bring(officer, webinar, zoom_rows(("A. L.", "Annie@Gmail.com", 0, 60))).text
    assert "Another address, confirmed before" in page


def test_somebody_else_walked_in(officer, webinar):
    bring(officer, webinar, zoom_rows(("Ann Lee", "annie@gmail.com", 0, 50)))
    choose(officer, webinar, 0, "else")
    save(officer, webinar)

    assert session.scalar(sa.select(Presence.booking_id)) is None
    assert session.scalar(sa.select(sa.func.count(AddressAlias.id))) == 0


def test_a_choice_can_be_taken_back_before_saving(officer, webinar):
    bring(officer, webinar, REPORT)
    assert "Save 4, keep 1 for later" in choose(officer, webinar, 1, "else").text
    assert "Save 3, keep 2 for later" in choose(officer, webinar, 1, "back").text


def test_a_caller_is_found_among_those_who_signed_up(officer, webinar):
    bring(officer, webinar, REPORT)
    file = file_of(webinar)
    find = f"/webinars/manage/{webinar.ref}/attendance/{file.id}/2"
    page = officer.get(find).text
    number = re.search(r'value="(\d+)">Sue Away', page)[1]

    officer.post(find, {"booking": number})
    save(officer, webinar)

    assert there(webinar)["Sue Away"] == (44, True)


@pytest.mark.parametrize("choice", ["", "same", "K:999999", "P:0", "x" * 500, "none;drop"])
def test_a_choice_that_means_nothing_changes_nothing(officer, webinar, choice):
    bring(officer, webinar, REPORT)
    page = choose(officer, webinar, 0, choice).text

    assert "There is nothing to choose" in page
    assert file_of(webinar).choices == {}


def test_names_are_text_and_never_formulas(officer, webinar):
    name = '=HYPERLINK(""http://evil.example"",""Click"")'
    people = [(name, "x@evil.example", 0, 50), ("<script>alert(1)</script>", "", 0, 40)]
    page = bring(officer, webinar, zoom_rows(*people)).text

    assert "=HYPERLINK(&#34;http://evil.example&#34;" in page
    assert "<script>alert" not in page
    save(officer, webinar)
    assert '=HYPERLINK("http://evil.example","Click")' in there(webinar)


def test_the_rule_can_be_changed_and_everybody_is_worked_out_anew(officer, webinar):
    bring(officer, webinar, REPORT)
    save(officer, webinar)
    page = officer.submit(f"/webinars/manage/{webinar.ref}/rule", {"percent": "30"}).text

    assert "From 18 minutes on, somebody attended." in page
    assert there(webinar)["Joan Whitlock"] == (20, True)

    last = session.scalar(sa.select(sa.func.max(Operation.id)))
    officer.post(f"/history/{last}/undo")
    assert there(webinar)["Joan Whitlock"] == (20, False)


COMBINED = list(product(LAYOUTS, DATES, CLOCKS))


def test_one_truth_in_every_layout_gives_the_same_minutes_through_the_page(officer, make):
    for turn, (layout, order, clock) in enumerate(COMBINED):
        webinar = held(make, grace_minutes=0)
        book_truth(webinar)
        encoding = list(ENCODINGS)[turn % len(ENCODINGS)]
        bring(officer, webinar, written(layout, encoding=encoding, order=order, clock=clock))
        file = file_of(webinar)
        if layout in BY_NAME:
            for number in range(len(TRUTH)):
                choose(officer, webinar, number, "same", file)
        save(officer, webinar, file)
        let_go()
        rows = session.scalars(sa.select(Presence).where(Presence.webinar_id == webinar.id)).all()

        minutes = {row.email: row.minutes for row in rows}
        assert minutes == {email: int(exact) for email, exact in MINUTES.items()}, (layout, order)
        assert {row.email for row in rows if row.attended} == {
            email for email, exact in MINUTES.items() if exact >= 30
        }

"""Every report that cannot be read gets a clear answer and changes nothing; real ones are read."""

import json
import threading
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from crm.core import clock
from crm.core.db import db, session
from crm.core.errors import RuleBroken
from tests.browse import let_go
from tests.webinars.attendance.written import STARTS, TRUTH, written
from tests.webinars.day.made import book, book_truth, bring, held, zoom_rows
from webinars.attendance.reading import read
from webinars.attendance.tables import Unreadable
from webinars.day.models import AttendanceFile, Presence, State
from webinars.importing import actions, jobs, queries
from webinars.programme.models import Webinar

TEAMS = written("teams sections", encoding="utf-16-le", delimiter="\t")
#: When the meeting of the shared file without times began, by its own heading.
TOTALS = datetime(2020, 9, 1, 9, 3)  # noqa: DTZ001 - wall time, as in the file
NO_HEAD = b"Ann Lee,ann@inn.example,07/05/2026 09:30,07/05/2026 10:30\r\n"


def counted(kind):
    let_go()
    return session.scalar(sa.select(sa.func.count()).select_from(kind))


def save(browser, webinar, file):
    return browser.post(f"/webinars/manage/{webinar.ref}/attendance/{file.id}", follow=True)


REFUSED = {
    "empty": (b"", "This file is empty"),
    "only a mark": (b"\xff\xfe", "This file is empty"),
    "workbook": (b"PK\x03\x04" + b"0" * 90, "This is an Excel file"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"0" * 60, "This is not a CSV file"),
    "another day": (
        zoom_rows(("Ann", "ann@inn.example", 0, 60), starts=STARTS + timedelta(days=20)),
        "This file is for 27 May 2026 (day first), not for 7 May 2026",
    ),
    "both readings": (
        zoom_rows(("Ann", "a@x.example", 0, 60), starts=STARTS + timedelta(days=28)),
        "4 June 2026 (day first) or 6 April 2026 (month first)",
    ),
    "nobody": (
        b"Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\r\n",
        "lists nobody",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_says_so_and_changes_nothing(officer, make, case):
    webinar = held(make)
    content, said = REFUSED[case]
    page = bring(officer, webinar, content).text

    assert "Nothing was changed." in page
    assert said in page
    assert counted(Presence) == counted(AttendanceFile) == 0


def test_more_than_5_mb_is_refused(app, make):
    webinar = held(make)
    with pytest.raises(RuleBroken, match="larger than 5 MB"):
        actions.keep(webinar, b"a,b\r\n" * 1_000_001, "big.csv", make.person())
    session.rollback()


def test_half_a_file_says_what_it_lists_and_what_it_states(officer, make):
    webinar = held(make)
    page = bring(officer, webinar, TEAMS[: len(TEAMS) // 6 * 2]).text

    assert "The file says that 5 attended, but lists 3." in page
    assert "Nothing is saved yet." in page
    assert counted(Presence) == 0


def test_without_a_file_the_page_asks_for_one(officer, make):
    webinar = held(make)
    page = officer.post(f"/webinars/manage/{webinar.ref}/attendance")

    assert "Choose the attendance report of the webinar." in page.text


def test_a_nul_byte_in_a_name_is_left_out(officer, make):
    webinar = held(make)
    page = bring(officer, webinar, zoom_rows(("An\x00n Lee", "ann@inn.example", 0, 60))).text

    assert "Ann Lee" in page
    assert "Save 1" in page


def test_resaved_by_a_spreadsheet_it_reads_the_same(officer, make):
    webinar = held(make, grace_minutes=0)
    book_truth(webinar)
    padded = b"\r\n".join(
        line + b",,,,,," for line in written("zoom joins", encoding="utf-8-sig").splitlines()
    )
    page = bring(officer, webinar, padded).text

    assert f"Save {len(TRUTH)}" in page


def test_without_headings_somebody_says_what_the_columns_are(officer, make):
    webinar = held(make)
    book(webinar, "Ann Lee", "ann@inn.example")
    page = bring(officer, webinar, NO_HEAD).text
    assert "The headings of this report are not known." in page
    file = session.scalars(sa.select(AttendanceFile)).one()
    columns = f"/webinars/manage/{webinar.ref}/attendance/{file.id}/columns"
    assert "Column 1: Ann Lee" in officer.get(columns).text

    blank = dict.fromkeys(("name", "email", "joined", "left", "minutes"), "")
    refused = officer.post(columns, blank | {"email": "1"}).text
    assert "Say which column holds the names" in refused
    said = {"name": "0", "email": "1", "joined": "2", "left": "3"}
    page = officer.post(columns, blank | said, follow=True).text
    assert "Read as: columns named by hand." in page
    save(officer, webinar, file)
    assert session.scalar(sa.select(Presence.minutes)) == 60


def test_a_layout_without_times_counts_only_when_somebody_says_so(officer, make):
    rows = "Name (Original Name),User Email,Total Duration (Minutes),Guest\r\n"
    webinar = held(make)
    content = (rows + "Ann Lee,ann@inn.example,45,Yes\r\n").encode()
    page = bring(officer, webinar, content).text
    assert "no times, so minutes inside the webinar are not known" in page
    file = session.scalars(sa.select(AttendanceFile)).one()
    save(officer, webinar, file)
    let_go()
    assert session.execute(sa.select(Presence.minutes, Presence.attended)).one() == (None, False)

    other = held(make)
    bring(officer, other, content)
    file = session.scalars(sa.select(AttendanceFile).order_by(AttendanceFile.id.desc())).first()
    officer.post(
        f"/webinars/manage/{other.ref}/attendance/{file.id}", {"by_stated": "y"}, follow=True
    )
    let_go()
    found = sa.select(Presence.minutes, Presence.attended).where(Presence.webinar_id == other.id)
    assert session.execute(found).one() == (45, True)


def test_a_long_report_waits_for_the_worker(officer, make):
    webinar = held(make)
    people = [(f"Person {n}", f"p{n}@x.example", 0, 60) for n in range(2_100)]
    page = bring(officer, webinar, zoom_rows(*people)).text
    assert "waiting to be read" in page

    let_go()
    assert jobs.read_files(clock.now()) == 1
    assert jobs.read_files(clock.now()) == 0
    file = session.scalars(sa.select(AttendanceFile)).one()
    page = officer.get(f"/webinars/manage/{webinar.ref}/attendance/{file.id}").text
    assert "Save 2,100" in page
    assert "Show all 2,100" in page


def test_bytes_are_sealed_and_destroyed_on_their_date(officer, make):
    webinar = held(make)
    bring(officer, webinar, zoom_rows(("Ann Lee", "ann@inn.example", 0, 60)))
    file = session.scalars(sa.select(AttendanceFile)).one()
    assert b"ann@inn.example" not in file.content
    session.rollback()

    assert jobs.destroy_due(clock.now() + timedelta(days=29)) == 0
    assert jobs.destroy_due(clock.now() + timedelta(days=32)) == 1
    let_go()
    file = session.scalars(sa.select(AttendanceFile)).one()
    assert (file.content, file.read, len(file.digest)) == (None, {"listed": 1}, 64)
    page = officer.get(f"/webinars/manage/{webinar.ref}/attendance/{file.id}").text
    assert "destroyed on its date" in page


def test_a_report_can_be_let_go_and_brought_again(officer, make):
    webinar = held(make)
    content = zoom_rows(("Ann Lee", "ann@inn.example", 0, 60))
    bring(officer, webinar, content)
    file = session.scalars(sa.select(AttendanceFile)).one()
    page = officer.post(
        f"/webinars/manage/{webinar.ref}/attendance/{file.id}/discard", follow=True
    ).text
    assert "Nothing of it was saved." in page

    assert "Save 1" in bring(officer, webinar, content).text
    assert counted(AttendanceFile) == 1


def test_one_file_saved_twice_at_once_counts_once(app, make):
    """The second of two saves waits for the first, then finds it saved."""
    webinar, person = held(make), make.person()
    book_truth(webinar)
    row, _ = actions.keep(webinar, written("zoom joins"), "a.csv", person)
    session.commit()
    file_id, webinar_id, person_id = row.id, webinar.id, person.id
    answers, ready = [], threading.Barrier(2)

    def save_it():
        with app.app_context():
            ready.wait()
            try:
                one = session.get(Webinar, webinar_id)
                file = queries.file_or_404(webinar_id, file_id)
                from crm.people.models import Person

                actions.save(file, one, session.get(Person, person_id))
                session.commit()
                answers.append("saved")
            except RuleBroken as error:
                session.rollback()
                answers.append(error.message)
            finally:
                session.remove()

    threads = [threading.Thread(target=save_it) for _ in range(2)]
    session.remove()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.engine.dispose()

    assert sorted(answers)[-1] == "saved"
    assert "already" in sorted(answers)[0]
    assert counted(Presence) == len(TRUTH)


def test_every_shared_file_goes_through_the_page(officer, make, shared):
    """Against bookings made of the names in them; those that cannot be read are refused."""
    folder, seen = shared / "data" / "attendance", []
    for path in sorted(folder.glob("*.csv")):
        content = path.read_bytes()
        try:
            found = read(content)
        except Unreadable:
            continue
        stays = [stay for person in found.people for stay in person.stays]
        starts = min((begin for begin, _ in stays), default=TOTALS)
        last = max((end or begin for begin, end in stays), default=TOTALS)
        ends = max(min(last, starts + timedelta(hours=6)), starts + timedelta(minutes=5))
        webinar = held(make, starts, ends, grace_minutes=0)
        emails = {person.email.casefold(): person for person in found.people if person.email}
        for email, person in emails.items():
            book(webinar, person.name, email)
        page = bring(officer, webinar, content, path.name)
        assert "Read as:" in page.text, (path.name, page.text[-2000:])
        file = session.scalars(sa.select(AttendanceFile).order_by(AttendanceFile.id.desc())).first()
        save(officer, webinar, file)
        let_go()
        rows = session.scalars(sa.select(Presence).where(Presence.webinar_id == webinar.id)).all()
        most = webinar.minutes
        assert all(row.minutes is None or row.minutes <= most for row in rows), path.name
        known = {row.email_folded for row in rows if row.booking_id}
        came = {
            one["email"].casefold()
            for one in queries.file_or_404(webinar.id, file.id).read["people"]
            if one["email"] and (one["stays"] or one["stated"])
        }
        assert known == came, path.name
        assert session.get(AttendanceFile, file.id).state is State.SAVED
        seen.append(path.name)
    assert set(seen) == set(json.loads((folder / "expected.json").read_text()))

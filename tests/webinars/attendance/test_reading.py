"""Attendance files against their known answers, and one truth in every layout."""

import json
from datetime import datetime, timedelta
from itertools import product

import pytest

from tests.webinars.attendance.written import (
    BY_NAME,
    CLOCKS,
    DATES,
    ENCODINGS,
    ENDS,
    LAYOUTS,
    MINUTES,
    STARTS,
    TRUTH,
    written,
)
from webinars.attendance.moments import seconds_in, stamp
from webinars.attendance.people import union
from webinars.attendance.reading import read
from webinars.attendance.tables import MOST_BYTES, Unreadable

WINDOW = (STARTS, ENDS)


def refusal(content, window=None):
    with pytest.raises(Unreadable) as caught:
        read(content, window)
    return str(caught.value)


def expected(folder):
    return json.loads((folder / "expected.json").read_text(encoding="utf-8"))


def meant(person):
    """Seconds that a person of ``expected.json`` has, and how many stays."""
    seconds = person.get("seconds", person.get("closed_seconds", person.get("minutes", 0) * 60))
    return seconds, person.get("sessions", person.get("joins"))


def test_all_twelve_files_are_read_as_expected(shared):
    folder, wrong, people = shared / "data/attendance", [], 0
    truths = expected(folder)
    for name, truth in truths.items():
        found = read((folder / name).read_bytes()).document
        stated = truth.get("encoding", found["encoding"]).lower()
        if (found["layout"], found["encoding"].lower()) != (truth["kind"], stated):
            wrong.append((name, found["layout"], found["encoding"]))
        for person in truth.get("people", []):
            people += 1
            key = "email" if person.get("email") else "name"
            same = [p for p in found["people"] if p[key].casefold() == person[key].casefold()]
            seconds, stays = meant(person)
            fits = (
                len(same) == 1
                and same[0]["name"] == person["name"]
                and round(same[0]["stated_minutes"] * 60) == seconds
                and stays in (None, len(same[0]["stays"]))
            )
            wrong += [] if fits else [(name, person, same)]

    print(f"{len(truths)} files, {people} people, {len(wrong)} wrong")
    assert not wrong
    assert len(truths) == 12


def test_the_month_file_is_read_one_meeting_at_a_time(shared):
    folder = shared / "data/attendance"
    name = "zoom-2025-meetinglistdetails.csv"
    truth, content = expected(folder)[name], (folder / name).read_bytes()
    for key, rows in truth["people_rows_per_meeting"].items():
        starts = datetime.strptime(" ".join(key.split()[3:]), "%m/%d/%Y %I:%M:%S %p")  # noqa: DTZ007
        found = read(content, (starts, starts + timedelta(minutes=1))).document
        assert sum(len(person["stays"]) for person in found["people"]) == rows, key

    whole = read(content).document
    assert sum(len(person["stays"]) for person in whole["people"]) == truth["rows"]
    assert "holds 22 meetings" in " ".join(whole["warnings"])


def test_what_a_file_states_wrongly_is_said(shared):
    folder = shared / "data/attendance"

    def said(name):
        return " ".join(read((folder / name).read_bytes()).warnings)

    assert "9 attended, but lists 8" in said("teams-2022-summary-upn-differs-utf16be.csv")
    assert "36 attended, but lists 5" in said("teams-2021-report-utf16le-us12h.csv")
    assert "50 attended, but lists 30" in said("zoom-2020-totals-per-person.csv")
    assert "19 stays have no end" in said("teams-2020-list-utf8bom-comma-us12h.csv")
    undecided = "teams-2025-list-utf16le-unverified.csv"
    assert read((folder / undecided).read_bytes()).date_order == "unknown"
    assert "Nothing tells" in said(undecided)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_one_truth_gives_the_same_minutes_however_it_is_written(layout):
    ways = list(product(ENCODINGS, DATES, CLOCKS, (",", "\t", ";")))
    for encoding, order, clock, delimiter in ways:
        content = written(layout, encoding=encoding, order=order, clock=clock, delimiter=delimiter)
        found = read(content, WINDOW)
        told = {p["email"]: p["minutes"] for p in found.document["people"]}
        if layout in BY_NAME:
            names = {name: email for name, email, _ in TRUTH}
            told = {names[p["name"]]: p["minutes"] for p in found.document["people"]}
        told.pop("host@oes.example", None)
        absent = told.pop("flo@mill.example", 0)

        assert told == MINUTES, (encoding, order, clock, delimiter)
        assert absent == 0
        assert found.date_order == f"{order}, {clock}"
        assert not [w for w in found.warnings if "time cannot" in w or "Nothing tells" in w]

    assert len(ways) == 72


def test_stays_that_overlap_are_counted_once():
    def at(minute):
        return STARTS + timedelta(minutes=minute)

    stays = [(at(0), at(20)), (at(10), at(30)), (at(12), at(15)), (at(40), at(41)), (at(5), at(5))]

    assert union(stays) == timedelta(minutes=31)
    assert union(stays, (at(15), at(40))) == timedelta(minutes=15)
    assert union([(at(10), None)], (at(0), at(60))) == timedelta(minutes=50)
    assert union([(at(10), None)]) == timedelta(0)
    assert union([]) == timedelta(0)


def test_who_never_left_stays_to_the_end_and_is_named():
    content = b'Full Name,User Action,Timestamp\nAda,Joined before,"07/05/2026, 09:40:00"\n'

    (ada,) = read(content, WINDOW).document["people"]
    assert (ada["minutes"], ada["stays"]) == (50.0, [["2026-05-07T09:40:00", None]])
    assert "1 stay has no end in the file: Ada." in " ".join(read(content).warnings)


def test_registrations_and_those_who_did_not_come_are_told():
    found = {p["email"]: p for p in read(written("zoom webinar"), WINDOW).document["people"]}

    flo, ada, host = (found[f"{n}.example"] for n in ("flo@mill", "ada@inn", "host@oes"))
    assert (flo["registered"], flo["minutes"], flo["stays"]) == (True, 0.0, [])
    assert (ada["registered"], ada["cancelled"], ada["role"]) == (True, False, "attendee")
    assert (host["registered"], host["role"]) == (None, "host")


def test_one_name_with_and_without_an_address_stays_two_and_is_said():
    rows = written("zoom joins").decode().replace("bo@farm.example", "", 1)
    found = read(rows.encode(), WINDOW)

    assert sum(p.name == "Bo O'Made" for p in found.people) == 2
    assert "Bo O'Made stands here 2 times" in " ".join(found.warnings)


def test_a_file_of_another_day_is_refused_with_both_readings():
    said = refusal(
        written("teams report"), (STARTS + timedelta(days=30), ENDS + timedelta(days=30))
    )

    assert said == (
        "This file is for 7 May 2026 (day first) or 5 July 2026 (month first), not for 6 June 2026."
    )
    fixed = written("teams report", order="year first")
    assert "is for 7 May 2026 (" in refusal(
        fixed, (STARTS.replace(year=2025), ENDS.replace(year=2025))
    )


def test_the_known_day_decides_the_order():
    content = written("teams report", order="month first")
    moved = (STARTS.replace(month=7, day=5), ENDS.replace(month=7, day=5))

    assert read(content, WINDOW).date_order == "month first, 24h"
    assert read(content, moved).date_order == "day first, 24h"


REFUSED = {
    "nothing": (b"", "empty"),
    "a mark alone": (b"\xff\xfe", "empty"),
    "commas": (b",,,\r\n,,", "empty"),
    "no heading": (b"Ada,10\nBo,12\n", "not the headings"),
    "other headings": (b"Name,Email\nAda,ada@x\n", "not the headings"),
    "an Excel file": (b"PK\x03\x04" + b"0" * 50, "This is an Excel file"),
    "a PDF": (b"%PDF-1.7 x", "not a CSV file"),
    "odd bytes": (b"\xff\xfe\x00\xd8\x41\x00\x0a\x00", "goes on as something else"),
    "too large": (b"a" * (MOST_BYTES + 1), "larger than 5 MB"),
    "too many rows": (b"a,b\n" * 20_001, "more than 20,000 rows"),
    "heading alone": (b"Full Name,User Action,Timestamp\n", "lists nobody"),
    "nobody named": (b"Full Name,User Action,Timestamp\n,Joined,\"07/05/2026, 09:40\"\n", "nobody"),
    "half a report": (b"1. Summary\nMeeting title,x\n", "no list of participants"),
    "two orders": (
        written("teams list").replace(b"07/05", b"05/13", 1).replace(b"07/05", b"13/05"),
        "two orders",
    ),
    "a cell without end": (b"Name,Join Time,Leave Time\n\"" + b"x" * 200_000, "never ends"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_a_bad_file_is_answered_in_one_sentence(what):
    content, said = REFUSED[what]

    assert said in refusal(content)


def test_a_window_that_ends_before_it_starts_is_refused():
    assert "must end after it starts" in refusal(written("teams list"), (ENDS, STARTS))


def test_a_layout_without_times_has_no_minutes():
    content = b"Name (Original Name),User Email,Total Duration (Minutes)\nAda,ada@x.example,12\n"
    found = read(content, WINDOW)

    assert found.document["people"][0]["minutes"] is None
    assert found.document["people"][0]["stated_minutes"] == 12.0
    assert "has no times" in found.warnings[0]
    assert found.date_order is None


ODD_ROWS = {
    "a time that is none": ("Ada,ada@x,soon,11/13/2026 10:00,5", "Ada: a time cannot be read."),
    "leaving first": ("Ada,ada@x,11/13/2026 10:00,11/13/2026 9:00,5", "leaves before joining"),
    "dashes": ("Ada,ada@x,--,--,--", ""),
    "short": ("Ada", ""),
    "a formula": ("=1+1,ada@x,11/13/2026 10:00,11/13/2026 10:30,30", ""),
    "a NUL": ("A\x00da,ada@x,11/13/2026 10:00,11/13/2026 10:30,30", ""),
}


@pytest.mark.parametrize("what", ODD_ROWS)
def test_an_odd_row_never_stops_the_rest(what):
    row, said = ODD_ROWS[what]
    heads = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes)"
    good = "Bo,bo@x.example,11/13/2026 10:00:00 AM,11/13/2026 10:30:00 AM,30"
    found = read(f"{heads}\n{row}\n{good}\n".encode())

    assert said in " ".join(found.warnings)
    assert {p.name: p for p in found.people}["Bo"].minutes(None) == 30.0


STAMPS = {
    "9/22/26, 2:48:05 PM": "2026-09-22T14:48:05",
    "14/11/22, 09:30:46": "2022-11-14T09:30:46",
    "2/1/25, 12:04:01 am": "2025-01-02T00:04:01",
    "2026-05-07T09:30:00": "2026-05-07T09:30:00",
    "Mar 22, 2025 19:13:27": "2025-03-22T19:13:27",
    "22 March 2025 19:13": "2025-03-22T19:13:00",
    "07.05.2026 09:30": "2026-05-07T09:30:00",
    "31/31/2026 10:00": None,
    "07/05/2026 25:00": None,
    "07/05/2026 13:00 PM": None,
    "07/05/0026 10:00": None,
    "12": None,
    "": None,
}


@pytest.mark.parametrize("text", STAMPS)
def test_a_moment_is_read_in_the_forms_that_occur(text):
    found = stamp(text)
    read_as = found and (found.read("day first") or found.read("month first"))

    assert (read_as.isoformat() if read_as else None) == STAMPS[text]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1h 7s", 3607), ("3h 23m 20s", 12200), ("43m 12s", 2592), ("8s", 8), ("1d 1h", 90000),
     ("2 godz. 18 min 8 s", 8288), ("5 sek.", 5), ("", None), ("soon", None), ("5 x", None)],
)  # fmt: skip
def test_a_duration_is_read(text, seconds):
    assert seconds_in(text) == seconds


def test_a_narrow_space_before_the_half_of_the_day_is_read():
    content = written("teams list", order="month first", clock="12h").decode()
    spaced = content.replace(" AM", "\u202fAM").encode()

    assert read(spaced, WINDOW).document == read(content.encode(), WINDOW).document

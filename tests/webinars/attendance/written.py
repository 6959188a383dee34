"""One made truth, written as each product would write it."""

from datetime import datetime, timedelta

STARTS = datetime(2026, 5, 7, 9, 30)  # noqa: DTZ001 - wall time, as in the files
ENDS = STARTS + timedelta(hours=1)
#: Name, address, then stays in seconds from the start: from, to, and on a second device.
TRUTH = (
    ("Ada Made-Up", "ada@inn.example", ((-300, 1200, False), (1500, 4200, False))),
    ("Bo O'Made", "bo@farm.example", ((60, 1860, False), (600, 2400, True))),
    ("Čen Müller", "cen@shop.example", ((0, 3600, False),)),
    ("Di Late", "di@hall.example", ((3000, 3059, False),)),
    ("Ed Gone, Before", "ed@barn.example", ((-900, -60, False),)),
)
MINUTES = {
    "ada@inn.example": 55.0,
    "bo@farm.example": 39.0,
    "cen@shop.example": 60.0,
    "di@hall.example": 0.98,
    "ed@barn.example": 0.0,
}
CLOCKS = {"24h": "%H:%M:%S", "12h": "%I:%M:%S %p"}
DATES = {"day first": "%d/%m/%Y", "month first": "%m/%d/%Y", "year first": "%Y-%m-%d"}
ENCODINGS = {
    "utf-8": b"",
    "utf-8-sig": b"",
    "utf-16-le": b"\xff\xfe",
    "utf-16-be": b"\xfe\xff",
}
#: In these layouts a second device is another name; in the others it is a row of the same address.
BY_NAME = frozenset({"teams list"})


def stays():
    for name, email, spans in TRUTH:
        for begin, end, second in spans:
            yield (
                name,
                email,
                STARTS + timedelta(seconds=begin),
                STARTS + timedelta(seconds=end),
                second,
            )


def duration(begin, end):
    seconds = int((end - begin).total_seconds())
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return " ".join(
        f"{n}{unit}" for n, unit in ((hours, "h"), (minutes, "m"), (seconds % 60, "s")) if n
    )


def teams_list(at):
    rows = [("Full Name", "User Action", "Timestamp")]
    for name, _, begin, end, second in stays():
        shown = f"{name} (Unverified)" if second else name
        rows += [(shown, "Left", at(end)), (shown, "Joined", at(begin))]
    return rows


def teams_report(at):
    rows = [
        ("Meeting Summary",),
        ("Total Number of Participants", "5"),
        ("Meeting Start Time", at(STARTS)),
        (),
        ("Full Name", "Join Time", "Leave Time", "Duration", "Email", "Role"),
    ]
    rows += [(n, at(b), at(e), duration(b, e), m, "Attendee") for n, m, b, e, _ in stays()]
    return rows


def teams_sections(at, heads=("1. Summary", "2. Participants", "3. In-Meeting Activities")):
    rows = [
        (heads[0],),
        ("Meeting title", "Made\nup"),
        ("Attended participants", "5"),
        ("Start time", at(STARTS)),
        (),
        (heads[1],),
        (
            "Name",
            "First Join",
            "Last Leave",
            "In-Meeting Duration",
            "Email",
            "Participant ID (UPN)",
            "Role",
        ),
    ]
    for name, email, spans in TRUTH:
        begin = STARTS + timedelta(seconds=min(b for b, _, _ in spans))
        end = STARTS + timedelta(seconds=max(e for _, e, _ in spans))
        rows.append((name, at(begin), at(end), duration(begin, end), email, "upn@x", "Attendee"))
    rows += [(), (heads[2],), ("Name", "Join Time", "Leave Time", "Duration", "Email", "Role")]
    rows += [(n, at(b), at(e), duration(b, e), m.upper(), "Attendee") for n, m, b, e, _ in stays()]
    return [*rows, (), ("4. Meeting Engagement",), ("Name", "Engagement Type", "Time")]


def polish_sections(at):
    rows = teams_sections(at, ("1. Podsumowanie", "2. Uczestnicy", "3. Działania"))
    words = {
        "Name": "Nazwa",
        "First Join": "Pierwsze dołączenie",
        "Join Time": "Godzina",
        "Last Leave": "Ostatnie opuszczenie",
        "Leave Time": "Godzina opuszczenia",
        "In-Meeting Duration": "Czas trwania",
        "Email": "Adres e-mail",
        "Role": "Rola",
        "Start time": "Godzina rozpoczęcia",
        "Attended participants": "Uczestnicy",
    }
    return [tuple(words.get(cell, cell) for cell in row) + ("",) * 4 for row in rows]


def zoom_joins(at):
    about = ("1", "Made up", at(STARTS), at(ENDS))
    rows = [
        ("Meeting ID", "Topic", "Start Time", "End Time"),
        about,
        ("", ""),
        (
            "Name (Original Name)",
            "User Email",
            "Join Time",
            "Leave Time",
            "Duration (Minutes)",
            "Guest",
        ),
    ]
    rows += [(n, m, at(b), at(e), minutes(b, e), "Yes") for n, m, b, e, _ in stays()]
    return rows


def zoom_webinar(at):
    heads = (
        "Attended",
        "User Name (Original Name)",
        "Email",
        "Join Time",
        "Leave Time",
        "Time in Session (minutes)",
    )
    more = (
        *heads[:2],
        "First Name",
        "Last Name",
        "Email",
        "Registration Time",
        "Approval Status",
        *heads[3:],
        "Is Guest",
        'Do you have, say, a "quota"?',
    )
    rows = [
        ("Attendee Report",),
        ("Report generated time", at(ENDS)),
        ("Topic", "Actual Start Time", "# Registered"),
        ("Made up", at(STARTS), "6"),
        ("Host Details",),
        heads,
        ("Yes", "The host", "host@oes.example", at(STARTS), at(ENDS), "60"),
        ("Attendee Details",),
        more,
    ]
    signed = at(STARTS - timedelta(days=20))
    for name, email, begin, end, _ in stays():
        first, _, last = name.partition(" ")
        rows.append(
            (
                "Yes",
                name,
                first,
                last,
                email,
                signed,
                "approved",
                at(begin),
                at(end),
                minutes(begin, end),
                "Yes",
                'Yes, "some"',
            )
        )
    rows.append(
        (
            "No",
            "Flo",
            "Flo",
            "Absent",
            "flo@mill.example",
            signed,
            "approved",
            "--",
            "--",
            "--",
            "--",
            "",
        )
    )
    return rows


def zoom_month(at):
    heads = (
        "Topic",
        "Host name",
        "Start time",
        "End time",
        "Duration (minutes)",
        "Name (original name)",
        "Email",
        "Join time",
        "Leave time",
        "Duration (minutes)",
    )
    rows = [heads]
    for day in (0, 1):
        moved = timedelta(days=day)
        for name, email, begin, end, _ in stays():
            rows.append(
                (
                    "Made up",
                    "Host",
                    at(STARTS - timedelta(hours=1) + moved),
                    at(ENDS + moved),
                    "60",
                    name,
                    email,
                    at(begin + moved),
                    at(end + moved),
                    minutes(begin, end),
                )
            )
        rows.append(("", "", ""))
    return rows


def minutes(begin, end):
    return str(-int(-(end - begin).total_seconds() // 60))


LAYOUTS = {
    "teams list": teams_list,
    "teams report": teams_report,
    "teams sections": teams_sections,
    "teams sections in Polish": polish_sections,
    "zoom joins": zoom_joins,
    "zoom webinar": zoom_webinar,
    "zoom month": zoom_month,
}


def written(layout, *, encoding="utf-8", order="day first", clock="24h", delimiter=","):
    """The bytes of the truth in one layout, encoding, date order and clock."""
    import csv
    import io

    shape = f"{DATES[order]}, {CLOCKS[clock]}"
    out = io.StringIO()
    rows = LAYOUTS[layout](lambda at: at.strftime(shape))
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return ENCODINGS[encoding] + out.getvalue().encode(encoding)

"""The small rules of follow-ups: words, weeks and what leaves by mail."""

from datetime import date

import pytest

from crm.activity.rules import Kind
from crm.followups.rules import (
    Every,
    guess_kind,
    in_year,
    occurrence,
    reason_line,
    say_every,
    week_ahead,
    without_people,
)
from tests.core.holidays import ENGLAND


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Call Maria", Kind.CALL),
        ("ring back", Kind.CALL),
        ("week 4 review, placement P-00231", Kind.VISIT),
        ("information meeting, Reading", Kind.MEETING),
        ("Email the slides", Kind.MAIL),
        ("send wage check to reviewer", None),
        ("recall", None),
        ("", None),
    ],
)
def test_the_kind_is_guessed_from_the_words(title, kind):
    assert guess_kind(title) is kind


@pytest.mark.parametrize(
    ("today", "until", "heading"),
    [
        (date(2026, 11, 23), date(2026, 11, 29), "Later this week"),
        (date(2026, 11, 26), date(2026, 11, 29), "Later this week"),
        (date(2026, 11, 27), date(2026, 12, 6), "Next week"),
        (date(2026, 11, 29), date(2026, 12, 6), "Next week"),
        (date(2026, 12, 24), date(2027, 1, 3), "Next week"),
        (date(2026, 4, 2), date(2026, 4, 12), "Next week"),
    ],
)
def test_how_far_today_looks(today, until, heading):
    assert week_ahead(today, ENGLAND) == (until, heading)


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("week 4 review, placement P-00231", "week 4 review, placement"),
        ("see p-00231 at work", "see a placement at work"),
        ("P-00231", "a placement"),
        ("Week 4 review of placement P-00012", "Week 4 review of placement"),
        ("visit CTW-7F3K9 at work", "visit (reference left out) at work"),
        ("visit 7F3K9Q at work", "visit (reference left out) at work"),
        ("visit OX10 6LX, E-00042", "visit OX10 6LX, E-00042"),
        ("CALL MARIA", "CALL MARIA"),
        ("call about P-2 form", "call about P-2 form"),
        ("call Maria Hollis", "call Maria Hollis"),
    ],
)
def test_no_reference_of_a_person_leaves_by_mail(title, said):
    assert without_people(title) == said


def test_the_reason_tells_what_became_of_the_first_day():
    def told(snoozes):
        return reason_line(
            "Tier A.", planned_on=date(2026, 2, 28), first_due_on=date(2026, 3, 2),
            snoozes=snoozes, snooze_reason="stock-taking",
        )  # fmt: skip

    rolled = "Tier A. Sat 28 Feb 2026 is not a working day, moved to Mon 2 Mar 2026."
    assert told(0) == rolled
    assert told(1) == f"{rolled} First due Mon 2 Mar 2026, moved once: “stock-taking”."
    assert told(3).endswith("moved 3 times: “stock-taking”. Close it or hand it over?")


def test_this_year_goes_without_saying():
    text = "After the call on Tue 24 Nov 2026. Ends Fri 1 Jan 2027. Unit 2026."

    assert in_year(text, 2026) == "After the call on Tue 24 Nov. Ends Fri 1 Jan 2027. Unit 2026."


@pytest.mark.parametrize(
    ("count", "unit", "said"),
    [
        (1, Every.DAYS, "Every day from Thu 1 Oct 2026."),
        (4, Every.WEEKS, "Every 4 weeks from Thu 1 Oct 2026."),
        (1, Every.MONTHS, "Every month from Thu 1 Oct 2026."),
    ],
)
def test_how_often_is_said_in_words(count, unit, said):
    assert say_every(count, unit, date(2026, 10, 1)) == said


def test_every_occurrence_is_counted_from_the_anchor():
    days = [occurrence(date(2026, 1, 31), 1, Every.MONTHS, n, ENGLAND).planned_on for n in range(4)]

    assert [day.day for day in days] == [31, 28, 31, 30]

"""Days, times, hours and tasks in words."""

from decimal import Decimal

import pytest

from crm.vacancies import rules
from crm.vacancies.rules import TaskKind


@pytest.mark.parametrize(
    ("text", "days", "said"),
    [
        ("", (), ""),
        ("tue", ("tue",), "Tuesday"),
        ("fri,mon", ("mon", "fri"), "Monday and Friday"),
        ("mon,wed,fri", ("mon", "wed", "fri"), "Monday, Wednesday and Friday"),
        ("mon,tue,wed,thu,fri", ("mon", "tue", "wed", "thu", "fri"), "Monday to Friday"),
        (" Tue, wed ,THU", ("tue", "wed", "thu"), "Tuesday to Thursday"),
        ("sat,sun", ("sat", "sun"), "Saturday and Sunday"),
        ("sun,sat,fri,thu,wed,tue,mon", tuple(rules.WEEKDAYS), "Every day"),
    ],
)
def test_days_are_put_in_order_and_said_briefly(text, days, said):
    assert rules.weekdays_in(text) == days
    assert rules.say_days(days) == said


@pytest.mark.parametrize("text", ["monday", "mon;tue", "8", "mon,xyz"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        rules.weekdays_in(text)


@pytest.mark.parametrize(
    ("starts", "ends", "more", "said"),
    [
        ("10:00", "14:00", "", "Monday, 10:00 to 14:00"),
        ("22:00", "06:00", "", "Monday, 22:00 to 06:00 the next day"),
        ("07:30", "", "", "Monday, from 07:30"),
        ("", "12:00", "", "Monday, until 12:00"),
        ("", "", "", "Monday"),
        ("10:00", "14:00", "School terms only", "Monday, 10:00 to 14:00. School terms only"),
    ],
)
def test_when_the_work_is_done_reads_as_one_phrase(starts, ends, more, said):
    assert rules.say_when(("mon",), starts, ends, more) == said


def test_times_without_days_begin_with_a_capital():
    assert rules.say_when((), "10:00", "", "") == "From 10:00"
    assert rules.say_when((), "", "", "") == ""


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [("16", "20", "16 to 20"), ("16.0", "16", "16"), (None, "20", "20"), (None, None, "")],
)
def test_hours_say_their_range_only_when_there_is_one(least, most, said):
    hours = [Decimal(one) if one else None for one in (least, most)]
    assert rules.say_hours(*hours) == said


def test_a_task_taken_out_of_a_post_is_known_by_its_words():
    post = "- Fold boxes.\n\n* Serve at the till\nLabel  boxes"
    taken = "fold boxes\nLabel boxes"

    assert [(t.words, t.kind) for t in rules.post_tasks(post, taken)] == [
        ("Fold boxes.", TaskKind.TAKEN),
        ("Serve at the till", TaskKind.LEFT),
        ("Label  boxes", TaskKind.TAKEN),
    ]
    job = rules.tasks_in("Label boxes\nSweep up", taken)
    assert [(t.position, t.kind) for t in job] == [(1, TaskKind.TAKEN), (2, TaskKind.OWN)]

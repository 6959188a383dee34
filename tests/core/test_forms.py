"""Each field takes what people type and refuses the rest in words."""

import json
from datetime import date
from decimal import Decimal

import pytest
from werkzeug.datastructures import MultiDict

from crm.core import clock, forms
from crm.core.errors import RuleBroken, Stale
from tests.shared_data import shared

D = Decimal
TODAY = date(2026, 11, 24)  # a Tuesday
#: The field of ours that each kind of the shared bad inputs is typed into.
FIELDS = {
    "name": forms.LineField("Name"),
    "email": forms.EmailField("Email address"),
    "money": forms.MoneyField("Hourly pay"),
    "date": forms.DayField("Date"),
    "hours": forms.HoursField("Weekly hours"),
    "count": forms.CountField("Openings", least=1, most=500),
    "free_text": forms.NoteField("Notes"),
}


@pytest.fixture(autouse=True)
def still(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)


def typed(app, kind, text):
    """Return what a form makes of ``text``: its value, or None and the messages."""
    made = type("Typed", (forms.Form,), {"field": FIELDS[kind]})
    with app.test_request_context("/", method="POST"):
        form = made(MultiDict({"field": text}), meta={"csrf": False})
        good = form.validate()
        shown = form.field._value()
    return (form.field.data if good else None), list(form.field.errors), shown


@pytest.mark.parametrize("kind", ["name", "email", "money", "date", "hours", "free_text"])
def test_the_shared_bad_inputs_are_taken_or_refused_as_they_ask(app, kind):
    cases = json.loads(shared("bad_inputs_sample.json").read_text(encoding="utf-8"))
    for case in cases["fields"][kind]:
        value, errors, _ = typed(app, kind, case["v"])
        if case["expect"] == "reject":
            assert value is None, case
            assert len(errors) == 1, case
            continue
        assert value is not None, (case, errors)
        wanted = case["expect"].partition(":")
        if wanted[0].startswith("norm"):
            same = str(value).lower() if wanted[0] == "norm-dup" else str(value)
            assert same == wanted[2], case
        elif kind in {"name", "email"}:
            assert value == case["v"], case


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("name", "  O'Brien ", "O'Brien"),
        ("name", "Cafe\u0301", "Café"),
        ("name", "=1+1", "=1+1"),
        ("name", "x" * 200, "x" * 200),
        ("free_text", "two\r\nlines\rthree", "two\nlines\nthree"),
        ("free_text", "tab\tstays", "tab\tstays"),
        ("email", "Ann.Lee@EXAMPLE.org", "Ann.Lee@example.org"),
        ("money", "12.71", D("12.71")),
        ("money", "£12.71", D("12.71")),
        ("money", "£ 26,000", D(26000)),
        ("money", "1,000,000.00", D(1000000)),
        ("money", "0", D(0)),
        ("hours", "37.5", D("37.5")),
        ("hours", "0.25", D("0.25")),
        ("count", "500", 500),
        ("date", "27/11/2026", date(2026, 11, 27)),
        ("date", "2026-11-27", date(2026, 11, 27)),
        ("date", "27.11.26", date(2026, 11, 27)),
        ("date", "27/11", date(2026, 11, 27)),
        ("date", "23/11", date(2027, 11, 23)),
        ("date", "24/11", TODAY),
        ("date", "4th of May", None),
        ("date", "4 May", date(2027, 5, 4)),
        ("date", "Fri 27 Nov", date(2026, 11, 27)),
        ("date", "1st December 2026", date(2026, 12, 1)),
        ("date", "today", TODAY),
        ("date", "Tomorrow", date(2026, 11, 25)),
        ("date", "in 2 weeks", date(2026, 12, 8)),
        ("date", "3d", date(2026, 11, 27)),
        ("date", "tue", date(2026, 12, 1)),
        ("date", "friday", date(2026, 11, 27)),
        ("date", "29/02/2028", date(2028, 2, 29)),
    ],
)
def test_what_people_type(app, kind, text, value):
    assert typed(app, kind, text)[0] == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("name", "one\ntwo"), ("name", "a\x00b"), ("name", "\u200b\u2060"), ("name", "x" * 201),
        ("name", "\x1b[31m"), ("name", "\ud800"),
        ("free_text", "x" * 4001), ("free_text", "bell\x07"),
        ("email", "x@localhost"), ("email", "x@example.org\nBcc: y@example.org"),
        ("email", "a@b@c.org"), ("email", "@example.org"), ("email", "x" * 300 + "@example.org"),
        ("money", "12,21"), ("money", "nan"), ("money", "inf"), ("money", "-1"), ("money", "1e3"),
        ("money", "12.719"), ("money", "£"), ("money", "1,00"), ("money", "٣"), ("money", "1_000"),
        ("money", "1000001"), ("money", "0x10"), ("money", "12.71 an hour"), ("money", "$5"),
        ("hours", "0"), ("hours", "100.01"), ("hours", "-1"), ("hours", "ten"), ("hours", "1e1"),
        ("hours", "٣"), ("hours", "7:30"),
        ("count", "0"), ("count", "501"), ("count", "1.0"), ("count", "²"), ("count", "9" * 400),
        ("date", "31/11/2026"), ("date", "29/02/2026"), ("date", "00/00/0000"),
        ("date", "2026-13-01"), ("date", "11/27/2026"), ("date", "٢٧/١١/٢٠٢٦"), ("date", "soon"),
        ("date", "31/12/9999"), ("date", "in 9999 weeks"), ("date", "1/1/1899"), ("date", "\x00"),
    ],
)  # fmt: skip
def test_what_is_refused_is_shown_again_with_one_message(app, kind, text):
    value, errors, shown = typed(app, kind, text)

    assert value is None
    assert len(errors) == 1
    assert errors[0].endswith(".")
    assert "please" not in errors[0].lower()
    assert shown is not None


def test_a_message_names_its_field(app):
    assert typed(app, "money", "lots")[1] == [
        "Hourly pay must be pounds and pence, like 12.71, without other signs."
    ]


class Named(forms.EditForm):
    name = forms.LineField("Name", validators=[forms.Said("Enter the name.")])


def filled(app, **values):
    with app.test_request_context("/", method="POST"):
        form = Named(MultiDict(values), meta={"csrf": False})
        form.validate()
        return form


def test_a_needed_field_left_empty_says_what_to_do(app):
    for values in ({}, {"name": ""}, {"name": "   "}):
        assert list(filled(app, **values).name.errors) == ["Enter the name."]


def test_a_broken_rule_is_shown_beside_its_field_else_above_the_form(app):
    form = filled(app, name="x")
    form.show(RuleBroken("Too short.", field="name"))
    form.show(RuleBroken("Not today."))
    form.show(RuleBroken("Elsewhere.", field="no such field"))

    assert list(form.name.errors) == ["Too short."]
    assert list(form.form_errors) == ["Not today.", "Elsewhere."]


def test_a_form_carries_the_version_its_reader_saw(app, make):
    employer = make.employer()
    filled(app, seen=str(employer.version)).check_seen(employer)
    for seen in ("0", "", "1; DROP", "²"):
        with pytest.raises(Stale, match="Someone else changed this page"):
            filled(app, seen=seen).check_seen(employer)


def test_a_choice_that_was_not_offered_is_refused_in_words(app):
    class Choosing(forms.Form):
        size = forms.ChoiceField("Size")

    with app.test_request_context("/", method="POST"):
        for value, errors in (("small", 0), ("huge", 1)):
            form = Choosing(MultiDict({"size": value}), meta={"csrf": False})
            form.size.offer([("small", "Small")], blank="Not known")
            form.validate()
            assert len(form.size.errors) == errors
    assert "“Size”" in form.size.errors[0]


def test_a_line_of_ten_thousand_signs_is_answered_at_once(app):
    for kind in FIELDS:
        assert typed(app, kind, "9" * 10_000)[0] is None
        assert typed(app, kind, "1 " * 5_000 + "x")[0] is None


def test_a_required_field_that_cannot_be_read_says_so_once(app):
    class Asked(forms.Form):
        on = forms.DayField("Day", [forms.Said("Enter the day")])

    with app.test_request_context("/", method="POST", data={"on": "31/31"}):
        form = Asked(meta={"csrf": False})
        assert not form.validate()
        assert len(form.on.errors) == 1
        assert "must be a real date" in form.on.errors[0]

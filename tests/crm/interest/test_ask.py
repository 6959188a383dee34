"""The pages a business fills in, without JavaScript."""

from datetime import timedelta

import pytest
import time_machine

from crm.core import clock
from crm.core.outbox import Mail
from crm.interest import jobs
from crm.interest.models import Enquiry, State
from tests.browse import Browser, count_rows
from tests.crm.interest.door import (
    PAGES,
    begun_earlier,
    drafts,
    enquiries,
    fill,
    mailed_path,
    mails,
    register,
    send,
)


def test_the_start_page_says_how_long_it_takes_and_what_follows(stranger):
    page = stranger.get("/interest")

    for words in ("4 minutes", "What happens next", "no account", "two working days"):
        assert words in page.text


def test_five_pages_lead_to_the_check(stranger):
    at = "/interest/business"
    for name, answers in PAGES.items():
        assert at == f"/interest/{name}"
        assert f"step {list(PAGES).index(name) + 1} of 5" in stranger.get(at).text
        at = stranger.post(at, answers).location

    page = stranger.get(at)
    assert at == "/interest/check"
    for shown in ("Isis Garden Centre", "OX14 3HB", "10 to 49", "A job, a work trial", "Retail"):
        assert shown in page.text
    assert page.text.count(">Change<") == 14


def test_back_keeps_what_was_typed_and_change_returns_to_the_check(stranger):
    fill(stranger)

    assert 'value="Sam Carter"' in stranger.get("/interest/you").text
    assert 'href="/interest/business"' in stranger.get("/interest/you").text
    changed = PAGES["you"] | {"name": "Sam Reed"}
    answer = stranger.post("/interest/you?change=y", changed)
    assert answer.location == "/interest/check"
    assert "Sam Reed" in stranger.get("/interest/check").text


WRONG = [
    ("business", {"business": ""}, "Enter the name of your business"),
    ("business", {"business": "x" * 201}, "must be 200 characters or fewer"),
    ("business", {"business": "Isis\r\nBcc: all@example.org"}, "must be one line"),
    ("business", {"business": "\u200b\u200b"}, "only invisible characters"),
    ("you", {"name": "", "email": "sam@x.example"}, "Enter your name"),
    ("you", {"name": "Sam\nCarter", "email": "sam@x.example"}, "must be one line"),
    ("you", {"name": "Sam", "email": "sam@"}, "correct format"),
    ("you", {"name": "Sam", "email": "sam@x.example\r\nBcc: b@y.example"}, "correct format"),
    ("you", {"name": "Sam", "email": "a@x.example, b@y.example"}, "correct format"),
    ("you", {"name": "Sam", "email": "s@x.example", "phone": "abc"}, "Enter a phone number"),
    ("place", {"postcode": "OX14", "size_band": "small"}, "not a full UK postcode"),
    ("place", {"postcode": "", "size_band": "small"}, "Enter a full postcode"),
    ("place", {"postcode": "OX14 3HB"}, "Select how many people work for you"),
    ("place", {"postcode": "OX14 3HB", "size_band": "huge"}, "Choose one of the answers"),
    ("place", {"postcode": "OX14 3HB", "size_band": "small", "sector": "9"}, "Choose one of"),
    ("offer", {"roles": "2"}, "Select at least one thing"),
    ("offer", {"offers": ["gold"]}, "Choose among the answers"),
    ("offer", {"offers": ["job"], "roles": "many"}, "must be a whole number"),
    ("contact", {}, "Select how we may contact you"),
    ("contact", {"ways": ["email"], "notes": "x" * 1001}, "must be 1,000 characters or fewer"),
]


@pytest.mark.parametrize(("name", "told", "words"), WRONG)
def test_a_wrong_answer_is_said_beside_the_field_and_kept(stranger, name, told, words):
    for earlier in list(PAGES)[: list(PAGES).index(name)]:
        stranger.post(f"/interest/{earlier}", PAGES[earlier])

    page = stranger.post(f"/interest/{name}", told)

    assert page.status_code == 200
    assert "There is a problem" in page.text
    assert page.text.count(words) >= 2, "in the summary and beside the field"
    assert "<title>Error: " in page.text


def test_nothing_is_asked_of_health_and_news_is_not_ticked(stranger):
    fill(stranger)

    for name in PAGES:
        text = stranger.get(f"/interest/{name}").text
        assert "disab" not in text.lower().replace("disabled people", "")
        assert 'name="newsletter" value="y" checked' not in text


@pytest.mark.parametrize("path", ["you", "place", "offer", "contact", "check", "save", "received"])
def test_without_answers_every_later_page_leads_to_the_start(stranger, path):
    answer = stranger.get(f"/interest/{path}", follow=True)

    assert "We do not have your answers on this device" in answer.text


def test_a_page_left_out_is_asked_before_the_check(stranger):
    stranger.post("/interest/business", PAGES["business"])

    assert stranger.get("/interest/check").location == "/interest/you"
    assert stranger.post("/interest/check").location == "/interest/you"


def test_sending_gives_a_reference_a_person_and_a_date(stranger, make):
    make.person(name="Priya Nair")
    with time_machine.travel("2026-11-20T10:00:00Z", tick=False):
        answer = send(stranger)
        page = stranger.get(answer.location)

    assert answer.location == "/interest/received"
    assert drafts()[0].code in page.text
    assert "Tuesday 24 November" in page.text
    assert "Priya Nair" in page.text
    assert count_rows(Enquiry) == 0


def test_the_first_mail_holds_nothing_that_was_typed(stranger):
    send(stranger, business="Buy gold at bad.example", name="Visit bad.example")

    (mail,) = mails()
    assert mail.to_addr == "sam@isisgardens.example"
    assert "{link}" in mail.body
    assert "bad.example" not in mail.subject + mail.body


def test_the_mailed_link_proves_the_address_and_then_shows_the_status(stranger, make):
    make.person(name="Priya Nair")
    send(stranger)
    path = mailed_path()
    stranger.client.delete_cookie("placewell")  # another device
    first = stranger.get(path)
    assert "Confirm my email address" in first.text
    assert count_rows(Enquiry) == 0

    page = stranger.post(path, follow=True)

    (enquiry,) = enquiries()
    assert enquiry.state is State.NEW
    assert enquiry.reply_by > clock.today()
    assert "Priya Nair" in page.text
    assert "Received" in page.text
    assert not drafts()
    assert stranger.post(path, follow=True).status_code == 200
    assert count_rows(Enquiry) == 1
    assert count_rows(Mail) == 1


def test_sent_again_by_reload_or_back_is_one_registration_and_one_receipt(stranger):
    send(stranger)
    code = drafts()[0].code

    again = stranger.post("/interest/check", follow=True)
    back = stranger.post("/interest/you", PAGES["you"], follow=True)

    assert code in again.text
    assert code in back.text
    assert len(drafts()) == 1
    stranger.post(mailed_path())
    assert code in stranger.post("/interest/check", follow=True).text
    assert (count_rows(Enquiry), count_rows(Mail)) == (1, 1)


def test_known_and_unknown_addresses_get_the_same_answer(app, make):
    make.contact(make.employer(), email="known@isis.example")
    texts = []
    for email in ("known@isis.example", "nobody@isis.example"):
        browser = Browser(app, None)
        page = browser.get(send(browser, email=email).location).text
        code = drafts()[-1].code
        texts.append(page.replace(code, "").replace(email, ""))

    assert texts[0] == texts[1]


def test_an_address_gets_one_mail_a_day_and_one_link_proves_all_it_sent(app):
    for n in range(3):
        send(Browser(app, None), business=f"Firm {n}")
    assert len(mails()) == 1

    Browser(app, None).post(mailed_path(0))

    assert [e.business for e in enquiries()] == ["Firm 0", "Firm 1", "Firm 2"]
    assert len(mails("interest received")) == 2


def test_saved_for_later_is_taken_up_on_another_device(app, stranger):
    stranger.post("/interest/business", PAGES["business"])
    stranger.post("/interest/you", PAGES["you"])
    answer = stranger.post("/interest/save", {"email": "sam@isisgardens.example"}, follow=True)
    assert "Look in your inbox" in answer.text
    path = mailed_path()

    phone = Browser(app, None)
    assert "Carry on" in phone.get(path).text
    assert phone.post(path).location == "/interest/place"
    assert 'value="Sam Carter"' in phone.get("/interest/you").text
    for name in ("place", "offer", "contact"):
        phone.post(f"/interest/{name}", PAGES[name])
    begun_earlier()
    phone.post("/interest/check")

    (enquiry,) = enquiries()
    assert enquiry.proved_at, "the link that led back proved the address"
    assert phone.get(path).status_code == 404


LEFT = [
    ("you", {"name": "Sam Carter", "email": "sam@isis"}, 'value="Sam Carter"', "sam@isis"),
    ("place", {"postcode": "OX14", "size_band": "small"}, 'value="small" checked', "OX14"),
    ("offer", {"offers": ["job"], "roles": "many"}, 'value="job" checked', "many"),
]


@pytest.mark.parametrize(("name", "told", "kept", "wrong"), LEFT)
def test_who_comes_back_later_finds_what_was_typed_and_right(stranger, name, told, kept, wrong):
    for earlier in list(PAGES)[: list(PAGES).index(name)]:
        stranger.post(f"/interest/{earlier}", PAGES[earlier])

    answer = stranger.post(f"/interest/{name}", told | {"later": "y"})

    assert answer.location == "/interest/save"
    page = stranger.get(f"/interest/{name}").text
    assert kept in page
    assert f'value="{wrong}"' not in page


def test_nothing_is_saved_for_later_before_the_first_page_is_answered(stranger):
    answer = stranger.post("/interest/business", {"later": "y"})

    assert answer.status_code == 200
    assert "Enter the name of your business" in answer.text
    assert drafts() == []


def test_the_link_to_a_draft_proves_what_was_sent_from_the_first_device(app, stranger):
    fill(stranger)
    stranger.post("/interest/save", {"email": "sam@isisgardens.example"})
    begun_earlier()
    stranger.post("/interest/check")
    assert len(mails()) == 1

    phone = Browser(app, None)
    assert "Confirm my email address" in phone.get(mailed_path()).text
    phone.post(mailed_path())

    assert len(enquiries()) == 1


def test_the_same_draft_asks_for_few_links(stranger):
    fill(stranger)
    answers = [stranger.post("/interest/save", {"email": f"a{n}@x.example"}) for n in range(6)]

    assert [a.status_code for a in answers] == [302] * 5 + [429]


@pytest.mark.parametrize(
    "path", ["/me/unknown", "/interest/resume/unknown", "/what-we-hold/unknown", "/me/%00"]
)
def test_an_unknown_link_is_one_plain_page(stranger, path):
    answer = stranger.get(path)

    assert answer.status_code == 404
    assert answer.text.replace(path, "") == stranger.get("/no-such").text.replace("/no-such", "")


def test_links_open_only_what_they_are_for_and_end_in_time(stranger):
    send(stranger)
    token = mailed_path().rpartition("/")[2]

    assert stranger.get(f"/interest/resume/{token}").status_code == 404
    assert stranger.get(f"/what-we-hold/{token}").status_code == 404
    with time_machine.travel(clock.now() + timedelta(hours=49)):
        assert stranger.get(f"/me/{token}").status_code == 404


def test_what_nobody_confirmed_is_deleted_after_a_week_and_what_is_held_stays(app):
    for n in range(7):
        send(Browser(app, None), email=f"a{n}@x.example")
    send(Browser(app, None), email="bot@x.example", company="x")
    with time_machine.travel(clock.now() + timedelta(days=6)):
        assert jobs.forget_drafts(clock.now()) == 0
    with time_machine.travel(clock.now() + timedelta(days=8)):
        assert jobs.forget_drafts(clock.now()) == 6

    assert [draft.held.value for draft in drafts()] == ["over the limit"] * 2


def test_agreeing_to_news_is_kept_with_its_words(stranger):
    enquiry = register(stranger, newsletter=True)

    assert enquiry.newsletter
    assert enquiry.newsletter_text.startswith("Send me news")

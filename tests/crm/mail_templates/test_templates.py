"""Templates: written, kept in versions, used for a mailing, copied and retired."""

import re

import pytest
import sqlalchemy as sa

from crm.core.db import session
from crm.employers.models import LegalForm
from crm.mail_templates import actions, queries, seed
from crm.mail_templates.models import MailTemplate, MailTemplateUse, MailTemplateVersion
from crm.mailing import rules
from crm.mailing.models import Mailing, Stage
from crm.mailing.rules import Purpose
from tests.browse import form_defaults

WORDS = {
    "name": "Open day", "topic": "news", "subject": "An open day for {{employer}}",
    "body": "Dear {{first_name}},\n\ncome and see. {{7*7}}",
}  # fmt: skip


@pytest.fixture
def open_day(app):
    row = actions.add(Purpose.MARKETING, WORDS, by="Ines Farrow")
    session.commit()
    return row


def versions(row) -> list[tuple[int, str]]:
    session.expire_all()
    return [(v.number, v.subject) for v in queries.versions(row.id)]


def change(officer, row, **words):
    return officer.submit(f"/mailings/templates/{row.id}/edit", words)


def test_the_shipped_ones_are_whole_and_come_once(app, officer):
    rows = queries.listing()

    assert len(rows) >= 8
    assert {row.purpose for row, _, _ in rows} == set(Purpose)
    for row, text, uses in rows:
        said = {"topic": text.topic, "reason": text.reason}
        actions.mailings.checked_text(
            row.purpose, said | {"subject": text.subject, "body": text.body}
        )
        assert not rules.lacking(rules.EXAMPLE, text.subject, text.body)
        assert (text.status, uses) == ("unconfirmed", 0)
    assert seed.load() == 0
    page = officer.get("/mailings/templates").text
    assert "Invitation to a webinar" in page
    assert "Evidence of pay is due" in page


def test_an_officer_writes_one_and_sees_an_invented_reader(app, officer):
    page = officer.submit("/mailings/templates/new?purpose=marketing", WORDS)

    assert "Saved “Open day”." in page.text
    assert "An open day for Example Bakery" in page.text
    assert "Dear Sam,\n\ncome and see. {{7*7}}" in page.text
    assert "No mailing began from it yet" in page.text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"name": ""}, "Enter a name for this template"),
        ({"subject": "x {{emploier}}"}, "There is no field “{{emploier}}”"),
        ({"topic": ""}, "Choose what it is about"),
        ({"name": "open DAY"}, "Another template has this name"),
        ({"subject": "x\nBcc: a@b.example"}, "Subject must be one line"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(officer, open_day, words, said):
    told = WORDS | {"name": "Another"} | words

    assert said in officer.submit("/mailings/templates/new?purpose=marketing", told).text
    assert len(versions(open_day)) == 1


def test_a_service_template_says_why_they_get_it(officer):
    told = {"name": "Visit", "subject": "Our visit", "body": "Hello"}
    address = "/mailings/templates/new?purpose=service"

    assert "Say why they get it" in officer.submit(address, told).text
    page = officer.submit(address, told | {"reason": "you work with us"})
    assert "you work with us" in page.text


def test_a_changed_text_is_the_next_version_and_a_new_name_is_not(officer, open_day):
    change(officer, open_day, name="Open week")
    assert versions(open_day) == [(1, WORDS["subject"])]

    page = change(officer, open_day, subject="An open week")

    assert versions(open_day) == [(2, "An open week"), (1, WORDS["subject"])]
    assert "version 2 of 2" in page.text
    old = officer.get(f"/mailings/templates/{open_day.id}?version=1").text
    assert "An open day for Example Bakery" in old
    assert officer.get(f"/mailings/templates/{open_day.id}?version=3").status_code == 404


def test_saving_a_shipped_text_confirms_it(officer):
    row, text, _ = queries.listing()[0]
    assert "Not confirmed" in officer.get(f"/mailings/templates/{row.id}").text

    page = change(officer, row, name="Ours")

    assert "Not confirmed" not in page.text
    assert versions(row) == [(2, text.subject), (1, text.subject)]


def test_undo_brings_the_earlier_text_back(officer, open_day):
    page = change(officer, open_day, subject="An open week")

    officer.post(re.search(r'action="(/[^"]*undo[^"]*)"', page.text)[1])

    assert versions(open_day) == [(1, WORDS["subject"])]
    assert "version 1 of 1" in officer.get(f"/mailings/templates/{open_day.id}").text


def test_two_people_do_not_overwrite_each_other(officer, open_day):
    told = form_defaults(officer.get(f"/mailings/templates/{open_day.id}/edit").text)
    change(officer, open_day, subject="First")

    page = officer.post(f"/mailings/templates/{open_day.id}/edit", told | {"subject": "Second"})

    assert page.status_code == 409
    assert "saved this record while you were editing" in page.text
    assert "Subject and text" in page.text
    assert versions(open_day)[0] == (2, "First")


@pytest.fixture
def brook(make):
    employer = make.employer(name="Brook Ltd", legal_form=LegalForm.COMPANY)
    make.contact(employer, name="Ann Bell", email="ann@brook.example")
    return employer


def use(person, row, audience=""):
    return person.post(
        f"/mailings/templates/{row.id}/use", {"audience": audience}, follow=True
    ).text


def test_a_mailing_begins_with_its_text_its_audience_and_three_previews(
    officer, open_day, brook, make
):
    for n in range(4):
        one = make.employer(name=f"Elm {n}", legal_form=LegalForm.COMPANY)
        make.contact(one, name=f"Bo{n} Dee", email=f"bo{n}@elm.example")

    page = use(officer, open_day, "/employers?q=Elm&sort=next")

    assert page.count("An open day for Elm") == 3
    assert "Dear Bo0," in page
    assert "Send to 4" in page
    mailing = session.scalar(sa.select(Mailing))
    assert (mailing.audience, mailing.topic, mailing.stage) == ("q=Elm", "news", Stage.DRAFT)
    shown = officer.get(f"/mailings/templates/{open_day.id}").text
    assert f'href="/mailings/{mailing.id}"' in shown
    assert "1 mailing" in officer.get("/mailings/templates").text


def test_a_reader_without_a_field_stops_the_send_and_is_named(officer, open_day, make):
    make.employer(name="Elm Ltd", legal_form=LegalForm.COMPANY, email="post@elm.example")

    page = use(officer, open_day)

    assert "Nothing can be sent: 1 reader" in page
    assert "Elm Ltd</a>: First word of that name" in page
    assert "Send to" not in page


def test_a_mailing_keeps_the_version_it_began_with(officer, open_day, brook):
    use(officer, open_day)
    change(officer, open_day, subject="An open week")

    mailing, used = session.scalar(sa.select(Mailing)), session.scalar(sa.select(MailTemplateUse))
    assert (mailing.subject, used.number) == (WORDS["subject"], 1)


def test_a_mailing_goes_to_the_view_that_the_list_showed(officer, open_day, brook):
    listed = officer.get("/mailings/templates?audience=q%3DBrook&view=mine").text
    assert '<input type="hidden" name="view" value="mine">' in listed
    officer.post(f"/mailings/templates/{open_day.id}/use", {"audience": "q=x", "view": "mine"})

    mailing = session.scalar(sa.select(Mailing))
    assert (mailing.view, mailing.view_name) == ("mine", "My employers")
    forged = officer.post(
        f"/mailings/templates/{open_day.id}/use", {"view": "99999"}, follow=True
    ).text
    assert "is gone. Choose the employers again" in forged


def test_a_wrong_audience_begins_nothing(officer, open_day):
    assert "has no filter “colour”" in use(officer, open_day, "?colour=red")
    assert not session.scalar(sa.select(sa.func.count(Mailing.id)))


def test_a_copy_has_its_own_name_and_one_version(officer, open_day):
    change(officer, open_day, subject="An open week")
    officer.post(f"/mailings/templates/{open_day.id}/copy")
    page = officer.post(f"/mailings/templates/{open_day.id}/copy", follow=True)

    assert 'value="Copy 2 of Open day"' in page.text
    copies = session.scalars(sa.select(MailTemplate).where(MailTemplate.name.like("Copy%"))).all()
    assert [versions(row) for row in copies] == [[(1, "An open week")]] * 2


def test_a_retired_one_is_offered_no_more(officer, open_day, brook):
    page = officer.post(f"/mailings/templates/{open_day.id}/retire", follow=True)

    assert "is offered no more" in page.text
    assert ">Open day<" not in page.text
    assert "This template was retired" in use(officer, open_day)
    again = officer.post(f"/mailings/templates/{open_day.id}/retire", follow=True)
    assert "retired already" in again.text


def test_a_mailing_is_kept_as_a_template(officer, open_day, brook):
    use(officer, open_day)
    mailing_id = session.scalar(sa.select(Mailing.id))

    page = officer.submit(f"/mailings/templates/new?from={mailing_id}", {"name": "Open evening"})

    assert "Saved “Open evening”." in page.text
    newest = session.scalar(
        sa.select(MailTemplateVersion).order_by(MailTemplateVersion.id.desc()).limit(1)
    )
    assert (newest.subject, newest.topic) == (WORDS["subject"], "news")


def test_a_trainee_uses_templates_and_does_not_write_them(trainee, open_day, brook):
    page = trainee.get("/mailings/templates").text
    assert "Use it" in page
    assert "New template for news" not in page
    assert "A colleague who may send mail" in use(trainee, open_day)
    for path in ("new", f"{open_day.id}/edit"):
        assert trainee.get(f"/mailings/templates/{path}").status_code == 403

"""Restore one field from the history: one value, its own operation, undone like any other."""

import re

import pytest
import sqlalchemy as sa

from crm.core import journal, single
from crm.core.db import Model, session
from crm.core.journal import Entry, Operation
from crm.employers.models import Contact, Employer, Site
from crm.parity.models import ParityCheck
from tests.browse import count_rows


def change(row, title="Changed it", **values):
    journal.operation(title)
    row = session.get_one(type(row), row.id)
    for name, value in values.items():
        setattr(row, name, value)
    session.commit()
    return session.scalars(
        sa.select(Entry).where(Entry.change == "update").order_by(Entry.id.desc()).limit(1)
    ).one()


def press(browser, entry, field, **more):
    return browser.post(
        f"/history/entries/{entry.id}/restore", {"field": field} | more, follow=True
    )


def fresh(row):
    session.rollback()
    session.expire_all()
    return session.get(type(row), row.id)


def test_one_field_goes_back_and_the_other_stays(officer, make):
    employer = make.employer(phone="01865 496011", website="https://old.example")
    entry = change(employer, phone="01865 496018", website="https://new.example")
    before = count_rows(Operation)

    page = press(officer, entry, "phone")

    assert "Restored phone of" in page.text
    row = fresh(employer)
    assert (row.phone, row.website) == ("01865 496011", "https://new.example")
    assert count_rows(Operation) == before + 1


def test_the_restore_is_undone_like_any_change(officer, make):
    employer = make.employer(phone="01865 496011")
    entry = change(employer, phone="01865 496018")
    press(officer, entry, "phone")
    operation = session.scalar(sa.select(sa.func.max(Operation.id)))

    officer.post(f"/history/{operation}/undo")

    assert fresh(employer).phone == "01865 496018"


def test_an_older_value_can_be_had_back_over_later_changes(officer, make):
    employer = make.employer(phone="1")
    first = change(employer, phone="2")
    change(employer, phone="3")

    press(officer, first, "phone")

    assert fresh(employer).phone == "1"


def test_what_follows_from_a_value_comes_with_it(officer, make):
    """The first change left the sort key as it was; the second did not."""
    employer = make.employer(name="Ridgeway")
    first = change(employer, name="RIDGEWAY")
    change(employer, name="Alder", name_key="alder")

    press(officer, first, "name")

    row = fresh(employer)
    assert (row.name, row.name_key) == ("Ridgeway", "ridgeway")


def test_every_button_of_the_page_of_a_record_works(officer, make):
    employer = make.employer(phone="01865 496011", notes="Gate code")
    change(employer, phone="01865 496018", notes="")

    page = officer.get(f"/history/of/employer/{employer.id}").text
    buttons = re.findall(r'entries/(\d+)/restore".*?name="field" value="(\w+)"', page)
    assert {field for _, field in buttons} == {"phone", "notes"}
    for entry, field in buttons:
        officer.post(f"/history/entries/{entry}/restore", {"field": field})

    row = fresh(employer)
    assert (row.phone, row.notes) == ("01865 496011", "Gate code")


def test_one_returns_to_where_the_button_was(officer, make):
    entry = change(make.employer(phone="1"), phone="2")
    back = f"/history/{entry.operation_id}"

    page = officer.post(f"/history/entries/{entry.id}/restore", {"field": "phone", "back": back})

    assert page.location == back


@pytest.mark.parametrize(
    ("since", "says"),
    [
        ({"phone": "1"}, "nothing to restore"),
        ({"removed": True}, "removed since"),
        ({"field": "owner_id"}, "Undo the whole change"),
        ({"field": "made_up_name"}, "Undo the whole change"),
        ({"erased": True}, "was erased"),
    ],
)
def test_what_cannot_be_put_back_is_refused_kindly(officer, make, since, says):
    contact = make.contact(make.employer(), phone="1")
    entry = change(contact, phone="2")
    if since.get("phone"):
        change(contact, phone=since["phone"])
    if since.get("removed"):
        session.delete(session.get_one(Contact, contact.id))
        session.commit()
    if since.get("erased"):
        table = sa.inspect(Entry).local_table
        session.connection().execute(
            sa.update(table).where(table.c.id == entry.id).values(before=None, after=None)
        )
        session.commit()
    before = count_rows(Operation)

    page = press(officer, entry, since.get("field", "phone"))

    assert says in page.text
    assert count_rows(Operation) == before


def test_a_number_that_another_has_now_is_not_given_twice(officer, make):
    employer = make.employer(company_number="00000001")
    entry = change(employer, company_number=None)
    make.employer(company_number="00000001")

    page = press(officer, entry, "company_number")

    assert "Another record has this value now" in page.text
    assert fresh(employer).company_number is None


def test_a_trainee_restores_own_changes_only(officer, trainee, auditor, make):
    entry = change(make.employer(phone="1"), phone="2")

    assert "Ask an officer" in press(trainee, entry, "phone").text
    assert press(auditor, entry, "phone").status_code == 403
    assert "Restored phone" in press(officer, entry, "phone").text


def test_a_value_one_may_not_see_is_not_restored(officer, make):
    entry = change(make.person(name="Priya Shah"), name="Priya Jones")

    assert press(officer, entry, "name").status_code == 404


def test_nothing_answers_for_records_that_never_were(officer):
    assert officer.get("/history/of/employer/99999").status_code == 404
    assert officer.get("/history/of/nothing/1").status_code == 404
    assert officer.post("/history/entries/99999/restore", {"field": "x"}).status_code == 404


def test_the_fields_named_are_fields_of_their_tables():
    named = 0
    for mapper in Model.registry.mappers:
        kind = mapper.class_
        known = set(journal.kept_columns(kind))
        for name, followers in kind.__restorable__.items():
            named += 1
            assert {name, *followers} <= known, kind
    assert named > 20
    assert not ParityCheck.__restorable__
    assert Site.__restorable__["postcode"]
    assert Employer.__restorable__["name"]
    assert single.fields(Entry(change="insert", table_name="site", after={"name": "x"})) == []

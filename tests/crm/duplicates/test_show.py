"""The merge screen: what differs, what is kept, and that the result is what is saved."""

import re

import sqlalchemy as sa

from crm.core.db import Model, session, table_of
from crm.core.journal import Operation
from crm.duplicates import actions, tables
from crm.duplicates.models import LikelyPair, NotTheSame
from crm.employers.models import Contact, Employer, EmployerMerge, Site
from crm.employers.standing import Standing
from tests.browse import Statements, count_rows
from tests.crm.duplicates.screen import merge, path, ticked


def pair(make):
    keep = make.employer(name="Ridgeway Homes", phone="01865 496018", notes="Gate code")
    fold = make.employer(
        name="Ridgeway Care", company_number="09000001", phone="01865 496011", website=""
    )
    return keep, fold


def results(text):
    cells = re.findall(r'data-result="(\w+)">(.*?)</b>', text, re.DOTALL)
    return dict(cells)


def test_only_differences_are_shown_with_a_suggested_result(officer, make):
    keep, fold = pair(make)

    page = officer.get(path(keep, fold)).text

    assert results(page) == {
        "name": "Ridgeway Homes",
        "other_names": "Ridgeway Care",
        "company_number": "09000001",
        "phone": "01865 496018",
        "notes": "Gate code",
    }


def test_what_was_shown_is_what_is_saved(officer, make):
    keep, fold = pair(make)
    make.contact(fold, name="J. Whitlock")
    shown = results(officer.get(path(keep, fold)).text)

    page = merge(officer, keep, fold)

    assert "Merged Ridgeway Care" in page.text
    saved = session.scalars(sa.select(Employer)).one()
    assert {name: getattr(saved, name) for name in shown} == shown
    assert session.scalars(sa.select(Contact)).one().employer_id == keep.id
    assert sorted(s.is_main for s in session.scalars(sa.select(Site))) == [False, True]


def test_another_choice_is_shown_before_it_is_saved(officer, make):
    keep, fold = pair(make)

    page = merge(officer, keep, fold, phone="fold")
    assert "nothing is saved yet" in page.text
    assert results(page.text)["phone"] == "01865 496011"
    assert count_rows(Employer) == 2

    officer.post(path(keep, fold), ticked(page.text) | {"merge": "1"})
    assert session.scalars(sa.select(Employer.phone)).all() == ["01865 496011"]


def test_an_edit_since_the_page_was_opened_stops_the_merge(officer, make):
    keep, fold = pair(make)
    opened = ticked(officer.get(path(keep, fold)).text)
    session.get(Employer, keep.id).tier = "A"
    session.commit()

    page = officer.post(path(keep, fold), opened | {"merge": "1"})

    assert "nothing is saved yet" in page.text
    assert count_rows(Employer) == 2


def test_the_old_reference_leads_to_the_survivor_through_any_number_of_merges(officer, make):
    one, two, three = (make.employer(name=name) for name in ("Alder", "Birch", "Cedar"))
    refs = one.ref, two.ref, three.ref
    merge(officer, two, one)
    merge(officer, three, two)

    for ref in refs[:2]:
        assert officer.get(f"/employers/{ref}?kind=changes").location.startswith(
            f"/employers/{refs[2]}"
        )
    assert officer.get(f"/employers/{refs[0]}/edit").location == f"/employers/{refs[2]}/edit"
    assert officer.post(f"/employers/{refs[0]}/edit", {"name": "X"}).status_code == 404


def test_no_row_points_to_a_merged_employer(officer, make):
    keep, fold = pair(make)
    make.contact(fold)
    make.placement(fold)
    merge(officer, keep, fold)

    employer = table_of(Employer)
    for table in Model.metadata.tables.values():
        for key in table.foreign_keys:
            if key.column.table is employer:
                found = session.scalar(sa.select(sa.func.count()).where(key.parent == fold.id))
                assert found == 0, f"{table.name}.{key.parent.name}"


def test_every_table_that_hangs_on_employers_moves_or_is_worked_out_anew():
    """What is not moved must go by the database's own cascade: nothing else may be left."""
    columns = [*(one.column for one in tables.hanging()), *tables.outside()]
    moved = {(column.table.name, column.name) for column in columns}
    for table in Model.metadata.tables.values():
        for key in table.foreign_keys:
            if key.column.table is table_of(Employer):
                left = (table.name, key.parent.name) not in moved
                assert not left or key.ondelete == "CASCADE", f"{table.name}.{key.parent.name}"


#: Numbers of employers without a key: they outlive the record and are read through its survivor.
LOOSE = {
    "employer_merge.gone_id", "enquiry.like_id", "evidence_request.subject_id",
    "outbox.employer_id",
}  # fmt: skip
#: Numbers of other things, or of whatever a row is about; they hold no employer's own.
NOT_EMPLOYERS = {
    "assessment.contact_id", "assessment.link_id", "attendance_file.operation_id",
    "decision.link_id", "refused_act.assessment_id",
    "advert_file.operation_id", "advert_row.vacancy_id", "whatif_run.last_id",
    "bulk_change.operation_id", "enquiry.draft_id", "import_file.operation_id",
    "journal_entry.row_id", "journal_entry.seal_id", "journal_entry.subject_id",
    "mailing_recipient.contact_id",
    "one_time_link.subject_id", "operation.actor_id", "outbox.contact_id",
    "placement.terms_id", "placement_terms.about_id", "search_entry.subject_id",
    "timeline_pin.row_id", "trashed.row_id",
}  # fmt: skip


def test_a_number_without_a_key_is_known_to_be_followed_or_to_be_none_of_an_employer():
    """A new one fails here until its readers use ``crm.employers.merges``."""
    found = {
        f"{table.name}.{column.name}"
        for table in Model.metadata.tables.values()
        for column in table.columns
        if column.name.endswith("_id") and isinstance(column.type, sa.Integer)
        if not column.foreign_keys
    }

    assert found == LOOSE | NOT_EMPLOYERS


def test_every_key_to_a_contact_or_site_is_of_a_row_that_moves_with_its_employer():
    """Contacts and sites keep their numbers, so what points to them needs its employer moved."""
    moved = {one.column.table.name for one in tables.hanging()}
    moved |= {column.table.name for column in tables.outside()}
    pointing = {
        table.name
        for table in Model.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table in (table_of(Contact), table_of(Site))
    }

    assert pointing
    assert pointing - moved == {"webinar_invite"}  # it knows its employer through its contact


def test_the_list_counts_what_moved(officer, make):
    keep, fold = pair(make)
    make.placement(fold)
    merge(officer, keep, fold)

    rows = session.scalars(sa.select(Standing)).all()
    assert [(row.employer_id, row.in_work) for row in rows] == [(keep.id, 1)]


def test_a_merge_is_one_operation(officer, make):
    keep, fold = pair(make)
    make.contact(fold)
    before = count_rows(Operation)

    merge(officer, keep, fold)

    assert count_rows(Operation) == before + 1
    assert session.scalars(sa.select(EmployerMerge.gone_id)).all() == [fold.id]


def test_not_the_same_is_remembered_with_who_and_why(officer, make):
    one = make.employer(name="HC Windrush")
    two = make.employer(name="HC Windrush Limited")
    actions.refill()
    session.commit()
    assert count_rows(LikelyPair) == 1

    officer.post(f"{path(one, two)}/apart", {"reason": "Two sites, two owners"})
    actions.refill()
    session.commit()

    assert count_rows(LikelyPair) == 0
    row = session.scalars(sa.select(NotTheSame)).one()
    assert (row.reason, row.by_id) == ("Two sites, two owners", officer.person_id)
    assert "Two sites, two owners" in officer.get(path(two, one)).text


def test_nobody_is_merged_with_itself_or_with_nobody(officer, make):
    one = make.employer()

    assert officer.get(path(one, one)).status_code == 404
    assert officer.get(f"/records/duplicates/{one.ref}/E-99999").status_code == 404


def test_the_screen_asks_a_fixed_number_of_statements(officer, make):
    keep, fold = pair(make)
    officer.get(path(keep, fold))
    with Statements() as few:
        officer.get(path(keep, fold))
    for _ in range(20):
        make.contact(fold)
    with Statements() as many:
        officer.get(path(keep, fold))

    assert few.count == many.count <= 16, many.sent

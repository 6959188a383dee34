"""Undo of a merge at any time: what was edited, added or taken since stays and is listed."""

import sqlalchemy as sa

from crm.activity.models import Activity
from crm.core import clock, journal
from crm.core.db import session
from crm.core.undo import Undone, undo
from crm.employers.models import Employer
from crm.mailing.models import Mailing, MailingRecipient, Place
from crm.mailing.rules import Purpose
from crm.placements.models import Placement
from tests.crm.duplicates.screen import merge as press


def take_back(operation: int) -> Undone:
    done = undo(operation)
    session.commit()
    return done


def test_what_was_added_to_a_moved_contact_goes_back_with_it(officer, make):
    keep, fold = make.employer(name="Alder"), make.employer(name="Birch")
    contact = make.contact(fold)
    placement = make.placement(fold)
    press(officer, keep, fold)
    operation = session.scalar(sa.select(sa.func.max(journal.Operation.id)))
    ids = keep.id, fold.id
    for about, place in ((contact.id, "at Birch"), (None, "at Alder")):
        session.add(
            Activity(employer_id=ids[0], contact_id=about, kind="call", summary=place,
                     happened_at=clock.now(), by_id=officer.person_id)
        )  # fmt: skip
    session.commit()

    take_back(operation)

    where = dict(session.execute(sa.select(Activity.summary, Activity.employer_id)).all())
    assert where == {"at Alder": ids[0], "at Birch": ids[1]}
    assert session.get_one(Placement, placement.id).employer_id == ids[1]


def recipient(mailing, employer_id):
    row = MailingRecipient(
        mailing_id=mailing, employer_id=employer_id, name="A", address="a@b.example",
        place=Place.WAITING,
    )  # fmt: skip
    session.add(row)
    session.commit()
    return row.id


def test_rows_outside_the_journal_find_their_way_through_a_chain(officer, make):
    one, two, three = (make.employer(name=name) for name in ("Alder", "Birch", "Cedar"))
    mailing = Mailing(
        purpose=Purpose.SERVICE, subject="S", body="B", made_by_id=officer.person_id,
        made_at=clock.now(),
    )  # fmt: skip
    session.add(mailing)
    session.flush()
    ids = one.id, two.id, three.id
    rows = [recipient(mailing.id, employer_id) for employer_id in ids]
    operations = []
    for keep, fold in ((two, one), (three, two)):
        press(officer, keep, fold)
        operations.append(session.scalar(sa.select(sa.func.max(journal.Operation.id))))

    for operation in operations:
        take_back(operation)

    found = session.execute(sa.select(MailingRecipient.id, MailingRecipient.employer_id)).all()
    assert dict(found) == dict(zip(rows, ids, strict=True))


def test_a_number_that_another_took_since_is_not_given_twice(officer, make):
    keep = make.employer(name="Alder", company_number="00000001")
    fold = make.employer(name="Birch", company_number="00000002")
    gone = fold.id
    press(officer, keep, fold)
    operation = session.scalar(sa.select(sa.func.max(journal.Operation.id)))
    make.employer(name="Cedar", company_number="00000002")

    done = take_back(operation)

    assert [(one.field, one.reason) for one in done.refused] == [
        ("company_number", "another record has it now")
    ]
    assert session.get_one(Employer, gone).company_number is None


def test_the_page_lists_the_edits_that_stay(officer, make):
    keep, fold = make.employer(name="Alder"), make.employer(name="Birch")
    gone = fold.ref
    press(officer, keep, fold)
    operation = session.scalar(sa.select(sa.func.max(journal.Operation.id)))
    journal.operation("Changed Alder")
    session.get_one(Employer, keep.id).website = "https://alder.example"
    session.commit()

    page = officer.post(f"/history/{operation}/undo", follow=True)

    assert "Undone, later edits kept" in page.text
    assert "Website" in page.text
    assert officer.get(f"/employers/{gone}").status_code == 200
    assert session.get_one(Employer, keep.id).website == "https://alder.example"


def test_a_member_belongs_to_its_group_again_once_the_head_is_back(officer, make):
    """Its own merge is undone while the head of its group is merged away."""
    head, member = make.employer(name="Alder"), make.employer(name="Birch")
    into = [make.employer(name=name) for name in ("Cedar", "Damson")]
    member.parent_id = head.id
    session.commit()
    ids = head.id, member.id
    operations = []
    for keep, fold in ((into[0], member), (into[1], head)):
        press(officer, keep, fold)
        operations.append(session.scalar(sa.select(sa.func.max(journal.Operation.id))))

    take_back(operations[0])
    assert session.get_one(Employer, ids[1]).parent_id is None
    take_back(operations[1])
    session.expire_all()
    assert session.get_one(Employer, ids[1]).parent_id == ids[0]


def test_a_group_chosen_in_the_meantime_stays(officer, make):
    head, member = make.employer(name="Alder"), make.employer(name="Birch")
    into = [make.employer(name=name) for name in ("Cedar", "Damson", "Elder")]
    member.parent_id = head.id
    session.commit()
    member_id, other = member.id, into[2].id
    operations = []
    for keep, fold in ((into[0], member), (into[1], head)):
        press(officer, keep, fold)
        operations.append(session.scalar(sa.select(sa.func.max(journal.Operation.id))))
    take_back(operations[0])
    for chosen in (other, None):
        session.get_one(Employer, member_id).parent_id = chosen
        session.commit()

    take_back(operations[1])
    session.expire_all()
    assert session.get_one(Employer, member_id).parent_id is None

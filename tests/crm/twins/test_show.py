"""Two contacts that are one person: looked at, merged, and undone at any time."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from crm.activity.models import Activity
from crm.consent import actions as consent
from crm.consent.models import MailConsent
from crm.consent.rules import Basis
from crm.core import clock, keys, undo
from crm.core.db import session
from crm.core.journal import Operation
from crm.employers.models import Contact
from webinars.bookings import actions as bookings
from webinars.bookings.models import Invite
from webinars.programme.models import Webinar


@pytest.fixture
def pair(officer, make):
    employer = make.employer(name="Windrush Foods")
    keep = make.contact(employer, name="Sam Carter", email="sam@windrush.example", notes="Mornings")
    fold = make.contact(
        employer, name="Samuel Carter", role="Head of people", email="s.carter@windrush.example",
        can_hire=True, notes="Prefers mail",
    )  # fmt: skip
    session.add(
        Activity(employer_id=employer.id, contact_id=fold.id, kind="call", summary="Called Samuel",
                 happened_at=clock.now(), by_id=officer.person_id)
    )  # fmt: skip
    vacancy = make.vacancy(employer, contact_id=fold.id)
    session.commit()
    return employer, keep, fold, vacancy


def soon(title):
    starts = clock.now() + timedelta(days=21)
    return Webinar(
        title=title, words="What small employers do.", starts_at=starts,
        ends_at=starts + timedelta(hours=1), capacity=9, join_url="https://join.example/7",
        state="published",
    )  # fmt: skip


def path_of(employer, keep, fold):
    return f"/employers/{employer.ref}/contacts/{keep.id}/twin/{fold.id}"


def last():
    return session.scalar(sa.select(sa.func.max(Operation.id)))


def test_the_likely_one_comes_first_with_the_reason(officer, make, pair):
    employer, keep, _, _ = pair
    make.contact(employer, name="Carter, Sam")

    page = officer.get(f"/employers/{employer.ref}/contacts/{keep.id}/twin").text

    assert page.index("Carter, Sam") < page.index("Samuel Carter")
    assert "Same name" in page
    assert (
        f"/contacts/{keep.id}/twin"
        in officer.get(f"/employers/{employer.ref}/contacts/{keep.id}/edit").text
    )


def test_a_merge_keeps_what_was_chosen_and_all_that_hung_on_either(officer, pair):
    employer, keep, fold, vacancy = pair
    keep_id, fold_id, vacancy_id = keep.id, fold.id, vacancy.id

    page = officer.submit(path_of(employer, keep, fold), {"name": "fold"})

    assert "Merged Samuel Carter into Sam Carter." in page.text
    session.expire_all()
    kept = session.get_one(Contact, keep_id)
    assert (kept.name, kept.role, kept.email, kept.can_hire, kept.notes) == (
        "Samuel Carter", "Head of people", "sam@windrush.example", True,
        "Mornings\n\nPrefers mail",
    )  # fmt: skip
    assert session.get(Contact, fold_id) is None
    assert session.scalar(sa.select(Activity.contact_id)) == keep_id
    assert session.get_one(type(vacancy), vacancy_id).contact_id == keep_id


def test_undo_brings_both_back_and_keeps_what_came_later(officer, pair):
    employer, keep, fold, vacancy = pair
    keep_id, fold_id, vacancy_id = keep.id, fold.id, vacancy.id
    officer.submit(path_of(employer, keep, fold), {"name": "fold"})
    merged = last()
    officer.submit(f"/employers/{employer.ref}/contacts/{keep_id}/edit", {"phone": "020 7946 0018"})

    undo.undo(merged)
    session.commit()

    session.expire_all()
    kept, back = session.get_one(Contact, keep_id), session.get_one(Contact, fold_id)
    assert (kept.name, kept.notes, kept.can_hire) == ("Sam Carter", "Mornings", None)
    assert kept.phone == "020 7946 0018"
    assert (back.name, back.role, back.notes) == ("Samuel Carter", "Head of people", "Prefers mail")
    assert session.get_one(type(vacancy), vacancy_id).contact_id == fold_id
    assert session.scalar(sa.select(Activity.contact_id)) == fold_id


def test_an_agreement_stays_with_the_address_it_was_given_for(officer, pair):
    employer, keep, fold, _ = pair
    for contact in (keep, fold):
        consent.agree(
            employer,
            address=contact.email,
            contact=contact,
            topic="news",
            basis=Basis.CONSENT,
            source="Form",
            given_on=clock.today(),
        )
    session.commit()
    keep_id = keep.id
    officer.submit(path_of(employer, keep, fold), {"email": "keep"})

    rows = session.execute(
        sa.select(MailConsent.address_key, MailConsent.contact_id).order_by(MailConsent.id)
    ).all()
    assert [row.contact_id for row in rows] == [keep_id, None]


def test_who_is_still_there_at_one_is_still_there(officer, make):
    employer = make.employer()
    keep = make.contact(employer, name="Sam Carter", to_on=clock.today())
    fold = make.contact(employer, name="Sam Carter")
    session.commit()
    keep_id = keep.id

    officer.submit(path_of(employer, keep, fold), {})

    session.expire_all()
    assert session.get_one(Contact, keep_id).to_on is None


def test_what_changed_since_it_was_looked_at_is_not_merged(officer, pair):
    employer, keep, fold, _ = pair
    path = path_of(employer, keep, fold)
    stale = {"seen": f"{keep.id}.{keep.version}-{fold.id}.{fold.version}"}
    fold.role = "Director"
    session.commit()

    page = officer.post(path, stale)

    assert "changed meanwhile" in page.text
    assert session.get(Contact, fold.id) is not None


def test_nobody_is_merged_with_themselves_or_across_employers(officer, make, pair):
    employer, keep, _, _ = pair
    stranger = make.contact(make.employer(), name="Sam Carter")

    for one, other in ((keep, keep), (keep, stranger), (stranger, keep)):
        assert officer.get(path_of(employer, one, other)).status_code == 404
    assert officer.get(f"/employers/{employer.ref}/contacts/{2**40}/twin").status_code == 404


def test_every_key_to_a_contact_is_moved():
    """The journal's by the merge and its undo; the others are named here, and moved for good."""
    kept, others = (
        {
            f"{kind.__tablename__}.{column.name}"
            for kind, column in keys.pointing_to(Contact, journalled=journalled)
        }
        for journalled in (True, False)
    )

    assert {"activity.contact_id", "vacancy.contact_id", "mail_consent.contact_id"} <= kept
    assert others == {"webinar_invite.contact_id"}


def test_an_invitation_mailed_to_the_one_works_for_the_other(officer, make, pair):
    employer, keep, fold, _ = pair
    webinars = [make._save(soon(title)) for title in ("One", "Two")]
    both, only = (
        [bookings.invite_link(webinar, who).id for who in whom]
        for webinar, whom in zip(webinars, ((keep, fold), (fold,)), strict=True)
    )
    session.commit()
    keep_id = keep.id

    officer.submit(path_of(employer, keep, fold), {})

    rows = session.execute(sa.select(Invite.link_id, Invite.contact_id).order_by(Invite.id)).all()
    assert [tuple(row) for row in rows] == [(both[0], keep_id), (only[0], keep_id)]


def test_the_only_contact_has_nobody_to_be_merged_with(officer, make):
    employer = make.employer()
    only = make.contact(employer, name="Ann Only")
    session.commit()

    assert "Nobody else" in officer.get(f"/employers/{employer.ref}/contacts/{only.id}/twin").text

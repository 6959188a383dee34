"""After a merge: numbers kept outside the keys, in mails and links, lead to the survivor."""

import pytest
import sqlalchemy as sa

from crm.consent import actions as consent
from crm.consent.models import MailConsent
from crm.consent.rules import address_key, hint
from crm.core import outbox
from crm.core.db import session
from crm.core.journal import Operation
from crm.core.outbox import About, Audience
from crm.employers import merges
from crm.employers.models import Employer
from crm.inbound import actions as inbound
from crm.inbound import tokens
from crm.inbound.models import InboundFiling
from crm.interest.models import Enquiry
from tests.browse import Browser
from tests.crm.duplicates.screen import merge
from tests.crm.interest.door import register


@pytest.fixture
def merged(officer, make):
    """The number of an employer that is gone, and that of its survivor."""
    keep, fold = make.employer(name="Alder"), make.employer(name="Birch")
    gone, survivor = fold.id, keep.id
    mail = outbox.post(
        kind="mailing", audience=Audience.EXTERNAL, to="a@birch.example", subject="Hello",
        body="Hi.", dedupe_key="1", about=About("webinars", gone),
    )  # fmt: skip
    session.commit()
    merge(officer, keep, fold)
    return gone, survivor, mail.message_id


def letter(subject: str, more: str = "") -> bytes:
    return (
        f"From: Ann <ann@else.example>\nTo: s@council.example\nSubject: {subject}\n"
        f"Message-ID: <1@else.example>\n{more}\nYes.\n"
    ).encode()


@pytest.mark.parametrize("how", ["token", "answer"])
def test_an_answer_to_a_merged_employers_mail_is_filed_with_the_survivor(app, merged, how):
    gone, survivor, message_id = merged
    raw = {
        "token": letter(f"Re: [{tokens.make(gone)}]"),
        "answer": letter("Re: Hello", f"In-Reply-To: {message_id}\n"),
    }[how]

    inbound.receive(raw)
    session.commit()

    (filing,) = session.query(InboundFiling)
    assert (filing.employer_id, filing.how) == (survivor, how)


def test_a_choice_made_on_an_old_link_is_kept_with_the_survivor(merged):
    gone, survivor, _ = merged
    address = "a@birch.example"

    consent.choose(address_key(address), hint(address), {"news"}, {"news"}, gone)
    session.commit()

    assert session.query(MailConsent).one().employer_id == survivor


def test_the_queue_names_the_survivor_of_whom_an_enquiry_looked_like(app, officer, make):
    keep = make.employer(name="Alder")
    fold = make.employer(name="Isis Garden Centre Ltd", postcode="OX14 3HB")
    ref, gone = keep.ref, fold.id
    register(Browser(app, None))
    assert session.query(Enquiry).one().like_id == gone
    merge(officer, keep, fold)

    assert ref in officer.get("/interest/queue").text


def test_nobody_is_followed_from_nowhere(app, merged):
    gone, survivor, _ = merged

    assert [e.id for e in merges.followed([gone, survivor, 99999])] == [survivor]
    assert merges.current(None) is None


def parents():
    session.rollback()
    rows = session.execute(sa.select(Employer.name, Employer.parent_id)).all()
    names = dict(session.execute(sa.select(Employer.id, Employer.name)).all())
    return {name: names.get(parent) for name, parent in rows}


@pytest.mark.parametrize(
    ("belongs", "after"),
    [
        ({"Birch": "Cedar"}, {"Alder": "Cedar"}),
        ({"Alder": "Birch"}, {}),
        ({"Birch": "Alder"}, {}),
        ({"Alder": "Cedar", "Elm": "Birch"}, {"Alder": "Cedar", "Elm": "Cedar"}),
        ({"Birch": "Cedar", "Elm": "Alder"}, {"Alder": "Cedar", "Elm": "Cedar"}),
    ],
)
def test_groups_stay_at_two_levels_and_come_back(officer, make, belongs, after):
    """Birch is folded into Alder; Elm and Cedar stand beside them."""
    known = {name: make.employer(name=name) for name in ("Alder", "Birch", "Cedar", "Elm")}
    for name, head in belongs.items():
        known[name].parent_id = known[head].id
    session.commit()
    before = parents()

    merge(officer, known["Alder"], known["Birch"])

    assert parents() == {"Alder": None, "Cedar": None, "Elm": None} | after
    operation = session.scalar(sa.select(sa.func.max(Operation.id)))
    officer.post(f"/history/{operation}/undo")
    assert parents() == before

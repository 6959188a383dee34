"""One press asks the employer by a secure link; what comes stands ready beside the check."""

import pytest
import sqlalchemy as sa
import time_machine

from crm.core import clock
from crm.core.db import session
from crm.core.outbox import Mail
from crm.employers.models import Employer
from crm.evidence.models import EvidenceFile, EvidenceRequest
from crm.placements.models import Placement
from crm.vault import actions as vault
from crm.vault.rules import Kind as Paper
from tests import papers
from tests.crm.parity.opened import rows, steps

NOW = "2026-11-21T12:00:00+00:00"


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(NOW, tick=False):
        yield


def test_one_press_mails_the_link_and_can_be_undone(officer, placed, make):
    employer = session.get(Placement, placed.id).employer_id
    make.contact(session.get(Employer, employer), name="Sam Carter", email="sam@windrush.example")

    page = officer.post(f"/placements/{placed.ref}/parity/ask", follow=True)

    assert "A link was mailed. It works until 5 December 2026." in page.text
    assert page.text.index('id="asked"') < page.text.index(placed.ref)
    assert steps() == ["Wage evidence asked for"]
    mail = session.scalars(sa.select(Mail)).one()
    assert mail.to_addr == "sam@windrush.example"
    undo = page.text.split('action="/history/')[1].split('"')[0]

    officer.post(f"/history/{undo}", follow=True)

    assert rows()[0].asked_at is None
    assert steps() == ["Ask for the wage slip of P-00001"]


def test_nobody_to_mail_is_told(officer, placed):
    page = officer.post(f"/placements/{placed.ref}/parity/ask", follow=True).text

    assert "Nobody there has an email address. Add one to a contact, then ask." in page


def test_what_came_stands_ready_beside_the_check(app, officer, placed, make, tmp_path):
    app.config["DATA_DIR"] = tmp_path
    employer = session.get(Employer, session.get(Placement, placed.id).employer_id)
    make.contact(employer, name="Sam Carter", email="sam@windrush.example")
    officer.post(f"/placements/{placed.ref}/parity/ask")
    slip, job = arrive(employer, Paper.WAGE_SLIP), arrive(employer, Paper.JOB_DESCRIPTION)

    page = officer.get("/parity").text
    assert "2 files came" in page
    assert 'id="asked"' not in page

    page = officer.get(f"/placements/{placed.ref}/parity/new", follow=True).text
    assert f"Wage slip {slip.ref}" in page
    assert f'value="{job.ref}" checked' in page
    assert 'value="12.71"' in page


def arrive(employer, kind):
    """Let a file come by the newest link."""
    row = vault.keep(employer, kind, vault.look_into(papers.pdf()), came_by="a link")
    asked = session.scalars(sa.select(EvidenceRequest).order_by(EvidenceRequest.id.desc())).first()
    session.add(EvidenceFile(request_id=asked.id, file_id=row.id, sent_at=clock.now()))
    session.commit()
    return row


def test_asking_where_nothing_is_open_is_refused(officer, make):
    placement = make.placement()

    page = officer.post(f"/placements/{placement.ref}/parity/ask", follow=True).text

    assert "No check of this placement is open." in page

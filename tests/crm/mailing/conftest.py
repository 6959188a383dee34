"""Employers to write to, and a mailing to them."""

import pytest

from crm.core import clock
from crm.core.db import session
from crm.employers.models import LegalForm
from crm.mailing import actions
from crm.mailing.models import Mailing, Stage
from crm.mailing.rules import Purpose

NEWS = {
    "topic": "webinars", "subject": "A webinar for {{employer}}", "reach": "one person",
    "body": "Dear {{first_name}},\n\ncome. {{7*7}}", "audience": "",
}  # fmt: skip


@pytest.fixture
def three(make):
    """A company, a sole trader without consent, and a company without an address."""
    company = make.employer(name="Brook Ltd", legal_form=LegalForm.COMPANY)
    make.contact(company, name="Zoe Hale", email="zoe@brook.example")
    make.contact(company, name="Ann Bell", email="ann@brook.example", can_hire=True)
    make.contact(company, name="Old Hand", email="old@brook.example", to_on=clock.today())
    trader = make.employer(name="Cole Trading", legal_form=LegalForm.SOLE_TRADER)
    make.contact(trader, name="Cy Cole", email="cy@cole.example")
    make.employer(name="Dale Ltd", legal_form=LegalForm.COMPANY)
    return company


@pytest.fixture
def news(three, make):
    row = Mailing(purpose=Purpose.MARKETING, stage=Stage.DRAFT, made_by_id=make.person().id,
                  made_at=clock.now())  # fmt: skip
    actions.save(row, NEWS | {"reason": ""})
    session.commit()
    return row

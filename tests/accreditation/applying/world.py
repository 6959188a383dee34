"""An employer that is asked to apply, and the pages behind its link."""

import re

from accreditation.applications import actions, queries
from accreditation.applications.models import Application
from accreditation.scheme import queries as schemes
from accreditation.scheme.models import SchemeVersion
from accreditation.scheme.models import State as Stage
from accreditation.scheme.reading import read
from crm.core import clock
from crm.core.db import session
from crm.employers.models import Contact, Employer, SizeBand
from tests.accreditation.scheme.cases import document

ANSWERS = {
    "pay": {"said_FP2": "step-1"},
    "support": {"said_SW3": "step-2"},
    "leadership": {"said_LE1": "step-1"},
}
SIGNED = {"name": "Ines Marlow", "role": "Owner", "public": "y"}


def asked(make, *, size=SizeBand.SMALL, by=None, renewal_of="", employer=None, **more):
    """An invitation of a small employer; returns the application, committed."""
    if employer is None:
        owner = make.person(name="Aisha Karim")
        employer = make.employer(name="Isis Bakery", size_band=size, owner_id=owner.id, **more)
        make.contact(employer, name="Ines Marlow", email="ines@isis.example")
    contact = queries.who_to_ask(employer.id)[0]
    row = actions.invite(
        session.get_one(Employer, employer.id), session.get_one(Contact, contact.id),
        renewal_of=renewal_of, by=by,
    )  # fmt: skip
    session.commit()
    return row


def path(row) -> str:
    session.expire_all()
    found = queries.one(Application.id == row.id)
    return "/me/level." + queries.address(found).split("/me/level.")[1]


def fresh(row) -> Application:
    session.rollback()
    session.expire_all()
    return queries.one(Application.id == row.id)


def fill(browser, link: str, answers=ANSWERS) -> None:
    """Answer every page of a small employer."""
    for part, given in answers.items():
        browser.submit(f"{link}/answer/{part}", given)


def send(browser, link: str, signed=SIGNED):
    return browser.submit(f"{link}/check", signed)


def filled_and_sent(browser, make, **more) -> tuple[Application, str]:
    row = asked(make, **more)
    link = path(row)
    fill(browser, link)
    page = send(browser, link)
    assert "We have your application" in page.text, page.text
    return fresh(row), link


def text_of(page) -> str:
    """The words of a page's main part, without marks."""
    main = page.text.split('id="main-content"')[1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def version_two(**changes):
    """Publish nothing: put a version in force that differs in what ``changes`` say."""
    scheme = read(document(version="2", **changes))
    row = SchemeVersion(
        version="2", state=Stage.PUBLISHED, document=dict(scheme.document), digest=scheme.hash,
        effective_from=clock.today(), created_at=clock.now(), made_from="1",
    )  # fmt: skip
    session.add(row)
    session.commit()
    assert schemes.in_force(clock.today()).id == row.id
    return row

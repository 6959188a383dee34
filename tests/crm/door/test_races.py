"""Two phones send the last allowed file at the same moment: one gets through, whatever the engine.

The twin shows that counting first and writing after, as two requests without one statement would,
lets both through.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from crm.core import links
from crm.core.db import db, reading, session, set_may_write, table_of
from crm.core.links import OneTimeLink
from crm.core.outbox import Mail
from crm.evidence.models import EvidenceFile, EvidenceRequest
from crm.vault.models import StoredFile
from tests import papers
from tests.browse import Browser, count_rows, let_go
from tests.crm.evidence import asking
from tests.crm.evidence.asking import Asked
from tests.makers import Make

PHONES = 4


def at_once(app: Flask, acts: list[Callable[[], Any]]) -> list[Any]:
    """Do each act in a thread of its own, all from the same moment; return what they answered."""
    answers: list[Any] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def do(number: int) -> None:
        with app.app_context():
            set_may_write(True)
            start.wait()
            answers[number] = acts[number]()
            session.remove()

    let_go()
    threads = [threading.Thread(target=do, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def leave_one(made: Asked) -> int:
    """Use all but one of the link's uses up; return the link's id."""
    link = made.link
    link.uses = link.most - 1
    session.commit()
    return link.id


def test_the_last_use_is_taken_once(app: Flask, request_made: Asked) -> None:
    link_id = leave_one(request_made)

    def take() -> bool:
        taken = links.take(link_id, 1)
        session.commit()
        return taken

    answers = at_once(app, [take] * PHONES)

    assert sorted(answers) == [False] * (PHONES - 1) + [True]
    assert request_made.link.uses == 5


def test_looking_first_and_writing_after_lets_both_through(app: Flask, request_made: Asked) -> None:
    link_id, table = leave_one(request_made), table_of(OneTimeLink)
    let_go()
    both = [db.engine.connect() for _ in range(2)]
    look = sa.select(table.c.most - table.c.uses).where(table.c.id == link_id)

    with reading():
        left = [one.execute(look).scalar_one() for one in both]
    for one in both:
        one.rollback()
    for one in both:
        one.execute(sa.update(table).where(table.c.id == link_id).values(uses=table.c.uses + 1))
        one.commit()
        one.close()

    assert left == [1, 1]  # each was told that its file fits
    assert request_made.link.uses == 6  # and the link took one too many


def test_two_phones_send_the_last_file_at_once(app: Flask, request_made: Asked) -> None:
    phones = [Browser(app, None) for _ in range(2)]
    for number, phone in enumerate(phones):
        asking.upload(phone, request_made.path, (f"{number}.pdf", papers.pdf((f"N {number}",))))
    leave_one(request_made)
    told = [{"act": "send", "csrf_token": phone.token()} for phone in phones]

    def send(number: int) -> Callable[[], int]:
        client = phones[number].client
        path = f"{request_made.path}/hide"
        return lambda: client.post(path, data=told[number]).status_code

    answers = at_once(app, [send(0), send(1)])

    assert sorted(answers) == [200, 302]
    assert (count_rows(EvidenceFile), count_rows(StoredFile), request_made.link.uses) == (1, 1, 5)


def test_one_button_pressed_twice_at_once_sends_once(app: Flask, request_made: Asked) -> None:
    phone = Browser(app, None)
    asking.upload(phone, request_made.path, ("slip.pdf", papers.pdf()))
    told = {"act": "send", "csrf_token": phone.token()}
    with phone.client.session_transaction() as cookie:
        kept = dict(cookie)
    path = f"{request_made.path}/hide"

    def press() -> int:
        client = app.test_client()
        with client.session_transaction() as again:
            again.update(kept)
        return client.post(path, data=told).status_code

    answers = at_once(app, [press, press])

    assert answers == [302, 302]
    assert (count_rows(StoredFile), request_made.link.uses) == (1, 1)


def test_one_press_for_a_link_sent_twice_at_once_mails_once(
    app: Flask, make: Make, disk: Path, officer: Browser
) -> None:
    employer, _ = asking.employer_with_contact(make)
    told = {"purpose": "wage", "subject": make.placement(employer).id}
    told["csrf_token"] = officer.token()
    with officer.client.session_transaction() as cookie:
        kept = dict(cookie)

    def press() -> int:
        client = app.test_client()
        with client.session_transaction() as again:
            again.update(kept)
        return client.post("/evidence/ask", data=told).status_code

    answers = at_once(app, [press, press])

    assert answers == [302, 302]
    assert (count_rows(EvidenceRequest), count_rows(Mail)) == (1, 1)

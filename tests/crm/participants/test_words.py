"""The list of words: what ships, what a manager changes, and what officers may not."""

import sqlalchemy as sa

from crm.core.db import session
from crm.participants import seed
from crm.participants.models import WorkWord
from crm.participants.rules import WordKind


def word(code):
    session.expire_all()
    return session.scalars(sa.select(WorkWord).where(WorkWord.code == code)).one()


def test_every_kind_ships_with_words_that_nobody_has_confirmed(officer):
    kinds = {row.kind for row in session.scalars(sa.select(WorkWord))}

    assert kinds == set(WordKind)
    page = officer.get("/participants/words").text
    assert "Washing up" in page
    assert "Not confirmed" in page
    assert "Add a word" not in page


def test_a_manager_adds_and_changes_a_word(manager):
    given = {"kind": "task", "label": "Feeding llamas", "finds": "llama, alpaca",
             "source": "Team meeting", "status": "confirmed"}  # fmt: skip

    page = manager.submit("/participants/words/new", given)

    assert "“Feeding llamas” added." in page.text
    added = word("feeding-llamas")
    assert added.beginnings == ("llama", "alpaca")
    page = manager.submit("/participants/words/new", given)
    assert "There is such a word already." in page.text

    manager.submit(f"/participants/words/{added.id}", {"offered": "no"})
    assert not word("feeding-llamas").offered
    assert "Feeding llamas" not in manager.get("/participants/new").text


def test_a_word_on_health_is_refused(manager):
    page = manager.submit(
        "/participants/words/new",
        {
            "kind": "support at work",
            "label": "Epilepsy aware",
            "source": "x",
            "status": "confirmed",
        },
    )

    assert "Take out “Epilepsy”" in page.text


def test_codes_are_digits(manager):
    page = manager.submit(
        "/participants/words/new",
        {
            "kind": "sort of work",
            "label": "Zoos",
            "soc": "zoo",
            "source": "x",
            "status": "confirmed",
        },
    )

    assert "one to four digits" in page.text


def test_what_somebody_changed_stays_when_the_product_is_loaded_again(app):
    word("cleaning").label = "Keeping clean"
    session.commit()

    assert seed.load() == 0
    assert word("cleaning").label == "Keeping clean"

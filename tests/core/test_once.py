"""A form that is sent twice counts once; whatever else breaks a constraint is not hidden."""

import pytest
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import MultiDict

from crm.core import clock
from crm.core.db import session
from crm.core.once import OnceForm, kept_once
from crm.employers.models import Employer


def keep():
    """Keep an employer under an external id that only one may have."""
    row = Employer(name="Grundon", name_key="grundon", external_id="X-1", created_at=clock.now())
    session.add(row)
    session.flush()
    return row


def test_what_is_new_is_kept_and_committed(app):
    made = kept_once(keep, lambda: None).id
    session.rollback()

    assert session.get(Employer, made) is not None


def test_the_slower_copy_finds_the_quicker_one(app, make):
    quicker = make.employer(external_id="X-1").id

    assert kept_once(keep, lambda: session.get(Employer, quicker)).id == quicker


def test_another_broken_constraint_is_raised(app, make):
    make.employer(external_id="X-1")

    with pytest.raises(IntegrityError):
        kept_once(keep, lambda: None)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("a-token-of-a-form", True), ("short", False), ("forged\0-and-long-enough", False)],
)
def test_only_a_token_that_a_form_could_have_made_counts(app, typed, kept):
    with app.test_request_context("/", method="POST"):
        form = OnceForm(MultiDict({"form_token": typed}), meta={"csrf": False})

    assert form.token == (typed if kept else None)

"""The record page."""

import pytest

from tests.browse import Statements


def test_the_record_shows_head_facts_panels_and_timeline(officer, make):
    employer = make.employer(name="Grundon Waste Management", tier="A")
    make.contact(employer, name="Maria Hollis", role="HR manager", can_hire=True)

    page = officer.get(f"/employers/{employer.ref}")

    for words in ("Grundon Waste Management", "Tier A", "South Oxfordshire", "Maria Hollis",
                  "Can hire", "None set", employer.ref):  # fmt: skip
        assert words in page.text


@pytest.mark.parametrize(
    "ref",
    ["E-99999", "E-1", "e-00001", "E-00001x", "E-999999999999999999999", "1", "new2", "E-%00"],
)
def test_an_employer_that_is_not_there_is_one_plain_404(officer, make, ref):
    make.employer()

    assert officer.get(f"/employers/{ref}").status_code == 404


def test_the_record_stays_within_its_statements(officer, make):
    employer = make.employer()
    for _ in range(3):
        make.contact(employer)
    officer.get(f"/employers/{employer.ref}")

    with Statements() as few:
        officer.get(f"/employers/{employer.ref}")
    for _ in range(40):
        make.contact(employer)
    with Statements() as many:
        officer.get(f"/employers/{employer.ref}")

    assert few.count == many.count <= 12, many.sent

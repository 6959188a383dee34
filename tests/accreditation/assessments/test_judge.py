"""What officers see is judged by the same four verdicts as what employers declare."""

import pytest

from accreditation.declared.models import Declared, Source
from crm.activity.rules import Kind
from crm.core.db import session
from crm.employers.models import Employer
from tests.accreditation.assessments.test_show import QUEUE, drafting_case, judged
from tests.accreditation.assessments.world import case_of
from tests.accreditation.levels.test_keeping import talk


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        ("verified:1", (Source.VERIFIED, 1, "assessed", 5, "Proof seen")),
        ("assessed zero:0", (Source.VERIFIED, 0, "assessed", 0, "Assessed, none")),
        ("not assessed:0", (Source.UNKNOWN, 0, "not assessed", None, "Not assessed")),
        ("not applicable:0", (Source.NOT_APPLICABLE, 0, "does not apply", None, "does not apply")),
    ],
)
@pytest.mark.parametrize("on_record", [True, False], ids=["a visit on record", "no visit"])
def test_what_an_officer_sees_is_judged_too(make, officer, verdict, expected, on_record):
    row = case_of(make, officer)
    if on_record:
        talk(session.get_one(Employer, row.employer_id), make.person(), kind=Kind.VISIT)
        session.commit()
    page = officer.get(f"{QUEUE}/{row.ref}?criterion=SW2").text
    assert "Accept what the records say" in page

    judged(officer, row, "SW2", verdict)

    newest = session.query(Declared).order_by(Declared.id.desc()).first()
    marks = drafting_case(row).result.marks
    mark = next(mark for mark in marks if mark.criterion.code == "SW2")
    source, value, state, got, shown = expected
    assert (newest.source, newest.value, mark.state.value, mark.got) == (source, value, state, got)
    assert (newest.checked_by_id is None) == (source is Source.UNKNOWN)
    page = officer.get(f"{QUEUE}/{row.ref}?criterion=SW2").text
    assert shown in page
    assert f'value="{verdict}" checked' in page or source is not Source.VERIFIED

"""How many look for work: numbers for everybody who sees placements, references for nobody."""

import re

from crm.participants.rules import Pathway, State


def test_an_auditor_sees_numbers_and_no_reference(auditor, make):
    for ref in ("CTW-7F3K9", "CTW-8F3K9"):
        make.profile(participant_ref=ref, pathway=Pathway.IPS)
    make.profile(state=State.PLACED, pathway=Pathway.SEQF)

    page = auditor.get("/participants/counts").text

    rows = re.findall(r'<th scope="row">(\w+)</th><td[^>]*>(\d+)</td><td[^>]*>(\d+)</td>', page)
    assert rows == [("Looking", "2", "0"), ("Placed", "0", "1"), ("Paused", "0", "0")]
    assert "CTW-" not in page
    assert "/participants/counts" in auditor.get("/placements").text

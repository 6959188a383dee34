"""One award's page: it leads to what granted it, for whoever may open that."""

import re

import pytest

from accreditation.awards import queries
from crm.core.permissions import Role
from tests.accreditation.awards.world import granted
from tests.accreditation.decisions.world import decide, decider, waiting
from tests.browse import Browser


@pytest.mark.parametrize("role", list(Role))
def test_it_links_its_decision_for_whoever_may_open_that(app, make, role):
    row = decide(waiting(make), decider(make))
    browser = Browser(app, make.person(role=role))
    award = queries.current(row.employer_id)

    page = browser.get(f"/accreditation/awards/{award.ref}")

    opens = browser.get(f"/accreditation/decisions/{row.ref}").status_code == 200
    assert (f'href="/accreditation/decisions/{row.ref}"' in page.text) is opens
    assert (page.status_code == 200) is opens


@pytest.mark.parametrize("ref", ["D-00007", "X-00007", "Agreed in 2025"])
def test_what_is_not_on_record_is_named_without_a_link(make, manager, ref):
    award = granted(make, decision_ref=ref)

    page = manager.get(f"/accreditation/awards/{award.ref}").text

    assert re.search(rf"<dt>Decision</dt><dd>{ref}</dd></div>", page)

"""A draft of the scheme."""

import pytest

from accreditation.scheme import queries as schemes
from accreditation.versions import actions
from crm.core.db import session


@pytest.fixture
def draft(app, manager):
    row = actions.copy(schemes.find("1"), "2", "More weight on jobs that last")
    session.commit()
    return row

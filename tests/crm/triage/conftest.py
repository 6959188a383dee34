"""An enquiry that came in by the public door."""

import pytest

from crm.interest.models import Enquiry
from tests.browse import Browser
from tests.crm.interest.door import register


@pytest.fixture
def enquiry(app, officer) -> Enquiry:
    return register(Browser(app, None))

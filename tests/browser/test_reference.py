"""The page about reference data in a real browser."""

import pytest

from tests.browser.conftest import SIZES, no_violations, picture


@pytest.mark.parametrize("size", SIZES)
def test_reference_data(sign_in, size):
    page = sign_in("manager")
    page.set_viewport_size(SIZES[size])
    page.goto("/reference")

    no_violations(page)
    picture(page, f"reference-{size}")

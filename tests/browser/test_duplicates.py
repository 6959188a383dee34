"""The merge in a real browser: three clicks, and the result column follows each choice."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SIZES, no_violations, picture
from tests.crm.records.files import table


@pytest.fixture
def twins(sign_in):
    """Two employers kept twice, added through the pages."""
    page = sign_in("officer")
    page.goto("/records/import")
    content = table(
        ("Employer name", "Post code", "Telephone", "Company number"),
        ("Madeup Brewery", "OX17 1AA", "01865 496018", ""),
        ("Madeup Brewery Holdings Ltd", "OX17 1AA", "01865 496011", "09000001"),
    )
    page.get_by_label("File").set_input_files(
        {"name": "twins.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("button", name="Import 2 employers").click()
    page.goto("/records/duplicates")
    page.get_by_role("button", name="Compare all now").click()
    return page


@pytest.mark.parametrize("size", SIZES)
def test_two_are_compared_merged_and_parted_again(twins, size):
    page = twins
    page.set_viewport_size(SIZES[size])
    expect(page.get_by_role("link", name="Madeup Brewery Holdings Ltd", exact=True)).to_be_visible()
    no_violations(page)
    picture(page, f"duplicates-{size}")

    page.get_by_role("link", name="Compare Madeup Brewery").click()
    page.get_by_label("Phone: 01865 496011").check()
    expect(page.locator("[data-result=phone]")).to_have_text("01865 496011")
    no_violations(page)
    picture(page, f"duplicates-merge-{size}")

    page.get_by_role("button", name="Merge these 2 records").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Madeup Brewery")
    expect(page.get_by_text("01865 496011").first).to_be_visible()
    page.get_by_role("button", name="Undo").first.click()
    page.goto("/employers?q=Madeup")
    expect(page.get_by_role("link", name="Madeup Brewery Holdings Ltd")).to_be_visible()
    page.goto("/history")
    page.get_by_role("button", name="Undo Imported 2 employers from twins.csv").first.click()


@pytest.mark.parametrize("size", SIZES)
def test_the_weights_are_tried(sign_in, size):
    page = sign_in("manager")
    page.set_viewport_size(SIZES[size])
    page.goto("/records/duplicates/rules")
    page.get_by_label("Why these weights?").fill("Fewer to look at")
    page.get_by_role("button", name="Try on our employers").click()
    expect(page.get_by_text("nothing is saved")).to_be_visible()
    no_violations(page)
    picture(page, f"duplicates-rules-{size}")

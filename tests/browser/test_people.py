"""Inviting somebody and getting in, in a real browser, by keyboard, at a desk and on a phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, SIZES, no_violations, picture


@pytest.mark.parametrize("size", SIZES)
def test_an_administrator_invites_and_the_invited_gets_in(sign_in, browser, site, size):
    page: Page = sign_in("admin")
    page.set_viewport_size(SIZES[size])
    page.goto("/people")
    no_violations(page)
    picture(page, f"people-{size}")
    page.get_by_role("link", name="Invite somebody").press("Enter")
    page.get_by_role("button", name="Invite").press("Enter")
    expect(page.get_by_role("link", name="Choose their role.")).to_be_visible()
    no_violations(page)
    page.get_by_label("Name", exact=True).fill("Wil Example")
    page.get_by_label("Email address").fill(f"wil-{size}@council.example.org")
    page.get_by_label("Role").select_option("trainee")
    page.get_by_role("button", name="Invite").press("Enter")
    link = page.get_by_label("One-time link").input_value()
    no_violations(page)
    picture(page, f"invited-{size}")

    other = browser.new_context(base_url=site.url, viewport=SIZES[size]).new_page()
    other.goto(link)
    other.get_by_label("New password", exact=True).fill("oxfordshire2026")
    other.get_by_label("New password again").fill("oxfordshire2026")
    other.keyboard.press("Enter")
    expect(other.get_by_role("alert")).to_contain_text("easy to guess")
    no_violations(other)
    picture(other, f"welcome-{size}")
    other.get_by_label("New password", exact=True).fill(PASSWORD)
    other.get_by_label("New password again").fill(PASSWORD)
    other.keyboard.press("Enter")
    expect(other.get_by_text("Your password is set.")).to_be_visible()
    no_violations(other)
    picture(other, f"sign-in-{size}")
    other.get_by_label("Email address").fill(f"wil-{size}@council.example.org")
    other.get_by_label("Password", exact=True).fill(PASSWORD)
    other.keyboard.press("Enter")
    other.wait_for_url("**/")
    other.goto("/account")
    expect(other.get_by_text(f"wil-{size}@council.example.org")).to_be_visible()
    no_violations(other)
    picture(other, f"account-{size}")

    page.get_by_role("button", name="Lock").press("Enter")
    expect(page.get_by_text("is locked and signed out everywhere")).to_be_visible()
    no_violations(page)
    other.goto("/account")
    expect(other.get_by_role("heading", name="Sign in")).to_be_visible()
    other.context.close()


@pytest.mark.parametrize("size", SIZES)
def test_the_pages_before_sign_in(page, size):
    page.set_viewport_size(SIZES[size])
    page.goto("/sign-in")
    page.get_by_label("Email address").fill("nobody@council.example.org")
    page.get_by_label("Password", exact=True).fill("nothing at all here")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("not right")
    no_violations(page)
    picture(page, f"sign-in-refused-{size}")
    page.get_by_role("link", name="I have forgotten my password").press("Enter")
    no_violations(page)
    page.get_by_label("Email address").fill("nobody@council.example.org")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Look in your inbox")).to_be_visible()
    no_violations(page)


@pytest.mark.parametrize("size", SIZES)
def test_the_password_page(sign_in, size):
    page = sign_in("auditor")
    page.set_viewport_size(SIZES[size])
    page.goto("/account/password")
    page.get_by_role("button", name="Change password").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Enter your current password.")
    no_violations(page)


def test_a_link_that_does_not_work_says_what_to_do(page, site):
    answer = page.request.get("/welcome/nothing")
    assert answer.status == 404
    assert "This link does not work any more" in answer.text()

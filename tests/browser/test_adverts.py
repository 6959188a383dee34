"""Vacancies out of a page and a feed in a real browser, at a desk and on a phone."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SIZES, no_violations, picture
from tests.crm.adverts.pages import page as made
from tests.crm.adverts.pages import posting

LONG = "Kitchen porter and general assistant at weekends, evenings and through the long holidays"


def jobs(size):
    """A page with what occurs: a whole one, one in doubt, one without employer, one closed."""
    inn = f"Made Up {size.title()} Inn"
    return made(
        [
            posting(hiringOrganization=inn, url="https://inn.example/jobs/1"),
            posting(
                identifier="P-2",
                title=LONG,
                hiringOrganization=f"Made Up {size.title()} Catering and Hospitality Company",
                baseSalary="£24,500 pro rata a year",
                workHours="Term time, hours as agreed with the head of catering",
                employmentType=["FULL_TIME", "OTHER"],
            ),
            posting(identifier="P-3", title="Cook", hiringOrganization=""),
            posting(identifier="P-4", title="Waiter", hiringOrganization=inn,
                    baseSalary="£9.10 an hour", validThrough="2026-01-31"),
        ]
    )  # fmt: skip


def bring(page, content, name="jobs.html"):
    page.goto("/vacancies/import")
    no_violations(page)
    page.get_by_label("File").set_input_files(
        {"name": name, "mimeType": "text/html", "buffer": content.encode()}
    )
    page.get_by_role("button", name="Read it").press("Enter")
    page.wait_for_url(re.compile(r"/vacancies/import/[0-9]+$"))


@pytest.mark.parametrize("size", SIZES)
def test_a_page_is_looked_at_put_right_saved_and_taken_back(sign_in, size):
    page = sign_in("officer")
    page.set_viewport_size(SIZES[size])
    page.goto("/vacancies")
    page.get_by_role("link", name="Import from a page or feed").press("Enter")
    expect(page.get_by_role("heading", name="Import vacancies")).to_be_visible()
    picture(page, f"adverts-start-{size}")
    bring(page, jobs(size))
    expect(page.get_by_text("4 vacancies were read.")).to_be_visible()
    no_violations(page)
    picture(page, f"adverts-read-{size}")

    page.get_by_role("button", name="Save the ticked vacancies").press("Enter")
    expect(page.get_by_text("Choose the employer, or untick this one.")).to_be_visible()
    no_violations(page)
    picture(page, f"adverts-fault-{size}")
    page.get_by_role("link", name=re.compile("Put it right.*Cook")).press("Enter")
    expect(page.get_by_role("heading", name="Put it right")).to_be_visible()
    no_violations(page)
    picture(page, f"adverts-edit-{size}")
    page.get_by_label("Employer", exact=True).select_option("A new employer, named below")
    page.get_by_label("Name of a new employer").fill(f"Made Up {size.title()} Café")
    page.get_by_role("button", name="Keep these changes").press("Enter")
    expect(page.get_by_text("Changed what will be saved.")).to_be_visible()

    page.get_by_role("button", name="Save the ticked vacancies").press("Enter")
    expect(page.get_by_text("Saved 3 vacancies.").first).to_be_visible()
    no_violations(page)
    picture(page, f"adverts-saved-{size}")

    changed = jobs(size).replace("12.71", "13.05").replace("16 hours", "20 hours")
    bring(page, changed)
    expect(page.get_by_text("£13.05 an hour, was £12.71 an hour").first).to_be_visible()
    no_violations(page)
    picture(page, f"adverts-again-{size}")
    page.get_by_role("button", name="Discard").press("Enter")
    expect(page.get_by_text("Nothing of it was saved.")).to_be_visible()

    page.get_by_role("link", name="jobs.html").nth(1).press("Enter")
    page.get_by_role("button", name="Undo whole import").press("Enter")
    expect(page.get_by_text("This import was undone.")).to_be_visible()
    no_violations(page)


def test_a_feed_of_500_is_compared_and_saved_by_the_worker(sign_in):
    page = sign_in("officer")
    page.context.set_default_timeout(90_000)
    entries = [
        {
            "reference": f"B-{n}",
            "jobTitle": f"Assistant {n}",
            "company": f"Made Up Browser Place {n % 25}",
            "salary": "£12.71 per hour",
        }
        for n in range(500)
    ]
    bring(page, json.dumps(entries), "feed.json")
    expect(page.get_by_text("of 500 vacancies are compared")).to_be_visible()
    no_violations(page)
    picture(page, "adverts-progress")
    expect(page.get_by_text("500 vacancies were read.")).to_be_visible(timeout=90_000)
    page.get_by_role("button", name="Save the ticked vacancies").press("Enter")
    expect(page.get_by_text("Saved 500 vacancies.").first).to_be_visible(timeout=90_000)
    page.get_by_role("button", name="Undo whole import").press("Enter")
    expect(page.get_by_text("This import was undone.")).to_be_visible(timeout=90_000)


def test_it_works_without_scripts(browser, site, browser_context_args, sign_in):
    state = sign_in("officer").context.storage_state()
    context = browser.new_context(
        **browser_context_args, storage_state=state, java_script_enabled=False
    )
    page = context.new_page()
    page.goto("/vacancies/import")
    page.get_by_label("Or paste the source of the page").fill(
        made(posting(identifier="N-1", hiringOrganization="Made Up Plain Inn"))
    )
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_text("New employer: Made Up Plain Inn")).to_have_count(1)
    page.get_by_role("button", name="Save the ticked vacancies").click()
    expect(page.get_by_text("Saved 1 vacancy.").first).to_be_visible()
    context.close()

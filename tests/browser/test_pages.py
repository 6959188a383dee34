"""Every page with a GET address, on the invented county: axe at two widths, and by keyboard."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.routing import Rule

from app import create_app
from crm.demo.cast import PASSWORD
from tests.browser.conftest import SIZES, Site, no_violations, picture, running

NOT_PAGES = {
    "static", "core.brand", "core.healthz", "core.readyz", "employers.likely", "palette.found",
    "vault.page", "parity.sheet", "evidence.new", "notices.calendar", "notices.listing",
    "employers.cell", "contacts.cell", "badges.did", "badges.key", "badges.key_set",
    "badges.status", "badges.standing", "badges.picture", "badges.snippet", "register.data",
    "twins.show", "outcomes.download",
    "decisions.waive", "letters.pdf",
}  # fmt: skip
REFS = {
    "programme": "W-0001", "notices": "W-0001", "invitations": "W-0001",
    "vacancies": "V-00001", "carving": "V-00001", "openings": "V-00001",
    "placements": "P-00001", "terms": "P-00001", "reviews": "P-00001",
    "sustained": "P-00001", "exits": "P-00001", "vault": "F-00001",
    "participants": "C-00001", "evidence": "R-00001",
    "register": "B-00001", "awards": "B-00001", "appeals": "X-00001",
    "bookings": "W-0001", "registrants": "W-0001", "registrants.show": "K-00001",
    "registrants.of": "E-00001",
    "decisions": "D-00001", "letters": "D-00001", "decisions.decide": "S-00007",
    "assessments": "S-00001", "assessments.interests": "E-00001",
    "day": "W-0002", "importing": "W-0002", "feedback": "W-0002", "outcomes": "W-0002",
    "matching.people": "V-00001", "matching.jobs": "C-00001",
    "applications": "L-00001", "applications.ask": "E-00001",
}  # fmt: skip
#: Visits every stop of the Tab key once and says which visible controls it never reached.
STOPS = """() => {
  const all = [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary")];
  const trap = (e) => e.name === "company";  // a field for robots, out of sight
  const seen = (e) => e.checkVisibility({checkVisibilityCSS: true}) && !e.disabled && !trap(e);
  window.stops = all.filter(seen);
  return window.stops.length;
}"""
REACHED = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  (window.reached ||= new Set()).add(here);
  if (here.type === "radio")
    document.querySelectorAll(`input[name="${CSS.escape(here.name)}"]`)
      .forEach((e) => window.reached.add(e));
  const style = getComputedStyle(here);
  const shown = style.outlineStyle !== "none" || style.boxShadow !== "none"
    || (here.nextElementSibling
        && getComputedStyle(here.nextElementSibling).boxShadow !== "none")
    || here.closest(".pw-chip") !== null;
  return shown;
}"""
MISSED = """() => window.stops.filter((e) => !window.reached.has(e))
  .map((e) => e.outerHTML.slice(0, 120))"""


def ref_of(rule: Rule) -> str:
    """The first row's reference; an address that has "/of/" in it is about an employer."""
    of_employer = "/of/<ref>" in rule.rule
    if rule.endpoint in REFS:
        return REFS[rule.endpoint]
    return "E-00001" if of_employer else REFS.get(rule.endpoint.partition(".")[0], "E-00001")


def addresses() -> list[str]:
    """Every address a person can open, with the first row's id in place of names."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": "sqlite://"})
    found = ["/no-such-page", "/employers?q=co&stage=prospect", "/employers?q=nothingcalledthis"]
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in NOT_PAGES or "token" in rule.rule:
            continue
        if "<any(" in rule.rule:  # a page's other forms: JSON, pictures
            continue
        names = rule.arguments - set(rule.defaults or ())
        values = {name: ref_of(rule) if name == "ref" else "1" for name in names}
        with app.test_request_context():
            found.append(app.url_for(rule.endpoint, **values) if values else rule.rule)
    return sorted(set(found))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The invented county, running."""
    with running(tmp_path_factory.mktemp("demo"), lambda made: made.flask("demo")) as made:
        yield made


@pytest.fixture(scope="module")
def admin(demo: Site, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(base_url=demo.url)
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("Email address").fill("admin@demo.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
    yield page
    context.close()


@pytest.mark.parametrize("path", addresses())
def test_a_page_has_no_violation_and_is_reached_by_keyboard(admin: Page, path: str):
    said: list[str] = []
    listener = lambda message: said.append(message.text)  # noqa: E731
    admin.on("console", listener)
    for width, size in SIZES.items():
        admin.set_viewport_size(size)
        answer = admin.goto(path)
        assert answer is not None
        assert answer.status in {200, 404, 410}, (path, answer.status)
        no_violations(admin)
        if os.environ.get("PLACEWELL_PICTURES"):
            picture(admin, f"page{path.replace('/', '-').replace('?', '-')}-{width}")
    admin.remove_listener("console", listener)
    assert not [
        text for text in said if not any(part in text for part in ("404", "410", "autocomplete"))
    ]
    by_keyboard(admin)


def by_keyboard(page: Page) -> None:
    """The first stop is the skip link; Tab reaches everything; focus can always be seen."""
    page.set_viewport_size(SIZES["desktop"])
    page.reload()
    stops = page.evaluate(STOPS)
    started = page.evaluate("document.activeElement !== document.body")
    if started:  # the page begins at its list of errors: go round from the top
        page.evaluate(
            "const top = document.querySelector('.govuk-skip-link'); top.focus();"
            "window.reached = new Set([top])"
        )
    for n in range(stops * 2 + 5):
        page.keyboard.press("Tab")
        shown = page.evaluate(REACHED)
        if shown is None:
            break
        if n == 0 and not started:
            assert "Skip to main" in page.evaluate("document.activeElement.textContent")
        assert shown, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
    missed = page.evaluate(MISSED)
    assert not missed, missed

"""A real browser against a real server: the application under gunicorn's own worker, demo-free.

Every page it opens must keep the content policy and say nothing on the console.
"""

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "a long enough passphrase for tests"
SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("CI must have Chromium installed.")
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    return {"executable_path": CHROMIUM, "args": FLAGS}


@dataclass
class Site:
    """A running Placewell: its address, data folder and commands."""

    url: str
    data: Path
    env: dict[str, str]

    def flask(self, *words: str, given: str = "") -> str:
        """Run a command of the application and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", *words],
            cwd=ROOT, env=self.env, input=given, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def person(self, email: str, name: str, role: str) -> None:
        self.flask(
            "people", "add", email, "--name", name, "--role", role, "--password-stdin",
            given=PASSWORD + "\n",
        )  # fmt: skip


@contextmanager
def running(data: Path, fill: Callable[[Site], None]) -> Iterator[Site]:
    """Placewell on a fresh SQLite database, web and worker, after ``fill`` has put rows in."""
    made = _site(data)
    made.flask("db", "upgrade")
    fill(made)
    with _serving(made):
        yield made


def _site(data: Path) -> Site:
    url = f"http://127.0.0.1:{free_port()}"
    env = os.environ | {"DATA_DIR": str(data), "BASE_URL": url, "FLASK_APP": "app", "MAIL_URL": ""}
    env.pop("DATABASE_URL", None)
    return Site(url, data, env)


@contextmanager
def _serving(made: Site) -> Iterator[None]:
    log = (made.data / "log").open("w")
    bind = made.url.removeprefix("http://")
    gunicorn = [sys.executable, "-m", "gunicorn", "-w", "2", "-b", bind, "app:create_app()"]
    started = [
        subprocess.Popen(command, cwd=ROOT, env=made.env, stdout=log, stderr=log)
        for command in (gunicorn, [sys.executable, "-m", "flask", "jobs", "work"])
    ]
    try:
        _wait_for(f"{made.url}/healthz")
        yield
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(timeout=60)
        log.close()


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a Placewell with one person for each role and nothing else."""
    made = _site(tmp_path_factory.mktemp("blank"))
    made.flask("db", "upgrade")
    for role in ("officer", "trainee", "manager", "admin", "auditor"):
        made.person(f"{role}@council.example.org", f"{role.title()} One", role)
    return made.data


@pytest.fixture(scope="module")
def site(blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Placewell with one person for each role, for the tests of one file alone."""
    data = tmp_path_factory.mktemp("site")
    shutil.copytree(blank, data, dirs_exist_ok=True)
    made = _site(data)
    with _serving(made):
        yield made


def _wait_for(url: str) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"{url} did not answer in a minute")


@pytest.fixture
def browser_context_args(site: Site) -> dict[str, Any]:
    return {"base_url": site.url, "viewport": SIZES["desktop"]}


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that fails the test when the console has anything to say."""
    context.set_default_timeout(10_000)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    noise = ("autocomplete", "409 (CONFLICT)", "410 (GONE)")  # answers, not failures
    assert not [text for text in said if not any(part in text for part in noise)]


@pytest.fixture
def sign_in(page: Page) -> Callable[[str], Page]:
    """Sign in as the person of a role; returns the page."""

    def enter(role: str) -> Page:
        page.goto("/sign-in")
        page.get_by_label("Email address").fill(f"{role}@council.example.org")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/")
        return page

    return enter


def no_violations(page: Page) -> None:
    """axe finds nothing, and the page does not scroll sideways."""
    found = Axe().run(page)
    violations = found.response["violations"]
    assert not violations, [
        (v["id"], v["help"], [n["target"] for n in v["nodes"]][:3]) for v in violations
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 1, f"{page.url} scrolls sideways by {wide} px"


def picture(page: Page, name: str) -> None:
    """Keep a picture to look at, in the folder named by PLACEWELL_PICTURES."""
    if folder := os.environ.get("PLACEWELL_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)

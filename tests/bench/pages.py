"""The pages against the floors: the goals of performance.md, section 5, rows 1-8 and 17-20.

A goal is a ratio of two requests measured in the same run, one after the other, so that whatever
else the machine does falls on both. Clock times are medians; the processor's time stands beside.
"""

import statistics
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import sqlalchemy as sa

from crm.core.db import db, session, set_may_write
from crm.employers.models import Employer
from crm.people.models import Person, SignIn
from tests.bench.web import OFFICER, Site, our_app
from tests.browse import Browser, Statements

SMALL, LARGE = 1_000, 100_000
DEEP = 0.9
CLIENTS = 8
SECONDS = 5
WARM = 6


@dataclass(frozen=True)
class Page:
    """One request: our address and the floor's; a form when it is sent."""

    name: str
    ours: str
    floor: str = ""
    form: Mapping[str, str] = field(default_factory=dict)
    floor_form: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Goal:
    """``of`` over ``to`` may be at most ``most``, at least ``least``; sides are ``site/page``."""

    row: int
    title: str
    of: str
    to: str
    most: float | None = None
    least: float | None = None


LOG = "/employers/E-00500/activities/new"
PAGES = (
    Page("list", "/employers", "/c/employers"),
    Page("deep page", "/employers?{deep}"),
    Page("search", "/employers?q=mill+bakery", "/c/employers?q=Bicester+Farm"),
    Page(
        "filter and sort", "/employers?owner=3&stage=contacted",
        "/c/employers?owner=3&stage=Contacted",
    ),
    Page("record", "/employers/E-00500", "/c/employers/500"),
    Page("busy record", "/employers/E-00001"),
    Page("Today", "/"),
    Page("search everything", "/search?q=mill+bakery", "/c/employers?q=Bicester+Farm"),
    Page("rarest word", "/search?q=zzqx"),
    Page("commonest word", "/search?q=spoke"),
    Page(
        "log a contact", LOG, "/c/employers/500/activities",
        form={"summary": "*", "form_token": "*", "next_kind": "none", "next_on": ""},
        floor_form={"body": "*"},
    ),
)  # fmt: skip
GOALS = (
    Goal(1, "list, 100,000 against 1,000", "large/list", "small/list", 1.2),
    Goal(1, "list against the floor", "large/list", "floor/list", 2.5),
    Goal(2, "deep page against the first", "large/deep page", "large/list", 1.5),
    Goal(3, "search against the floor", "large/search", "floor/search", 3),
    Goal(4, "owner, stage against floor", "large/filter and sort", "floor/filter and sort", 2.5),
    Goal(5, "record against the floor", "large/record", "floor/record", 4),
    Goal(5, "record of 5,005 contacts against 5", "large/busy record", "large/record", 1.3),
    Goal(6, "log a contact against the floor", "large/log a contact", "floor/log a contact", 3),
    Goal(7, "Today, 100,000 against 1,000", "large/Today", "small/Today", 1.3),
    Goal(7, "Today against the floor's list", "large/Today", "floor/list", 3),
    Goal(8, "search everything against the floor", "large/search everything", "floor/search", 4),
    Goal(8, "commonest word against rarest", "large/commonest word", "large/rarest word", 5),
    Goal(8, "rarest word against commonest", "large/rarest word", "large/commonest word", 5),
)  # fmt: skip
STATEMENTS = {"list": (1, 6), "deep page": (1, 6), "record": (5, 12), "busy record": (5, 12)}


@dataclass(frozen=True)
class Measured:
    """Milliseconds of one page on one site in one run."""

    p50: float
    p95: float
    cpu: float


Table = dict[str, list[Measured]]


def deep_page(folder: Path) -> str:
    """Return the query string of a page nine tenths down the list."""
    app = our_app(folder)
    with app.app_context():
        set_may_write(False)
        rows = session.scalar(sa.select(sa.func.count(Employer.id))) or 0
        key, row_id = session.execute(
            sa.select(Employer.name_key, Employer.id)
            .order_by(Employer.name_key, Employer.id)
            .offset(int(rows * DEEP))
            .limit(1)
        ).one()
        session.remove()
        db.engine.dispose()
    return urlencode({"after": f"{key}~{row_id}"})


def measure(sites: Sequence[Site], deep: str, *, runs: int, times: int) -> Table:
    """Ask every page of every site, page by page, ``runs`` times over."""
    found: Table = {}
    for _ in range(runs):
        for page in PAGES:
            for site in sites:
                one = _measure(site, page, deep, times)
                if one is not None:
                    found.setdefault(f"{site.name}/{page.name}", []).append(one)
    return found


def _measure(site: Site, page: Page, deep: str, times: int) -> Measured | None:
    path = _path(site, page).format(deep=deep)
    if not path or (page.form and site.paths is not None):
        return None
    form = page.floor_form if site.name == "floor" else page.form
    for _ in range(WARM):
        ask(site, path, form)
    before, taken = site.cpu_seconds(), []
    for _ in range(times):
        taken.append(1000 * ask(site, path, form))
    cpu = 1000 * (site.cpu_seconds() - before) / times
    return Measured(statistics.median(taken), sorted(taken)[int(0.95 * (times - 1))], cpu)


def _path(site: Site, page: Page) -> str:
    if site.paths is not None:
        return site.paths.get(page.name, "")
    return page.floor if site.name == "floor" else page.ours


def ask(site: Site, path: str, form: Mapping[str, str]) -> float:
    """Return the seconds of one request; a page that is not right ends the bench."""
    if form:
        at = path.removesuffix("/activities") if site.name == "floor" else path
        taken, status = site.post(at, path, form)
        wanted = {302, 303}
    else:
        taken, status, _ = site.ask("GET", path)
        wanted = {200}
    if status not in wanted:
        raise RuntimeError(f"{site.name} {path} answered {status}")
    return taken


def ratio(found: Table, goal: Goal, part: str) -> float | None:
    """Return the median over the runs of one side over the other, run against run."""
    of, to = found.get(goal.of), found.get(goal.to)
    if not of or not to:
        return None
    pairs = zip(of, to, strict=True)
    return statistics.median(getattr(a, part) / getattr(b, part) for a, b in pairs)


def throughput(site: Site, path: str, form: Mapping[str, str]) -> tuple[float, int]:
    """Return answers a second to ``CLIENTS`` clients at once, and how many went wrong."""
    done, wrong, ends = [0] * CLIENTS, [0] * CLIENTS, time.monotonic() + SECONDS

    def work(number: int) -> None:
        while time.monotonic() < ends:
            try:
                ask(site, path, form)
                done[number] += 1
            except (RuntimeError, OSError):
                wrong[number] += 1

    threads = [threading.Thread(target=work, args=(n,)) for n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / SECONDS, sum(wrong)


def grown(site: Site, requests: int) -> tuple[float, float]:
    """Return the memory of a site before and after ``requests`` requests of every page."""
    paths = [page.ours for page in PAGES if not page.form and "{" not in page.ours]
    for path in paths * 5:
        ask(site, path, {})
    before = site.memory_mb()
    for number in range(requests):
        ask(site, paths[number % len(paths)], {})
    return before, site.memory_mb()


def statements(folder: Path, deep: str) -> dict[str, int]:
    """Return how many statements each page sends."""
    app = our_app(folder)
    counts = {}
    with app.app_context():
        session.execute(sa.delete(SignIn).where(SignIn.browser == "tests"))
        browser = Browser(app, session.get_one(Person, OFFICER))
        for page in PAGES:
            if page.form:
                continue
            browser.get(page.ours.format(deep=deep))
            with Statements() as sent:
                answer = browser.get(page.ours.format(deep=deep))
            if answer.status_code != 200:
                raise RuntimeError(f"{page.ours} answered {answer.status_code}")
            counts[page.name] = sent.count
        session.remove()
        db.engine.dispose()
    return counts

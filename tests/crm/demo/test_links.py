"""Every role follows the links that its own pages offer; none of them leads nowhere."""

import html
import re
from collections import Counter, deque
from urllib.parse import urljoin, urlsplit

import pytest

from tests.browse import Browser
from tests.crm.demo.test_demo import someone

STARTS = ["/", "/interest", "/register", "/badges/verify", "/webinars"]
#: How often one kind of page is opened: of two rows, and with and without a query.
EACH = 2
#: About how many pages each of them reaches; far fewer would mean that the walk lost its way.
LEAST = {"officer": 150, "trainee": 120, "manager": 150, "admin": 150, "auditor": 100,
         "reviewer": 6, "": 15}  # fmt: skip


def kind_of(live, path: str) -> str:
    endpoint, values = live.url_map.bind("").match(urlsplit(path).path, "GET")
    chosen = [values[name] for name in sorted(values) if not re.search(r"\d", str(values[name]))]
    return " ".join([endpoint, *map(str, chosen), "?" * bool(urlsplit(path).query)])


def addresses(page, here: str):
    """The addresses of the page's links on this site, without the part a browser keeps."""
    for found in re.findall(r"<a\b[^>]*\bhref=\"([^\"]+)\"", page.text):
        parts = urlsplit(urljoin(here, html.unescape(found)))
        if parts.scheme in ("", "http") and parts.netloc in ("", "localhost"):
            yield parts.path + ("?" + parts.query if parts.query else "")


@pytest.mark.parametrize("role", LEAST)
def test_no_link_leads_nowhere(live, role):
    with live.app_context():
        browser = Browser(live, someone(role) if role else None)
        waiting = deque((start, "") for start in (STARTS if not role else STARTS[:1]))
        opened: Counter[str] = Counter()
        asked: set[str] = set()
        dead = []
        while waiting:
            path, parent = waiting.popleft()
            if path in asked or path.startswith("/static/"):
                continue
            asked.add(path)
            kind = kind_of(live, path)
            if opened[kind] == EACH:
                continue
            opened[kind] += 1
            with browser.get(path) as page:
                if page.status_code >= 400:
                    dead.append(f"{page.status_code} {path} on {parent}")
                elif page.mimetype == "text/html":
                    waiting.extend((found, path) for found in addresses(page, path))
    assert not dead, dead
    assert opened.total() >= LEAST[role], opened.total()

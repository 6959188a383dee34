"""The merge screen as a person uses it: everything ticked is sent, also twice under one name."""

import re
from collections import defaultdict
from typing import Any

from tests.browse import Browser


def path(keep: Any, fold: Any) -> str:
    return f"/records/duplicates/{keep.ref}/{fold.ref}"


def ticked(text: str) -> dict[str, list[str]]:
    """Return what the merge form of a page would send untouched."""
    form = re.search(r"<form[^>]*data-preview>.*?</form>", text, re.S)
    assert form is not None, "the page has no merge form"
    found: dict[str, list[str]] = defaultdict(list)
    for tag in re.findall(r"<input\b[^>]*>", form[0]):
        attrs = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if attrs["type"] == "hidden" or re.search(r"\schecked\b", tag):
            found[attrs["name"]].append(attrs["value"])
    return dict(found)


def merge(browser: Browser, keep: Any, fold: Any, **chosen: Any) -> Any:
    """Open the screen, change ``chosen`` and press Merge."""
    address = path(keep, fold)
    sent: dict[str, Any] = ticked(browser.get(address).text) | chosen | {"merge": "1"}
    return browser.post(address, sent, follow=True)

"""Counts presses and entries of a walk in a browser, as the click budgets of features.md do.

A press is one press of the pointer or one key chord; an entry is one question answered. Going to
the page where a step begins is not counted: it is where the step before ended.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page


class Budget:
    """Does what a person does on a page, and counts it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.presses = self.entries = 0

    def press(self, what: Locator) -> None:
        """Press a button, link, chip or card: 1 press."""
        what.click()
        self.presses += 1

    def key(self, chord: str) -> None:
        """Press a key or chord wherever the focus is: 1 press."""
        self.page.keyboard.press(chord)
        self.presses += 1

    def follow(self, address: str) -> None:
        """Follow a link of a mail: 1 press."""
        self.page.goto(address)
        self.presses += 1

    def enter(self, field: Locator, value: str) -> None:
        """Fill one field: 1 entry."""
        field.fill(value)
        self.entries += 1

    def choose(self, answer: Locator) -> None:
        """Answer one question by choosing: 1 entry."""
        answer.check()
        self.entries += 1

    @contextmanager
    def step(self, name: str, presses: int, entries: int) -> Iterator[None]:
        """Count one step apart, print it, and fail when it is over its budget by more than 1."""
        before = (self.presses, self.entries)
        self.presses = self.entries = 0
        yield
        spent = f"{name}: {self.presses} + {self.entries} (budget {presses} + {entries})"
        print(spent)
        assert self.presses + self.entries <= presses + entries + 1, spent
        self.presses, self.entries = before

"""What makes a password too easy to guess, and how roles and browsers are named. Pure."""

import re
from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise

from crm.core.permissions import Role

ROLE_WORDS: Mapping[Role, str] = {
    Role.OFFICER: "Officer",
    Role.TRAINEE: "Trainee: decisions need a second check",
    Role.MANAGER: "Manager: also changes rates and undoes others' changes",
    Role.ADMIN: "Administrator: also invites and locks staff",
    Role.AUDITOR: "Auditor: reads all but wage evidence, changes nothing",
    Role.REVIEWER: "External reviewer: sees and judges only assessments assigned to them",
}

SHORTEST = 12
LONGEST = 128
FEWEST_DIFFERENT = 5
MOST_NEIGHBOURS = 0.7
MOST_SIGNS = 10
LOOKALIKES = str.maketrans("0134578@$!|", "oleastbasil")
LANES = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "qazwsxedcrfvtgbyhnujmikolp",
)
NEIGHBOURS = frozenset(pair for lane in LANES for a, b in pairwise(lane) for pair in (a + b, b + a))


def password_fault(password: str, easy: Collection[str], own: Iterable[str] = ()) -> str | None:
    """Return why ``password`` cannot be used, or None.

    ``easy`` are words that guessers try first, ``own`` what is known of the person. There are no
    rules on the kinds of characters. Source: NCSC password guidance; OWASP ASVS 5.0, V6.2.
    """
    if len(password) < SHORTEST:
        return f"Password must be {SHORTEST} characters or more. Three random words work well."
    if len(password) > LONGEST:
        return f"Password must be {LONGEST} characters or fewer."
    words = {*easy, *(w for text in own for w in re.findall(r"[a-z]{3,}", text.casefold()))}
    if is_walk(password.casefold()) or is_made_of(password, words):
        return "This password is easy to guess. Use three or more words that do not go together."
    return None


def is_walk(text: str) -> bool:
    """Return whether ``text`` repeats a few characters or follows the keyboard or the alphabet."""
    if len(set(text)) < FEWEST_DIFFERENT:
        return True
    pairs = [a + b for a, b in pairwise(text)]
    near = sum(pair in NEIGHBOURS or pair[0] == pair[1] for pair in pairs)
    return near / len(pairs) > MOST_NEIGHBOURS


def is_made_of(text: str, words: Collection[str]) -> bool:
    """Return whether little but digits and signs is left of ``text`` without ``words``."""
    plain = text.casefold()
    bare = plain.rstrip("0123456789!")
    shapes = {plain, plain.translate(LOOKALIKES), bare.translate(LOOKALIKES)}
    return any(
        (letters := re.sub(r"[\W\d_]", "", shape))
        and len(text) - len(letters) <= MOST_SIGNS
        and _splits(letters, words)
        for shape in shapes
    )


def _splits(letters: str, words: Collection[str]) -> bool:
    """Return whether ``letters`` can be cut into ``words`` without a rest."""
    longest = max(map(len, words), default=0)
    reached = {0}
    for end in range(1, len(letters) + 1):
        starts = range(max(0, end - longest), end)
        if any(start in reached and letters[start:end] in words for start in starts):
            reached.add(end)
    return len(letters) in reached


BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def browser_words(user_agent: str) -> str:
    """Return ``Firefox on Windows`` for what a browser says of itself."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "A browser")
    machine = next((name for mark, name in MACHINES if mark in user_agent), "an unknown machine")
    return f"{browser} on {machine}"

"""Names as attendance files write them, so that two writings of one name can be told. Pure."""

import re
import unicodedata

_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")
FREE_MAIL = frozenset(
    "gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk live.co.uk live.com yahoo.com "
    "yahoo.co.uk icloud.com me.com aol.com btinternet.com sky.com talktalk.net mail.com "
    "protonmail.com proton.me".split()
)
"""Mail providers for everybody: two people there need not work together."""


def words(name: str) -> tuple[str, ...]:
    """Return the words of a name without accents, case and punctuation; "Doe, Jane" turned."""
    last, comma, first = name.partition(",")
    turned = f"{first} {last}" if comma else name
    spread = unicodedata.normalize("NFKD", turned.casefold()).replace("'", "").replace("’", "")
    bare = "".join(c for c in spread if not unicodedata.combining(c))
    return tuple("".join(c if c.isalnum() else " " for c in bare).split())


def keys(name: str) -> frozenset[tuple[str, ...]]:
    """Return the ways to read a name: whole, without brackets, and what stands in them."""
    found = {words(name), words(_BRACKETS.sub(" ", name))}
    found.update(words(part) for part in _BRACKETS.findall(name))
    return frozenset(tuple(sorted(one)) for one in found if one)


def initialled(name: str) -> str:
    """Return first name and initial of the last, like "sam p"; "" where there is no such pair."""
    found = words(_BRACKETS.sub(" ", name))
    return f"{found[0]} {found[-1][0]}" if len(found) > 1 else ""


def is_initialled(name: str) -> bool:
    """Say whether a name is a first name with one letter, like "Sam P"."""
    found = words(_BRACKETS.sub(" ", name))
    return len(found) == 2 and len(found[0]) > 1 and len(found[1]) == 1


def domain(email: str) -> str:
    """Return the domain of a work address; "" for a provider that serves everybody."""
    host = email.rpartition("@")[2].casefold()
    return "" if host in FREE_MAIL or host.startswith("gmail.") else host

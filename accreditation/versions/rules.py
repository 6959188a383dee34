"""Edits of a scheme document: each returns a new document and leaves the old as it was. Pure."""

import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any

from accreditation.scheme.document import Criterion, Scheme, Source

KINDS = ("levels", "themes", "criteria", "gates", "caps", "metrics")
LAST_ONE = ("levels", "themes", "criteria", "metrics")
"""The parts of which one row at least has to stay."""
NAMED = {"levels": "title", "themes": "title", "metrics": "one"}
"""The parts whose codes are words, and the words that they are made from."""


class InUse(ValueError):
    """A row cannot be taken out because others name it; says which."""


def find(document: Mapping[str, Any], kind: str, code: str) -> dict[str, Any] | None:
    """Return the row of a part with this code."""
    return next((row for row in document[kind] if row["code"] == code), None)


def with_scheme(document: Mapping[str, Any], words: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document with what is said of the scheme as a whole."""
    return {**copy.deepcopy(dict(document)), **words}


def with_row(document: Mapping[str, Any], kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document with a row in place of the one with its code, or at the end."""
    after = copy.deepcopy(dict(document))
    codes = [existing["code"] for existing in after[kind]]
    if row["code"] in codes:
        after[kind][codes.index(row["code"])] = dict(row)
    else:
        after[kind].append(dict(row))
        if kind == "levels":
            after[kind].sort(key=lambda level: level["percent"])
    return _summed(after)


def without_row(document: Mapping[str, Any], kind: str, code: str) -> dict[str, Any]:
    """Return the document without a row; raises ``InUse`` while another row names it."""
    if kind in LAST_ONE and len(document[kind]) == 1:
        raise InUse(f"{code} is the only one. Add another first.")
    if uses := list(_uses(document, kind, code)):
        raise InUse(f"{code} is named by {', '.join(uses)}. Change that first.")
    after = copy.deepcopy(dict(document))
    after[kind] = [row for row in after[kind] if row["code"] != code]
    return _summed(after)


def next_code(document: Mapping[str, Any], kind: str, row: Mapping[str, Any]) -> str:
    """Return a code that no row of the part has or had: a stem of letters and the next number."""
    if kind in NAMED:
        name = str(row[NAMED[kind]]).lower().partition(",")[0]
        stem = re.sub(r"[^a-z0-9]+", "_", name).strip("_")[:40] or kind[:-1]
        taken = {existing["code"] for existing in document[kind]}
        tries = (stem if n == 1 else f"{stem}_{n}" for n in range(1, len(taken) + 2))
        return next(code for code in tries if code not in taken)
    stem = _stem(document, kind, row)
    numbers = [
        int(found[1])
        for existing in document[kind]
        if (found := re.fullmatch(rf"{stem}(\d+)", existing["code"]))
    ]
    return f"{stem}{max(numbers, default=0) + 1}"


def _stem(document: Mapping[str, Any], kind: str, row: Mapping[str, Any]) -> str:
    if kind != "criteria":
        return {"gates": "G", "caps": "C"}[kind]
    mates = [c["code"] for c in document["criteria"] if c["theme"] == row["theme"]]
    stems = [found[0] for code in mates if (found := re.match(r"[A-Z]+", code))]
    return stems[0] if stems else re.sub(r"[^A-Z]", "", row["theme"].upper())[:2] or "X"


def _summed(document: dict[str, Any]) -> dict[str, Any]:
    """Let each theme's points be what its criteria add up to."""
    for theme in document["themes"]:
        inside = (c["points"] for c in document["criteria"] if c["theme"] == theme["code"])
        theme["points"] = sum(inside)
    return document


def _uses(document: Mapping[str, Any], kind: str, code: str) -> Iterator[str]:
    if kind == "criteria":
        yield from (f"cap {c['code']}" for c in document["caps"] if c["criterion"] == code)
        yield from (
            f"criterion {c['code']}" for c in document["criteria"] if c.get("after") == code
        )
    if kind == "levels":
        yield from (f"gate {g['code']}" for g in document["gates"] if g["from_level"] == code)
        yield from (f"cap {c['code']}" for c in document["caps"] if c["at_most"] == code)
    if kind == "themes":
        yield from (f"criterion {c['code']}" for c in document["criteria"] if c["theme"] == code)
        yield from (f"level {r['title']}" for r in document["levels"] if code in r["floors"])
    if kind == "metrics":
        yield from (f"criterion {c['code']}" for c in document["criteria"] if c["metric"] == code)
        yield from (f"gate {g['code']}" for g in document["gates"] if code in g["metrics"])


def mixed_units(scheme: Scheme) -> Iterator[str]:
    """Yield a fault for each criterion that asks for declared evidence in another's unit.

    An employer's word on one kind of evidence is one number: a count is no percent.
    """
    first: dict[str, Criterion] = {}
    for row in scheme.criteria:
        if row.source is Source.EMPLOYER:
            other = first.setdefault(row.metric, row)
            if other.measure is not row.measure:
                yield (
                    f"criterion {row.code}: {other.code} measures what employers declare of "
                    f"{row.metric} in another way; measure both alike or add other evidence."
                )


def version_after(versions: list[str]) -> str:
    """Propose a name for the next version: one more than the highest whole number in use."""
    return str(max((int(name) for name in versions if name.isdecimal()), default=0) + 1)

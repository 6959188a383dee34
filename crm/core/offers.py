"""What the palette offers for the words typed so far: things to do, records, pages.

Records are found by the same search as everywhere, under the same rights. "log call grun" is
taken apart: words that an act goes by choose the act, the rest finds the employer.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from crm.core import features, refs, search
from crm.core.access import allowed
from crm.core.db import session
from crm.core.features import Act, Link
from crm.core.search import Hit, SearchEntry, SearchKind, normalise

MOST = 7
MOST_ACTS = 3
SMALL = frozenset("a an at the to with of for all another".split())


@dataclass(frozen=True)
class Offer:
    """One line: ``parts`` of its title are plain and matched in turn; ``aside`` stands right."""

    parts: Sequence[str]
    url: str
    icon: str
    aside: str = ""
    state: str = ""
    step: str = ""


Groups = list[tuple[str, list[Offer]]]


def offers(query: str, here: str = "") -> Groups:
    """Return at most seven offers in groups, best first; ``here`` is the page they are asked on."""
    words = normalise(query).split()[: search.MOST_WORDS]
    if not words:
        return _kept([("Do this", _on_this_page(here) or _acts([])), ("Pages", _pages([]))])
    acts, meant = to_do(words)
    acts = acts[:MOST_ACTS]
    found = ranked(search.find(query, shown()), words) or meant
    goes = _pages(words)[:2]
    records = _records(found[: MOST - len(acts) - len(goes)], words)
    if not (acts or goes or records):
        acts = [_offer(act, [], query=query) for act in _allowed("{query}")]
    return _kept([("Do this", acts), ("Records", records), ("Pages", goes)])


def to_do(words: Sequence[str]) -> tuple[list[Offer], list[Hit]]:
    """Return the acts that ``words`` ask for, and the employers that the rest of them finds."""
    with_name = [
        (act, taken) for act in _allowed("{name}") if (taken := _taken(act, words)) - SMALL
    ]
    named = {word for _, taken in with_name for word in taken}
    rest = [word for word in words if word not in named]
    if not (rest and with_name):
        return _acts(words), []
    kinds = [kind for kind in shown() if kind.with_acts]
    hits = ranked(search.find(" ".join(rest), kinds), rest)
    with_name.sort(key=lambda pair: -len(pair[1]))
    likely = [act for act, taken in with_name if len(taken) >= len(with_name[0][1]) - 1]
    pairs = [(act, hit) for act in likely for hit in hits if act.with_people or _is_employer(hit)]
    first = [pair for pair in pairs if pair[0] is likely[0]][: MOST_ACTS - 1]
    others = [pair for pair in pairs if pair[0] is not likely[0] and pair[1] is hits[0]]
    return [_offer(act, rest, hit) for act, hit in [*first, *others]], hits


def shown() -> list[SearchKind]:
    """Return the kinds of record that this person may see."""
    return [kind for kind in search.kinds() if allowed(kind.permission)]


def ranked(hits: Sequence[Hit], words: Sequence[str]) -> list[Hit]:
    """Return the hits, those whose title begins as was typed first, else in their order."""
    return sorted(hits, key=lambda hit: not normalise(hit.title).startswith(" ".join(words)))


def _on_this_page(here: str) -> list[Offer]:
    """Return what can be done with the employer whose page this is."""
    match = re.match(r"/employers/(E-[0-9]{5,9})(?:[/?#]|$)", here)
    number = refs.number_in(match[1], "E") if match else None
    kind = next((k for k in shown() if k.with_acts and k.model.__subject__ == "id"), None)
    entry = session.get(SearchEntry, kind.first + number) if kind and number else None
    if kind is None or number is None or entry is None:
        return []
    hit = Hit(kind, number, number, entry.title, "")
    return [_offer(act, [], hit) for act in _allowed("{name}")][: MOST - 1]


def _acts(words: Sequence[str]) -> list[Offer]:
    """Return the acts without an employer that go by all of ``words``."""
    found = [act for act in features.allowed("acts") if "{" not in act.title]
    return [
        _offer(act, words)
        for act in found
        if not words or (set(words) == (taken := _taken(act, words)) and taken - SMALL)
    ]


def _pages(words: Sequence[str]) -> list[Offer]:
    """Return the pages of the menu that go by all of ``words``, then the person's own places."""
    links: list[Link] = features.allowed("links")
    found = [
        Offer(marked(link.title, words), url_for(link.endpoint), "note", "Page")
        for link in links
        if _goes_by(link.title, words)
    ]
    own = (ask() for ask in features.installed("places")) if words else ()
    return found + [
        Offer(marked(place.title, words), place.url, "note", place.aside)
        for places in own
        for place in places
        if _goes_by(place.title, words)
    ]


def _goes_by(title: str, words: Sequence[str]) -> bool:
    return all(any(w.startswith(word) for w in normalise(title).split()) for word in words)


def _allowed(mark: str) -> list[Act]:
    return [act for act in features.allowed("acts") if mark in act.title]


def _taken(act: Act, words: Sequence[str]) -> set[str]:
    """Return which of ``words`` begin a word that the act goes by."""
    bare = re.sub(r"\{.*?\}", "", act.title)
    own = set(normalise(f"{bare} {act.words}").split()) - SMALL
    return {w for w in words if w in SMALL or (len(w) > 1 and any(o.startswith(w) for o in own))}


def _offer(act: Act, words: Sequence[str], hit: Hit | None = None, query: str = "") -> Offer:
    told: dict[str, Any] = {k: v.format(query=query) for k, v in act.values.items()}
    if hit is not None and hit.subject_id is not None:
        told["ref"] = refs.ref("E", hit.subject_id)
        if not _is_employer(hit):
            told["contact"] = hit.row_id
    title = act.title.format(name=hit.title if hit else "", query=query)
    aside = hit.detail if hit else ""
    return Offer(marked(title, words), url_for(act.endpoint, **told), act.icon, aside)


def _records(hits: Sequence[Hit], words: Sequence[str]) -> list[Offer]:
    steps = {
        kind.number: kind.steps([hit.row_id for hit in hits if hit.kind is kind])
        for kind in {hit.kind.number: hit.kind for hit in hits}.values()
        if kind.steps
    }
    return [_record(hit, words, steps.get(hit.kind.number, {}).get(hit.row_id)) for hit in hits]


def _record(hit: Hit, words: Sequence[str], step: Any) -> Offer:
    aside = hit.url.rpartition("/")[2] if _is_employer(hit) else hit.kind.label
    if hit.detail:
        aside = f"{hit.detail} · {aside}"
    state, told = (step.state, step.words) if step else ("", "")
    return Offer(marked(hit.title, words), hit.url, hit.kind.icon, aside, state, told)


def _is_employer(hit: Hit) -> bool:
    return hit.kind.model.__subject__ == "id"


def marked(title: str, words: Sequence[str]) -> list[str]:
    """Return ``title`` cut before and after each beginning of a word that was typed."""
    if not words:
        return [title]
    typed = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.split(rf"\b({typed})", title, flags=re.IGNORECASE)


def _kept(groups: Groups) -> Groups:
    """Return the groups that hold something, seven lines in all."""
    left, kept = MOST, []
    for title, lines in groups:
        if lines[:left]:
            kept.append((title, lines[:left]))
        left -= len(lines[:left])
    return kept

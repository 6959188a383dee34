"""Judging pairs: merge two employers as one operation, or remember that they are two."""

from collections.abc import Collection, Mapping
from typing import Any, Protocol

import sqlalchemy as sa

from crm.core import clock, journal
from crm.core.db import session, table_of
from crm.core.errors import RuleBroken
from crm.duplicates import queries, rules, tables
from crm.duplicates.models import LikelyPair, NotTheSame
from crm.employers.models import Employer, EmployerMerge, Site
from crm.likeness import queries as likeness
from crm.likeness.sweep import Pair


class Actor(Protocol):
    """Whoever judges."""

    id: int
    name: str


def facts(employer: Employer, site: Site | None, *, twin: Employer | None = None) -> dict[str, Any]:
    """Return what of an employer a merge may choose from; nobody belongs to its own ``twin``."""
    found = {name: getattr(employer, name) for name in (*rules.LABELS, *rules.WITH)
             if name != "main_site"}  # fmt: skip
    if twin is not None and employer.parent_id == twin.id:
        found["parent_id"] = None
    return found | {"main_site": _place(site)}


def merge(
    keep: Employer, fold: Employer, chosen: Mapping[str, Collection[str]], *, actor: Actor
) -> EmployerMerge:
    """Fold one employer into another: every row moves, the chosen values stay.

    Raises ``RuleBroken`` when the two are one row already.
    """
    if keep.id == fold.id:
        raise RuleBroken("An employer cannot be merged with itself.")
    sites = {side: queries.main_site(e.id) for side, e in (("keep", keep), ("fold", fold))}
    mine = facts(keep, sites["keep"], twin=fold)
    values = rules.result(mine, facts(fold, sites["fold"], twin=keep), chosen)
    values.pop("main_site", None)
    journal.operation(f"Merged {fold.name} into {keep.name}", kind="merge")
    _settle_main_site(sites, chosen.get("main_site", ()))
    _move(fold.id, keep.id)
    carried = tables.carry(fold.id, keep.id)
    merged = EmployerMerge(
        gone_id=fold.id,
        gone_name=fold.name,
        survivor_id=keep.id,
        person_name=actor.name,
        at=clock.now(),
        carried=carried,
    )
    session.delete(fold)
    session.flush()  # the company number is free from here on
    for name, value in values.items():
        setattr(keep, name, value)
    session.add(merged)
    session.flush()
    _settle_group(keep)
    return merged


def keep_apart(one: Employer, other: Employer, reason: str, *, actor: Actor) -> NotTheSame:
    """Remember that two employers are two, by whom and why; the pair leaves the queue."""
    journal.operation(f"Not the same: {one.name} and {other.name}")
    row = NotTheSame(
        one_id=one.id,
        other_id=other.id,
        reason=reason,
        by_id=actor.id,
        person_name=actor.name,
        at=clock.now(),
    )
    session.add(row)
    session.flush()
    ids = (one.id, other.id)
    pair = table_of(LikelyPair)
    session.connection().execute(
        sa.delete(pair).where(pair.c.one_id.in_(ids), pair.c.other_id.in_(ids))
    )
    return row


def refill() -> int:
    """Sweep all employers anew and return how many likely pairs wait."""
    found = queries.sweep(likeness.in_force(clock.today()))
    table = table_of(LikelyPair)
    connection = session.connection()
    connection.execute(sa.delete(table))
    now = clock.now()
    # The strongest pair gets the highest id: the queue is read from the end.
    rows = [_row(pair, now) for pair in reversed(found)]
    if rows:
        connection.execute(sa.insert(table), rows)
    return len(rows)


def _row(pair: Pair, now: Any) -> dict[str, Any]:
    return {
        "one_id": pair.one.id,
        "other_id": pair.other.id,
        "points": round(pair.likeness.points),
        "reasons": [[sign.words, round(sign.points)] for sign in pair.likeness.signs],
        "found_at": now,
    }


def _settle_main_site(sites: Mapping[str, Site | None], took: Collection[str]) -> None:
    """Leave one main site: the survivor's, unless the other was chosen or is the only one."""
    keeps, folds = sites["keep"], sites["fold"]
    if keeps and folds:
        (keeps if "fold" in took else folds).is_main = False


def _move(from_id: int, to_id: int) -> None:
    for one in tables.hanging():
        for row in tables.rows(one, from_id):
            if tables.clashes(one, row, to_id):  # the survivor's own stays
                session.delete(row)
            else:
                setattr(row, one.column.key, to_id)
    session.flush()
    survivor = session.get_one(Employer, to_id)
    if survivor.parent_id == to_id:  # it belonged to the one it swallows
        survivor.parent_id = None


def _settle_group(survivor: Employer) -> None:
    """Keep groups at two levels: whoever belongs to somebody has nobody belonging to it."""
    if survivor.parent_id is not None:
        members = sa.select(Employer).where(Employer.parent_id == survivor.id)
        for member in session.scalars(members.order_by(Employer.id)):
            member.parent_id = survivor.parent_id
        session.flush()


def _place(site: Site | None) -> str:
    if site is None:
        return ""
    return ", ".join(part for part in (site.name, site.address, site.town, site.postcode) if part)

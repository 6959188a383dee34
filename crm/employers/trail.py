"""The list somebody came from, carried in the link, so that a record knows its neighbours there.

The neighbours are two parts of the statement that reads the record; nothing is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from crm.core import access, pages
from crm.employers import queries
from crm.employers.conditions import FILTERS, meant
from crm.employers.models import Employer

ALL = "all"
LONGEST = 1_000


@dataclass(frozen=True)
class Trail:
    """A list by its query string, and the place in it where that is known (``at`` of ``of``)."""

    listed: str
    at: int | None
    of: int | None
    today: date
    districts: Sequence[str]

    @property
    def list_url(self) -> str:
        """Return the address of the list."""
        return "/employers" if self.listed == ALL else f"/employers?{self.listed}"

    def url(self, employer_id: int | None, step: int) -> str | None:
        """Return the address of a neighbour, which carries the list on; None if there is none."""
        if employer_id is None:
            return None
        carried: dict[str, Any] = {"list": self.listed}
        if self.at and self.of:
            carried |= {"at": self.at + step, "of": self.of}
        return f"/employers/E-{employer_id:05d}?{urlencode(carried)}"

    def beside(self, employer_id: int) -> tuple[Any, Any]:
        """Return the ids before and after an employer in the list, as parts of a statement."""
        given = self._given()
        asked = {k: v for k, v in given.items() if k in FILTERS and v}
        asked = meant(asked, access.current_user().id)
        listing = queries.listing(asked, given.get("q", ""), self.today, self.districts)
        order = queries.SORTS.get(given.get("sort", ""), queries.NAME)
        first = order.columns[0]
        other = aliased(first.class_)
        itself = other.id if first.class_ is Employer else other.employer_id
        key = sa.select(getattr(other, first.key)).where(itself == employer_id)
        here = sa.tuple_(*order.columns)
        there = sa.tuple_(key.scalar_subquery(), sa.literal(employer_id))
        ids = listing.with_only_columns(Employer.id, maintain_column_froms=True)
        down = [column.desc() for column in order.columns]
        up = [column.asc() for column in order.columns]
        before = ids.where(here < there).order_by(*down).limit(1)
        after = ids.where(here > there).order_by(*up).limit(1)
        if order.descending:
            before, after = after, before
        return before.correlate(None).scalar_subquery(), after.correlate(None).scalar_subquery()

    def _given(self) -> dict[str, str]:
        """Return what the list was asked for, each value one line of what can be typed."""
        pairs = [] if self.listed == ALL else parse_qsl(self.listed[:LONGEST])[:20]
        return {k: "".join(filter(str.isprintable, v))[:600].strip() for k, v in pairs}


def asked(today: date, districts: Sequence[str]) -> Trail | None:
    """Return the list that the address carries, if it carries one."""
    listed = pages.asked("list", longest=LONGEST)
    if not listed:
        return None
    at, of = pages.asked_number("at"), pages.asked_number("of")
    known = at is not None and of is not None and 1 <= at <= of
    return Trail(listed, at if known else None, of if known else None, today, districts)


def carried(asked_for: dict[str, str], query: str, sort: str) -> str:
    """Return the query string of a list as its links carry it."""
    told = {"q": query, "sort": "" if sort == "name" else sort} | asked_for
    return urlencode({name: value for name, value in told.items() if value}) or ALL

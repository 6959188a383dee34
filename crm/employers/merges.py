"""Where merged employers went: old references, links and mails lead on to the survivor."""

import re
from collections.abc import Iterable
from typing import Any, NoReturn

import sqlalchemy as sa
from flask import abort, redirect, request, url_for

from crm.core.db import session
from crm.employers.models import Employer, EmployerMerge


def lead_on(ref: str) -> NoReturn:
    """Send who reads about a merged employer on to its survivor; answer 404 for others."""
    match = re.fullmatch(r"E-([0-9]{5,9})", ref, re.ASCII)
    survivor = match and session.scalar(sa.select(survivor_of(int(match[1]))))
    if survivor and request.method == "GET":
        there = dict(request.view_args or {}) | {"ref": f"E-{survivor:05d}"}
        query = request.query_string.decode("ascii", "ignore")
        path = url_for(request.endpoint or "", **there)
        abort(redirect(f"{path}?{query}" if query else path))
    abort(404)


def survivor_of(gone: Any) -> sa.ScalarSelect[Any]:
    """Return the employer that ``gone``, an id or a column, was merged into, as a subquery."""
    return (
        sa.select(EmployerMerge.survivor_id)
        .where(EmployerMerge.gone_id == gone)
        .order_by(EmployerMerge.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def now_of(column: Any) -> sa.ColumnElement[int]:
    """Return an employer's number that is kept without a key, led on to the survivor."""
    there: sa.ColumnElement[int] = sa.func.coalesce(survivor_of(column), column)
    return there


def current(employer_id: int | None) -> Employer | None:
    """Return an employer by a number kept outside the database, or what it was merged into."""
    found = followed([employer_id]) if employer_id else []
    return found[0] if found else None


def followed(ids: Iterable[int]) -> list[Employer]:
    """Return the employers of these ids, or what they were merged into, each once, by id."""
    wanted = set(ids)
    query = sa.select(Employer).order_by(Employer.id)
    found = list(session.scalars(query.where(Employer.id.in_(wanted))))
    missing = wanted - {employer.id for employer in found}
    if missing:
        led = sa.select(EmployerMerge.survivor_id).where(EmployerMerge.gone_id.in_(missing))
        found += session.scalars(query.where(Employer.id.in_(led)))
    return sorted({e.id: e for e in found}.values(), key=lambda employer: employer.id)

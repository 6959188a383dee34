"""What an import of adverts asks of the database."""

from collections.abc import Collection, Iterable, Sequence

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload

from crm.adverts.models import AdvertFile, AdvertRow, AdvertSource, Kind
from crm.core.db import MOST_ID, session
from crm.employers.models import Employer, Site
from crm.vacancies.models import Vacancy

PAGE = 25


def file_or_404(number: int, *, lock: bool = False) -> AdvertFile:
    """Return one import, or answer 404; ``lock`` holds it so that two clicks act once."""
    row = session.get(AdvertFile, min(number, MOST_ID), with_for_update=True if lock else None)
    return row or abort(404)


def row_or_404(file_id: int, number: int) -> AdvertRow:
    """Return one found vacancy of an import, or answer 404."""
    found = session.scalar(
        sa.select(AdvertRow).where(
            AdvertRow.file_id == file_id, AdvertRow.number == min(number, MOST_ID)
        )
    )
    return found or abort(404)


def recent(limit: int = 20) -> Sequence[AdvertFile]:
    """Return the newest imports."""
    return session.scalars(sa.select(AdvertFile).order_by(AdvertFile.id.desc()).limit(limit)).all()


def by_form(form_token: str, person_id: int) -> AdvertFile | None:
    """Return the import that this person's form made already."""
    return session.scalar(
        sa.select(AdvertFile).where(
            AdvertFile.form_token == form_token, AdvertFile.person_id == person_id
        )
    )


def page(file_id: int, kind: Kind | None, after: int) -> tuple[Sequence[AdvertRow], int | None]:
    """Return a page of found vacancies after number ``after``, and where the next page begins."""
    statement = sa.select(AdvertRow).where(AdvertRow.file_id == file_id, AdvertRow.number > after)
    if kind is not None:
        statement = statement.where(AdvertRow.kind == kind)
    rows = session.scalars(statement.order_by(AdvertRow.number).limit(PAGE + 1)).all()
    return rows[:PAGE], rows[PAGE - 1].number if len(rows) > PAGE else None


def counts(file_id: int) -> tuple[dict[Kind | None, int], int]:
    """Return how many there are of each kind, and how many are ticked."""
    found = session.execute(
        sa.select(
            AdvertRow.kind, sa.func.count(), sa.func.sum(sa.case((AdvertRow.ticked, 1), else_=0))
        )
        .where(AdvertRow.file_id == file_id)
        .group_by(AdvertRow.kind)
    ).all()
    return {kind: count for kind, count, _ in found}, sum(int(ticked) for _, _, ticked in found)


def ticked(file_id: int) -> Sequence[AdvertRow]:
    """Return the found vacancies that are to be saved, in their order."""
    return session.scalars(
        sa.select(AdvertRow)
        .where(AdvertRow.file_id == file_id, AdvertRow.ticked)
        .order_by(AdvertRow.number)
    ).all()


def waiting(file_id: int, limit: int) -> Sequence[AdvertRow]:
    """Return the next rows that were not compared yet."""
    return session.scalars(
        sa.select(AdvertRow)
        .where(AdvertRow.file_id == file_id, AdvertRow.kind.is_(None))
        .order_by(AdvertRow.number)
        .limit(limit)
    ).all()


def sources(keys: Collection[str]) -> dict[str, AdvertSource]:
    """Return the newest source of each of these keys, with its vacancy."""
    found = session.scalars(
        sa.select(AdvertSource)
        .options(joinedload(AdvertSource.vacancy).joinedload(Vacancy.employer))
        .where(AdvertSource.key.in_([key for key in keys if key]))
        .order_by(AdvertSource.id)
    )
    return {source.key: source for source in found}


def employers_known_as(organisations: Collection[str]) -> dict[str, Employer]:
    """Return the employer whose adverts last came under each of these names or numbers."""
    found = session.execute(
        sa.select(AdvertSource.organisation, Employer)
        .join(Vacancy, Vacancy.id == AdvertSource.vacancy_id)
        .join(Employer, Employer.id == Vacancy.employer_id)
        .where(AdvertSource.organisation.in_([one for one in organisations if one]))
        .order_by(AdvertSource.id)
    )
    return {row[0]: row[1] for row in found}


def titled(pairs: Iterable[tuple[int, str]]) -> dict[tuple[int, str], list[Vacancy]]:
    """Return the vacancies of these employers with these titles, in lower case, newest last."""
    wanted = set(pairs)
    found: dict[tuple[int, str], list[Vacancy]] = {}
    for vacancy in session.scalars(
        sa.select(Vacancy)
        .where(Vacancy.employer_id.in_({employer for employer, _ in wanted}))
        .order_by(Vacancy.id)
    ):
        pair = (vacancy.employer_id, vacancy.title.casefold())
        if pair in wanted:
            found.setdefault(pair, []).append(vacancy)
    return found


def employers(ids: Collection[int]) -> dict[int, Employer]:
    """Return these employers by id."""
    found = session.scalars(sa.select(Employer).where(Employer.id.in_(ids)))
    return {employer.id: employer for employer in found}


def sites_at(places: Iterable[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """Return the open site of an employer at a postcode, for each pair of these that has one."""
    wanted = {pair for pair in places if pair[1]}
    found = session.execute(
        sa.select(Site.employer_id, Site.postcode, Site.id)
        .where(Site.employer_id.in_({employer for employer, _ in wanted}), Site.closed_on.is_(None))
        .order_by(Site.is_main, Site.id.desc())
    )
    return {(e, postcode): i for e, postcode, i in found if (e, postcode) in wanted}

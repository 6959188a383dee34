"""What an import asks of the database: who is known already, in few statements for many rows."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import undefer

from crm.core.db import session
from crm.employers.models import Contact, Employer, Site
from crm.records.matching import Identity
from crm.records.models import ColumnMapping, ImportFile

CHUNK = 1_000


def identities(
    *,
    ids: Collection[int],
    externals: Collection[str],
    numbers: Collection[str],
    names: Collection[str],
) -> Iterator[Identity]:
    """Yield the employers that any of these values may mean; some more than once."""
    statement = sa.select(
        Employer.id,
        Employer.name_key,
        Site.postcode,
        Employer.company_number,
        Employer.external_id,
    ).outerjoin(Site, sa.and_(Site.employer_id == Employer.id, Site.is_main))
    keys: tuple[tuple[Any, Collection[Any]], ...] = (
        (Employer.id, ids),
        (Employer.external_id, externals),
        (Employer.company_number, numbers),
        (Employer.name_key, names),
    )
    for column, values in keys:
        for part in _chunks(values):
            for row_id, name_key, postcode, number, external in session.execute(
                statement.where(column.in_(part))
            ):
                yield Identity(row_id, name_key, postcode or "", number or "", external or "")


def employers(ids: Collection[int]) -> dict[int, Employer]:
    """Return these employers by id."""
    rows = _in_chunks(
        ids, lambda part: session.scalars(sa.select(Employer).where(Employer.id.in_(part)))
    )
    return {row.id: row for row in rows}


def main_sites(ids: Collection[int]) -> dict[int, Site]:
    """Return the main sites of these employers, by the employer's id."""
    rows = _in_chunks(
        ids,
        lambda part: session.scalars(
            sa.select(Site).where(Site.employer_id.in_(part), Site.is_main)
        ),
    )
    return {row.employer_id: row for row in rows}


def contacts(ids: Collection[int]) -> dict[tuple[int, str], Contact]:
    """Return the present contacts of these employers, by employer id and name in lower case."""
    rows = _in_chunks(
        ids,
        lambda part: session.scalars(
            sa.select(Contact)
            .where(Contact.employer_id.in_(part), Contact.to_on.is_(None))
            .order_by(Contact.id.desc())
        ),
    )
    return {(row.employer_id, row.name.casefold()): row for row in rows}


def import_or_404(number: int) -> ImportFile:
    """Return one import with its dry run or result, without the file; or answer 404."""
    parts = (ImportFile.issues, ImportFile.sample, ImportFile.outcomes)
    found = session.scalar(
        sa.select(ImportFile)
        .options(*(undefer(part) for part in parts))
        .where(ImportFile.id == _small(number))
    )
    return found or abort(404)


def locked_or_404(number: int) -> ImportFile:
    """Return one import for a change of its state, so that two clicks act once; or answer 404."""
    row = session.get(ImportFile, _small(number), with_for_update=True)
    return row or abort(404)


def mapping_of(layout_key: str) -> ColumnMapping | None:
    """Return what is remembered of a row of headings."""
    return session.scalar(sa.select(ColumnMapping).where(ColumnMapping.layout_key == layout_key))


def mappings(limit: int = 100) -> Sequence[ColumnMapping]:
    """Return the remembered columns, the newest first."""
    return session.scalars(
        sa.select(ColumnMapping).order_by(ColumnMapping.saved_at.desc()).limit(limit)
    ).all()


def mapping_or_404(number: int) -> ColumnMapping:
    """Return remembered columns, or answer 404."""
    return session.get(ColumnMapping, _small(number)) or abort(404)


def by_form(form_token: str, person_id: int) -> ImportFile | None:
    """Return the import that this person's form made already."""
    return session.scalar(
        sa.select(ImportFile).where(
            ImportFile.form_token == form_token, ImportFile.person_id == person_id
        )
    )


def recent(limit: int = 20) -> Sequence[ImportFile]:
    """Return the newest imports."""
    return session.scalars(sa.select(ImportFile).order_by(ImportFile.id.desc()).limit(limit)).all()


def _small(number: int) -> int:
    return number if number < 2**31 else 0


def _in_chunks(values: Iterable[Any], ask: Callable[[list[Any]], Iterable[Any]]) -> Iterator[Any]:
    for part in _chunks(values):
        yield from ask(part)


def _chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    wanted = sorted(set(values))
    for start in range(0, len(wanted), CHUNK):
        yield wanted[start : start + CHUNK]

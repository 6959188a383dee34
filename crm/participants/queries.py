"""Questions about people looking for work."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload

from crm.core import pages, refs
from crm.core.db import get_or_404, session
from crm.core.pages import Order, Page
from crm.participants.models import PassedMatch, WorkProfile, WorkWord
from crm.participants.rules import Pathway, State, WordKind
from crm.vault import queries as vault
from crm.vault.rules import later

CLASS = "profile"
STATES = {state.value: state.value.capitalize() for state in State}
NEWEST = Order((WorkProfile.id,), lambda row: (row.id,), descending=True)


def find(ref: str) -> WorkProfile | None:
    """Return the profile called ``C-00007``, with who entered it."""
    return session.scalar(
        sa.select(WorkProfile)
        .options(joinedload(WorkProfile.entered_by))
        .where(WorkProfile.id == refs.number_in(ref, "C"))
    )


def profile_or_404(ref: str) -> WorkProfile:
    """Return the profile called ``ref``, or answer 404."""
    return find(ref) or abort(404)


def by_participant(participant_ref: str) -> WorkProfile | None:
    """Return the profile of this opaque reference."""
    return session.scalar(
        sa.select(WorkProfile).where(WorkProfile.participant_ref == participant_ref)
    )


def page(state: str, pathway: str, asked: str) -> Page[WorkProfile]:
    """Return a page of profiles, the newest first; ``asked`` is part of a reference."""
    statement = sa.select(WorkProfile)
    if state in STATES:
        statement = statement.where(WorkProfile.state == State(state))
    if pathway in {known.value for known in Pathway}:
        statement = statement.where(WorkProfile.pathway == Pathway(pathway))
    if asked:
        statement = statement.where(
            WorkProfile.participant_ref.contains(asked.upper(), autoescape=True)
        )
    return pages.page(statement, NEWEST)


def counts() -> dict[tuple[State, Pathway], int]:
    """Return how many profiles there are by state and pathway."""
    rows = session.execute(
        sa.select(WorkProfile.state, WorkProfile.pathway, sa.func.count())
        .group_by(WorkProfile.state, WorkProfile.pathway)
        .order_by(WorkProfile.state, WorkProfile.pathway)
    )
    return {(state, pathway): number for state, pathway, number in rows}


def words() -> Sequence[WorkWord]:
    """Return every word in the order of its kind, those no longer offered as well."""
    return session.scalars(sa.select(WorkWord).order_by(WorkWord.kind, WorkWord.id)).all()


def word_or_404(word_id: int) -> WorkWord:
    """Return one word, or answer 404."""
    return get_or_404(WorkWord, word_id)


def labels(found: Sequence[WorkWord], kind: WordKind) -> dict[str, str]:
    """Return the words of one kind by their code."""
    return {word.code: word.label for word in found if word.kind is kind}


def kept_until(profile: WorkProfile) -> date:
    """Return the last day on which a profile that nobody changes again is kept."""
    return later(profile.changed_on, vault.retention(CLASS).months)


def due(on: date) -> Sequence[int]:
    """Return the profiles that nobody changed for as long as they are kept, by ``on``."""
    since = later(on, -vault.retention(CLASS).months)
    return session.scalars(
        sa.select(WorkProfile.id)
        .where(WorkProfile.changed_on < since)
        .order_by(WorkProfile.changed_on, WorkProfile.id)
        .limit(500)
    ).all()


def passed_by(profile_id: int) -> Sequence[PassedMatch]:
    """Return the matches of one person that were set aside."""
    return session.scalars(
        sa.select(PassedMatch).where(PassedMatch.profile_id == profile_id).order_by(PassedMatch.id)
    ).all()

"""What happens to a profile. Nothing here commits."""

from typing import Any

import sqlalchemy as sa

from crm.core import clock, erasure, journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.participants import queries, rules
from crm.participants.models import PassedMatch, WorkProfile, WorkWord
from crm.participants.rules import State, WordKind


def add(*, by: Any, **details: Any) -> WorkProfile:
    """Write down what work would suit somebody; flushes."""
    profile = WorkProfile(
        state=State.LOOKING,
        created_at=clock.now(),
        changed_on=clock.today(),
        entered_by_id=by.id if by else None,
    )
    with session.no_autoflush:
        _fill(profile, details)
    session.add(profile)
    session.flush()
    return profile


def change(profile: WorkProfile, **details: Any) -> None:
    """Change a profile; it is kept from today on again. Flushes."""
    _fill(profile, details)
    if session.is_modified(profile):
        profile.changed_on = clock.today()
    session.flush()


def move(profile: WorkProfile, state: State) -> None:
    """Say that somebody is looking, paused or placed; flushes."""
    if profile.state is state:
        raise RuleBroken(f"{profile.ref} is {state.value} already.")
    profile.state, profile.changed_on = state, clock.today()
    session.flush()


def placed(participant_ref: str) -> WorkProfile | None:
    """Mark the profile of this reference, if there is one, as placed: matching leaves it out."""
    profile = queries.by_participant(participant_ref)
    if profile is None or profile.state is State.PLACED:
        return None
    move(profile, State.PLACED)
    return profile


def pause(participant_ref: str) -> WorkProfile | None:
    """Pause the profile of somebody who was placed and is not in work now; flushes.

    Whether they look for work again is theirs to say, so matching waits for that.
    """
    profile = queries.by_participant(participant_ref)
    if profile is None or profile.state is not State.PLACED:
        return None
    move(profile, State.PAUSED)
    return profile


def erase(profile: WorkProfile, why: str) -> None:
    """Erase a profile and its values in the history for good; placements stay. Flushes."""
    journal.operation(f"Erased profile {profile.ref}: {why}", kind="file")
    passed = queries.passed_by(profile.id)
    ids, others = [profile.id], [row.id for row in passed]
    for row in passed:
        session.delete(row)
    session.flush()
    session.delete(profile)
    session.flush()
    erasure.erase(PassedMatch.__tablename__, others)
    erasure.erase(WorkProfile.__tablename__, ids)


def add_word(kind: WordKind, label: str, **details: Any) -> WorkWord:
    """Add a word to the list; its code is made of its label. Flushes."""
    code = "-".join("".join(c if c.isalnum() else " " for c in label.lower()).split())
    if not code:
        raise RuleBroken("Enter a word with letters in it.", "label")
    if session.scalar(sa.select(WorkWord.id).where(WorkWord.code == code)) is not None:
        raise RuleBroken("There is such a word already.", "label")
    word = WorkWord(kind=kind, code=code, label=label, **details)
    session.add(word)
    session.flush()
    return word


def change_word(word: WorkWord, **details: Any) -> None:
    """Change a word; profiles that have it go on with it. Flushes."""
    for name, value in details.items():
        setattr(word, name, value)
    session.flush()


def _fill(profile: WorkProfile, details: dict[str, Any]) -> None:
    ref = rules.tidy_ref(details["participant_ref"])
    if why := rules.why_not_opaque(ref):
        raise RuleBroken(why, "participant_ref")
    if why := rules.why_not_noted(details.get("notes", "")):
        raise RuleBroken(why, "notes")
    other = queries.by_participant(ref)
    if other is not None and other is not profile:
        raise RuleBroken(f"{other.ref} is the profile of this reference.", "participant_ref")
    for name, value in details.items():
        setattr(profile, name, value)
    profile.participant_ref = ref

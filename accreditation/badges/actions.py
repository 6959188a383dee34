"""Issuing, holding and revoking. Nothing commits here; nothing but ``issue`` makes a badge."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from accreditation.badges import keys, lists, places
from accreditation.badges.models import Badge, Reason, StatusList
from accreditation.openbadges import baking, bits, credential, proofs, tokens
from accreditation.openbadges.credential import Level, Recipient
from accreditation.scheme import queries as schemes
from accreditation.scheme.document import Scheme
from accreditation.scheme.models import SchemeVersion, State
from crm.core import clock, journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.employers.models import Employer
from crm.people.models import Person

KIND = "badge"
INVENTED = "(invented example)"
REPLACED = "A newer badge took its place."


@dataclass(frozen=True)
class Grounds:
    """What a badge is issued on: a confirmed award, or an invented one in the demo.

    ``decision`` names the decision; ``evidence`` is one public sentence, never a name of a person.
    ``replaces`` is the badge that this one takes the place of.
    """

    employer: Employer
    scheme_version: SchemeVersion
    level: str
    valid_from: datetime
    valid_until: datetime
    decision: str
    evidence: str = ""
    officer: Person | None = None
    replaces: Badge | None = None
    made_up: bool = False


def issue(grounds: Grounds) -> Badge:
    """Sign and keep a badge; revokes the one it replaces as superseded, if it runs; flushes.

    Raises ``RuleBroken`` for what cannot become a badge, ``credential.NotSound`` when what would
    be signed does not hold everywhere.
    """
    scheme = schemes.ready(grounds.scheme_version)
    _refuse(grounds, scheme)
    journal.operation(
        f"Issued a badge, {scheme.level_title(grounds.level)}, to {grounds.employer.name}",
        kind=KIND,
        actor=grounds.officer,
    )
    row, index = lists.take_entry()
    public_id = secrets.token_urlsafe(16)
    (inside, inside_key), (token, token_key) = keys.embedded(), keys.for_tokens()
    made = _drawn(grounds, scheme, public_id, bits.entry(places.status_list(row.id), index))
    signed = proofs.sign(made, inside_key, f"{places.did()}#{inside.kid}", clock.now())
    twin = made | {"credentialStatus": bits.entry(places.token_list(row.id), index)}
    badge = Badge(
        public_id=public_id,
        employer_id=grounds.employer.id,
        scheme_version_id=grounds.scheme_version.id,
        level_code=grounds.level,
        holder=_public_name(grounds.employer),
        list_id=row.id,
        list_index=index,
        embedded_key_id=inside.id,
        token_key_id=token.id,
        digest=proofs.digest(signed),
        decision=grounds.decision,
        valid_from=grounds.valid_from,
        valid_until=grounds.valid_until,
        issued_at=clock.now(),
        issued_by_id=grounds.officer.id if grounds.officer else None,
        credential=baking.compact(signed),
        token=tokens.sign(twin, token_key, places.key(token.kid)),
        replaces_id=grounds.replaces.id if grounds.replaces else None,
        made_up=grounds.made_up,
    )
    session.add(badge)
    session.flush()
    if grounds.replaces and grounds.replaces.revoked_at is None:
        _end(grounds.replaces, Reason.SUPERSEDED, REPLACED, by=grounds.officer)
    return badge


def _refuse(grounds: Grounds, scheme: Scheme) -> None:
    if grounds.level not in scheme.ranks:
        levels = ", ".join(scheme.ranks)
        raise RuleBroken(f"Scheme version {scheme.version} has the levels {levels}.")
    if grounds.valid_until <= grounds.valid_from:
        raise RuleBroken("A badge must end after it begins.")
    if grounds.made_up:
        if current_app.config["PRODUCTION"] or not grounds.employer.made_up:
            raise RuleBroken("An invented badge is only for an invented employer of the demo.")
    elif grounds.employer.made_up or grounds.scheme_version.state is not State.PUBLISHED:
        raise RuleBroken("A badge is issued only for a real employer under a published scheme.")


def _drawn(
    grounds: Grounds, scheme: Scheme, public_id: str, status: dict[str, str]
) -> dict[str, object]:
    url = places.badge(public_id)
    return credential.build(
        credential.Badge(
            url=url,
            issuer=places.issuer(),
            level=level_of(scheme, grounds.level, invented=grounds.made_up),
            recipient=Recipient(
                url=f"{url}#holder",
                name=_public_name(grounds.employer),
                company_number=grounds.employer.company_number or "",
            ),
            valid_from=grounds.valid_from,
            valid_until=grounds.valid_until,
            status=status,
            evidence=grounds.evidence,
            related=_before(grounds.replaces),
        )
    )


def _before(replaced: Badge | None) -> dict[str, str]:
    """Return what the badge that is replaced stood for: its level's address and its version."""
    if replaced is None:
        return {}
    version = session.get_one(SchemeVersion, replaced.scheme_version_id).version
    return {places.level(version, replaced.level_code): version}


def level_of(scheme: Scheme, code: str, *, invented: bool = False) -> Level:
    """Return one level of a scheme version as badges describe it."""
    level = scheme.levels[scheme.ranks[code] - 1]
    name = str(current_app.config["SCHEME_NAME"])
    aside = f" {INVENTED}" if invented else ""
    url = places.level(scheme.version, code)
    return Level(
        url=url,
        criteria_url=f"{url}#criteria",
        scheme=name,
        version=scheme.version,
        title=f"{level.title}{aside}",
        description=(
            f"{level.title} of the scheme {name}, version {scheme.version}: an employer that gives "
            f"disabled people work, and how well it does so, judged on evidence.{aside}"
        ),
        narrative=narrative(scheme, code),
        image=f"{url}.png",
    )


def narrative(scheme: Scheme, code: str) -> str:
    """Return what a level takes, in sentences."""
    level = scheme.levels[scheme.ranks[code] - 1]
    gates = [gate.title for gate in scheme.gates if scheme.ranks[gate.level] <= scheme.ranks[code]]
    themes = {theme.code: theme.title for theme in scheme.themes}
    floors = [f"{least} % in {themes[theme]}" for theme, least in level.floors.items()]
    said = [
        f"At least {level.percent} % of the points that apply to an employer of its size.",
        f"Of these at least {', '.join(floors)}." if floors else "",
        f"Whatever the points: {'; '.join(gates)}." if gates else "",
        f"It lasts {level.months} months.",
    ]
    return " ".join(filter(None, said))


def _public_name(employer: Employer) -> str:
    return employer.trading_name or employer.name


def revoke(badge: Badge, why: Reason, words: str, *, by: Person | None = None) -> None:
    """Revoke a badge and sign its list anew at once; flushes. ``words`` are shown to everybody.

    Raises ``RuleBroken`` when it was revoked before.
    """
    if badge.revoked_at is not None:
        raise RuleBroken("This badge was revoked before.")
    if not words.strip():
        raise RuleBroken("Say in public words why the badge is revoked.", "words")
    journal.operation(f"Revoked the badge of {badge.holder}", kind=KIND, actor=by)
    _end(badge, why, words.strip(), by=by)


def _end(badge: Badge, why: Reason, words: str, *, by: Person | None) -> None:
    badge.revoked_at, badge.revoked_why = clock.now(), why
    badge.revoked_words, badge.revoked_by_id = words, by.id if by else None
    session.flush()
    row = session.get_one(StatusList, badge.list_id, with_for_update=True)
    lists.sign(row)


def hold(badge: Badge, words: str, *, by: Person | None = None) -> None:
    """Say "under review" of a badge; flushes. ``words`` are shown to everybody.

    The signed list stays: it holds one purpose, revocation, which cannot be taken back.
    Raises ``RuleBroken`` for a badge that was revoked or is under review already.
    """
    if badge.revoked_at is not None:
        raise RuleBroken("This badge was revoked before.")
    if badge.held_since is not None:
        raise RuleBroken("This badge is under review already.")
    if not words.strip():
        raise RuleBroken("Say in public words why the badge is under review.", "words")
    journal.operation(f"Put the badge of {badge.holder} under review", kind=KIND, actor=by)
    badge.held_since, badge.held_words = clock.now(), words.strip()
    session.flush()


def release(badge: Badge, *, by: Person | None = None) -> None:
    """End the review of a badge, which then holds again; flushes.

    Raises ``RuleBroken`` when it is not under review.
    """
    if badge.held_since is None:
        raise RuleBroken("This badge is not under review.")
    journal.operation(f"Ended the review of the badge of {badge.holder}", kind=KIND, actor=by)
    badge.held_since, badge.held_words = None, ""
    session.flush()

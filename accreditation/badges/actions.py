"""Issuing and revoking. Nothing here commits, and nothing but ``issue`` makes a badge."""

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


@dataclass(frozen=True)
class Award:
    """What a badge is issued from: a confirmed decision, or an invented one in the demo.

    ``decision`` names the decision; ``evidence`` is one public sentence, never a name of a person.
    """

    employer: Employer
    scheme_version: SchemeVersion
    level: str
    valid_from: datetime
    valid_until: datetime
    decision: str
    evidence: str = ""
    officer: Person | None = None
    made_up: bool = False


def issue(award: Award) -> Badge:
    """Sign and keep a badge for an award; flushes.

    Raises ``RuleBroken`` for what cannot become a badge, ``credential.NotSound`` when what would
    be signed does not hold everywhere.
    """
    scheme = schemes.ready(award.scheme_version)
    _refuse(award, scheme)
    journal.operation(
        f"Issued a badge, {scheme.level_title(award.level)}, to {award.employer.name}",
        kind=KIND,
        actor=award.officer,
    )
    row, index = lists.take_entry()
    public_id = secrets.token_urlsafe(16)
    (inside, inside_key), (token, token_key) = keys.embedded(), keys.for_tokens()
    made = _drawn(award, scheme, public_id, bits.entry(places.status_list(row.id), index))
    signed = proofs.sign(made, inside_key, f"{places.did()}#{inside.kid}", clock.now())
    twin = made | {"credentialStatus": bits.entry(places.token_list(row.id), index)}
    badge = Badge(
        public_id=public_id,
        employer_id=award.employer.id,
        scheme_version_id=award.scheme_version.id,
        level_code=award.level,
        holder=_public_name(award.employer),
        list_id=row.id,
        list_index=index,
        embedded_key_id=inside.id,
        token_key_id=token.id,
        digest=proofs.digest(signed),
        decision=award.decision,
        valid_from=award.valid_from,
        valid_until=award.valid_until,
        issued_at=clock.now(),
        issued_by_id=award.officer.id if award.officer else None,
        credential=baking.compact(signed),
        token=tokens.sign(twin, token_key, places.key(token.kid)),
        made_up=award.made_up,
    )
    session.add(badge)
    session.flush()
    return badge


def _refuse(award: Award, scheme: Scheme) -> None:
    if award.level not in scheme.ranks:
        levels = ", ".join(scheme.ranks)
        raise RuleBroken(f"Scheme version {scheme.version} has the levels {levels}.")
    if award.valid_until <= award.valid_from:
        raise RuleBroken("A badge must end after it begins.")
    if award.made_up:
        if current_app.config["PRODUCTION"] or not award.employer.made_up:
            raise RuleBroken("An invented badge is only for an invented employer of the demo.")
    elif award.employer.made_up or award.scheme_version.state is not State.PUBLISHED:
        raise RuleBroken("A badge is issued only for a real employer under a published scheme.")


def _drawn(
    award: Award, scheme: Scheme, public_id: str, status: dict[str, str]
) -> dict[str, object]:
    url = places.badge(public_id)
    return credential.build(
        credential.Badge(
            url=url,
            issuer=places.issuer(),
            level=level_of(scheme, award.level, invented=award.made_up),
            recipient=Recipient(
                url=f"{url}#holder",
                name=_public_name(award.employer),
                company_number=award.employer.company_number or "",
            ),
            valid_from=award.valid_from,
            valid_until=award.valid_until,
            status=status,
            evidence=award.evidence,
        )
    )


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
    badge.revoked_at, badge.revoked_why = clock.now(), why
    badge.revoked_words, badge.revoked_by_id = words.strip(), by.id if by else None
    session.flush()
    row = session.get_one(StatusList, badge.list_id, with_for_update=True)
    lists.sign(row)

"""The credential of one award: an employer reached a level of the scheme on a day."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accreditation.openbadges import contexts, graphs, shape
from accreditation.openbadges.proofs import moment

SCHEMA = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)


@dataclass(frozen=True)
class Issuer:
    """Who awards: ``did`` signs, the rest is what a reader sees."""

    did: str
    name: str
    url: str
    email: str = ""
    image: str = ""


@dataclass(frozen=True)
class Level:
    """What was reached: one level of one scheme version, which never changes once published.

    ``url`` answers as JSON; ``criteria_url`` is the page for people.
    """

    url: str
    criteria_url: str
    scheme: str
    version: str
    title: str
    description: str
    narrative: str
    image: str = ""


@dataclass(frozen=True)
class Recipient:
    """The employer as the public knows it; no person is named in a badge."""

    url: str
    name: str
    company_number: str = ""


@dataclass(frozen=True)
class Badge:
    """One award, ready to become a credential. ``status`` is its entry in a status list."""

    url: str
    issuer: Issuer
    level: Level
    recipient: Recipient
    valid_from: datetime
    valid_until: datetime
    status: dict[str, str]
    evidence: str = ""
    #: Addresses and versions of the levels that came before this one.
    related: dict[str, str] = field(default_factory=dict)


class NotSound(Exception):
    """A credential may not be signed; the message names the part."""


def build(badge: Badge) -> dict[str, Any]:
    """Return the unsigned credential; raises ``NotSound`` when it would not hold everywhere."""
    found: dict[str, Any] = {
        "@context": [contexts.CREDENTIALS, contexts.OPEN_BADGES, contexts.EXTENSIONS],
        "id": badge.url,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"{badge.level.scheme}: {badge.level.title}",
        "issuer": profile(badge.issuer),
        "validFrom": moment(badge.valid_from),
        "validUntil": moment(badge.valid_until),
        "awardedDate": moment(badge.valid_from),
        "credentialSubject": _subject(badge),
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
        "credentialStatus": badge.status,
    }
    if badge.evidence:
        found["evidence"] = [
            {"id": f"{badge.url}#evidence", "type": ["Evidence"], "narrative": badge.evidence}
        ]
    check(found)
    return found


def check(credential: dict[str, Any]) -> None:
    """Raise ``NotSound`` unless every part fits the schema and none would be left unsigned."""
    for fault in shape.faults(credential):
        raise NotSound(fault)
    if graphs.undefined(credential):
        raise NotSound("A term of the credential is defined by no context.")


def profile(issuer: Issuer) -> dict[str, Any]:
    """Return the issuer as a Profile."""
    found: dict[str, Any] = {
        "id": issuer.did,
        "type": ["Profile"],
        "name": issuer.name,
        "url": issuer.url,
    }
    if issuer.email:
        found["email"] = issuer.email
    if issuer.image:
        found["image"] = {"id": issuer.image, "type": "Image"}
    return found


def achievement(level: Level, issuer: Issuer) -> dict[str, Any]:
    """Return the level as an Achievement."""
    found: dict[str, Any] = {
        "id": level.url,
        "type": ["Achievement"],
        "achievementType": "QualityAssuranceCredential",
        "name": level.title,
        "description": level.description,
        "criteria": {"id": level.criteria_url, "narrative": level.narrative},
        "creator": profile(issuer),
        "humanCode": code(level.title),
        "inLanguage": "en-GB",
        "version": level.version,
    }
    if level.image:
        found["image"] = {"id": level.image, "type": "Image", "caption": level.title}
    return found


def _subject(badge: Badge) -> dict[str, Any]:
    """Return who holds it. Its number stands in clear: it is on the public register."""
    before = [
        {"id": url, "type": ["Related"], "version": version}
        for url, version in badge.related.items()
        if url != badge.level.url
    ]
    identities = [("name", badge.recipient.name)]
    if badge.recipient.company_number:
        identities.append(("ext:CompaniesHouseNumber", badge.recipient.company_number))
    return {
        "id": badge.recipient.url,
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": text,
                "identityType": kind,
            }
            for kind, text in identities
        ],
        "achievement": achievement(badge.level, badge.issuer)
        | ({"related": before} if before else {}),
    }


def code(title: str) -> str:
    """Return a title as one short word in capitals."""
    return re.sub("[^A-Z0-9]+", "-", title.upper()).strip("-")

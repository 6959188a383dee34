"""Is this a valid badge? Every check with its answer in words; nothing is fetched."""

import re
from datetime import datetime
from typing import Any

from accreditation.openbadges import bits, contexts, graphs, shape, signatures
from accreditation.openbadges.opening import opened
from accreditation.openbadges.report import Check, Report, part, text
from accreditation.openbadges.signatures import Known
from accreditation.openbadges.strict import Malformed

BADGES = {"OpenBadgeCredential", "AchievementCredential"}
OLDER = "https://www.w3.org/2018/credentials/v1"


def examine(file: bytes, known: Known, now: datetime) -> Report:
    """Return the report on any file, with dates as in the zone of ``now``; never raises for it."""
    try:
        found = opened(file)
    except Malformed as error:
        return Report("", (Check("file", ok=False, detail=str(error)),))
    credential = found.credential
    first = Check("file", ok=True, detail=f"{found.kind} was read.")
    if older := _older(credential):
        return Report(found.kind, (first, older), credential)
    made = [first, _context(credential), _kind(credential), _schema(credential)]
    if made[1].ok:
        made.append(_terms(credential))
    made += signatures.checks(found, known)
    made += _times(credential, now)
    made += _ours(credential, known)
    made.append(_status(credential, known))
    if inner := _endorsements(credential):
        made.append(inner)
    return Report(found.kind, tuple(made), credential)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _older(credential: dict[str, Any]) -> Check | None:
    named = _listed(credential.get("@context"))
    if OLDER not in named and not isinstance(credential.get("vc"), dict):
        return None
    detail = "Not checked: it was made for an older standard (Verifiable Credentials 1.1)."
    return Check("context", ok=None, detail=detail)


def _context(credential: dict[str, Any]) -> Check:
    named = _listed(credential.get("@context"))
    if not named or named[0] != contexts.CREDENTIALS:
        return Check(
            "context", ok=False, detail=f"Its first context is not {contexts.CREDENTIALS}."
        )
    for one in named:
        if not isinstance(one, str):
            return Check("context", ok=False, detail="It defines words of its own.")
        if one not in contexts.VENDORED:
            detail = f"Not checked: the context {one[:200]} is not one this service keeps."
            return Check("context", ok=None, detail=detail)
    if not any("/ob/v3p0/context" in one for one in named[1:2]):
        return Check(
            "context", ok=False, detail="Its second context is not that of Open Badges 3.0."
        )
    return Check("context", ok=True, detail="Its words are those of Open Badges 3.0.")


def _kind(credential: dict[str, Any]) -> Check:
    kinds = {kind for kind in _listed(credential.get("type")) if isinstance(kind, str)}
    if "VerifiableCredential" in kinds and kinds & BADGES:
        return Check("type", ok=True, detail="It is an Open Badge.")
    if "EndorsementCredential" in kinds:
        return Check("type", ok=False, detail="It endorses a badge; it is not a badge itself.")
    if {"BadgeClass", "Assertion"} & kinds:
        detail = "It is a badge of Open Badges 2.0 or older, which this page does not check."
        return Check("type", ok=False, detail=detail)
    return Check("type", ok=False, detail="Its type is not that of an Open Badge.")


def _schema(credential: dict[str, Any]) -> Check:
    kinds = _listed(credential.get("type"))
    schema = shape.ENDORSEMENT if "EndorsementCredential" in kinds else shape.BADGE
    fault = next(shape.faults(credential, schema), "")
    if fault:
        return Check("schema", ok=False, detail=f"A part is missing or wrong: {fault}.")
    criteria = part(credential, "credentialSubject", "achievement", "criteria")
    if schema is shape.BADGE and not (criteria.get("id") or criteria.get("narrative")):
        return Check("schema", ok=False, detail="It does not say what the badge is given for.")
    return Check("schema", ok=True, detail="Every part is there and of the right kind.")


def _terms(credential: dict[str, Any]) -> Check:
    plain = {name: value for name, value in credential.items() if name not in _TOKEN_NAMES}
    try:
        loose = graphs.undefined(plain)
    except graphs.Unsound as error:
        return Check("terms", ok=False, detail=str(error))
    if loose:
        detail = "It has a part that no context defines, so the signature does not cover it."
        return Check("terms", ok=False, detail=detail)
    return Check("terms", ok=True, detail="The signature covers every part.")


_TOKEN_NAMES = {"proof", "iss", "sub", "jti", "nbf", "exp", "iat", "aud"}


def _moment(value: str) -> datetime | None:
    try:
        return shape.read_moment(value)
    except ValueError:
        return None


def _times(credential: dict[str, Any], now: datetime) -> list[Check]:
    begins = _moment(text(credential, "validFrom"))
    if begins is None:
        made = Check("start", ok=False, detail="It does not say from when it holds.")
    elif begins > now:
        made = Check("start", ok=False, detail=f"It holds only from {_day(begins, now)}.")
    else:
        made = Check("start", ok=True, detail=f"It has held since {_day(begins, now)}.")
    return [made, _expiry(credential, now)]


def _expiry(credential: dict[str, Any], now: datetime) -> Check:
    if "validUntil" not in credential:
        return Check("expiry", ok=True, detail="It does not expire.")
    ends = _moment(text(credential, "validUntil"))
    if ends is None:
        return Check("expiry", ok=False, detail="The day it expires cannot be read.")
    word = "expires" if ends > now else "expired"
    return Check("expiry", ok=ends > now, detail=f"It {word} on {_day(ends, now)}.")


def _day(moment: datetime, now: datetime) -> str:
    here = moment.astimezone(now.tzinfo)
    return f"{here.day} {here:%B %Y}"


def _ours(credential: dict[str, Any], known: Known) -> list[Check]:
    if signatures.issuer_of(credential) != known.did:
        return []
    if known.issued(credential):
        made = [Check("record", ok=True, detail="This service has it on record.")]
        if held := known.held(credential):
            made.append(Check("review", ok=False, detail=held))
        return made
    return [Check("record", ok=False, detail="This service has no record of this badge.")]


def _status(credential: dict[str, Any], known: Known) -> Check:
    if "credentialStatus" not in credential:
        return Check("status", ok=True, detail="It names no list on which it could be withdrawn.")
    entry = part(credential, "credentialStatus")
    kind, where = text(entry, "type"), text(entry, "statusListCredential")
    index = text(entry, "statusListIndex")
    if kind == "BitstringStatusListEntry" and re.fullmatch(r"\d{1,9}", index):
        why = known.revoked(where, int(index))
        if why is not None and text(entry, "statusPurpose") == bits.REVOCATION:
            detail = why or "It has not been withdrawn."
            return Check("status", ok=not why, detail=detail)
    place = where or text(entry, "id") or "another place"
    detail = f"Not checked: whether it was withdrawn is kept at {place[:200]}."
    return Check("status", ok=None, detail=detail)


def _endorsements(credential: dict[str, Any]) -> Check | None:
    places = (
        credential,
        part(credential, "credentialSubject", "achievement"),
        part(credential, "issuer"),
    )
    if not any(place.get("endorsement") or place.get("endorsementJwt") for place in places):
        return None
    return Check("endorsements", ok=None, detail="Not checked: others endorse it inside the badge.")

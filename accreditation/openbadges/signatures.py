"""Whose signature a badge carries, as far as that can be told without asking anybody."""

from dataclasses import dataclass
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from accreditation.openbadges import graphs, multikeys, proofs, tokens
from accreditation.openbadges.opening import Opened
from accreditation.openbadges.report import Check, text

UNTIED = (
    "Not checked: the key stands in the badge itself. Whether it belongs to {} must be asked "
    "there, and this service asks nobody."
)
ELSEWHERE = (
    "Not checked: the key is kept at {}, and this service fetches nothing. Check the badge with "
    "the one who issued it."
)


class Known(Protocol):
    """What the checking service knows of itself."""

    @property
    def did(self) -> str:
        """Return our own identifier."""

    def key(self, address: str) -> multikeys.PublicKey | None:
        """Return our own public key at an address."""

    def revoked(self, list_url: str, index: int) -> str | None:
        """Return why and when an entry of our own list was revoked, "" if it was not, else None."""

    def issued(self, credential: dict[str, Any]) -> bool:
        """Tell whether we ever issued a credential of this id."""

    def held(self, credential: dict[str, Any]) -> str:
        """Return since when and why our own badge is under review, "" if it is not."""


@dataclass(frozen=True)
class _Key:
    """A key for a signature: the key if known, and what is known of its owner."""

    key: multikeys.PublicKey | None
    owner: bool | None
    why: str


def checks(found: Opened, known: Known) -> list[Check]:
    """Return the checks of issuer and signature."""
    if found.token:
        return _token(found, known)
    listed = found.credential.get("proof")
    every = listed if isinstance(listed, list) else [listed]
    usable = [p for p in every if isinstance(p, dict) and p.get("cryptosuite") == proofs.SUITE]
    if not usable:
        return [_no_proof(every)]
    made: list[Check] = []
    for proof in usable[:3]:
        made += _embedded(found.credential, proof, known)
    return made


def _no_proof(every: list[Any]) -> Check:
    kinds = {text(p, "cryptosuite") or text(p, "type") for p in every if isinstance(p, dict)} - {""}
    if not kinds:
        return Check("signature", ok=False, detail="It is not signed.")
    named = ", ".join(sorted(kinds))[:100]
    detail = f"Not checked: it is signed with {named}, which is not known here."
    return Check("signature", ok=None, detail=detail)


def issuer_of(credential: dict[str, Any]) -> str:
    """Return the id of the issuer, "" when there is none."""
    issuer = credential.get("issuer")
    return issuer if isinstance(issuer, str) else text(issuer, "id")


def _embedded(credential: dict[str, Any], proof: dict[str, Any], known: Known) -> list[Check]:
    issuer = issuer_of(credential)
    key = _key_of(text(proof, "verificationMethod"), issuer, known)
    named = Check("issuer", ok=key.owner, detail=key.why)
    if proof.get("type") != proofs.KIND or proof.get("proofPurpose") != proofs.PURPOSE:
        return [named, Check("signature", ok=False, detail="It was not signed to assert a badge.")]
    if key.key is None:
        unknown = None if key.owner is None else False
        return [named, Check("signature", ok=unknown, detail=key.why)]
    try:
        options = {k: v for k, v in proof.items() if k != "proofValue"}
        loose = graphs.undefined(options | {"@context": credential.get("@context")})
        holds = not loose and isinstance(key.key, Ed25519PublicKey)
        holds = holds and proofs.holds(credential, proof, key.key)  # type: ignore[arg-type]
    except graphs.Unsound as error:
        return [named, Check("signature", ok=False, detail=str(error))]
    return [named, _said(holds=holds)]


def _said(*, holds: bool) -> Check:
    if holds:
        return Check("signature", ok=True, detail="The signature fits: nothing was changed.")
    detail = "The signature does not fit: the badge was changed, or signed with another key."
    return Check("signature", ok=False, detail=detail)


def _key_of(method: str, issuer: str, known: Known) -> _Key:
    """Return the key at an address, which must belong to the issuer."""
    owner, _, name = method.partition("#")
    if known.did in (issuer, owner):
        return _own(method, issuer, known)
    if owner.startswith("did:key:"):
        return _inside(owner.removeprefix("did:key:"), issuer, tied=owner == issuer)
    if not owner.startswith(("https://", "http://", "did:")) or not (name or "did:" in owner):
        return _Key(None, owner=False, why="It does not say where the key is.")
    if name.startswith("z6Mk") and owner == issuer:
        return _inside(name, issuer, tied=False)
    if name.startswith("z6Mk"):
        return _Key(None, owner=False, why="The key belongs to somebody else than the issuer.")
    return _Key(None, owner=None, why=ELSEWHERE.format(owner[:200]))


def _inside(key: str, issuer: str, *, tied: bool) -> _Key:
    """Return the key that an address itself spells out."""
    try:
        read = multikeys.read_multibase(key)
    except multikeys.NoKey as error:
        return _Key(None, owner=False, why=str(error))
    if tied:
        why = "The issuer is the key itself (did:key); it has no name to prove."
        return _Key(read, owner=True, why=why)
    return _Key(read, owner=None, why=UNTIED.format(issuer[:200] or "the issuer"))


def _own(method: str, issuer: str, known: Known) -> _Key:
    key = known.key(method) if issuer == known.did else None
    if key is None:
        return _Key(None, owner=False, why="It names this service, but the key is not one of ours.")
    return _Key(key, owner=True, why="It names a key of this service.")


def _token(found: Opened, known: Known) -> list[Check]:
    header, payload = found.header, found.credential
    if fault := tokens.fault(header):
        return [Check("signature", ok=False, detail=fault)]
    if odd := tokens.differences(payload):
        names = ", ".join(odd)
        detail = f"The token and the credential inside do not agree ({names})."
        return [Check("token", ok=False, detail=detail)]
    key = _token_key(header, issuer_of(payload), known)
    named = Check("issuer", ok=key.owner, detail=key.why)
    if key.key is None:
        unknown = None if key.owner is None else False
        return [named, Check("signature", ok=unknown, detail=key.why)]
    return [named, _said(holds=tokens.holds(found.token, key.key, str(header["alg"])))]


def _token_key(header: dict[str, Any], issuer: str, known: Known) -> _Key:
    kid = text(header, "kid")
    if issuer == known.did or kid.partition("#")[0] == known.did:
        return _own(kid, issuer, known)
    if "jwk" in header:
        try:
            return _Key(
                multikeys.read_jwk(header["jwk"]), owner=None, why=UNTIED.format(issuer[:200])
            )
        except multikeys.NoKey as error:
            return _Key(None, owner=False, why=str(error))
    return _key_of(kid, issuer, known)

"""What a check of a badge found, in words and as JSON."""

from dataclasses import dataclass, field
from typing import Any

#: What a genuine badge is when this check fails; the first that does tells.
FAILED = {
    "status": "revoked",
    "expiry": "expired",
    "start": "not yet valid",
    "review": "under review",
}


@dataclass(frozen=True)
class Check:
    """One thing looked at: right, wrong, or not checked (``None``), and why."""

    name: str
    ok: bool | None
    detail: str

    @property
    def title(self) -> str:
        """Return the name as a heading."""
        return self.name.capitalize()


@dataclass(frozen=True)
class Report:
    """Every check of one file. A badge is valid only when each was made and none failed."""

    kind: str
    checks: tuple[Check, ...]
    credential: dict[str, Any] = field(default_factory=dict)

    @property
    def valid(self) -> bool:
        """Tell whether everything was checked and holds."""
        return all(check.ok is True for check in self.checks)

    def ok(self, name: str) -> bool | None:
        """Return the outcome of one check; ``None`` when it was not made."""
        return next((check.ok for check in self.checks if check.name == name), None)

    def said(self, name: str) -> str:
        """Return what one check found, in words; "" when it was not made."""
        return next((check.detail for check in self.checks if check.name == name), "")

    @property
    def status(self) -> str:
        """Return one word or a few: valid, or one of ``FAILED``, or not valid, or not checked."""
        failed = {check.name for check in self.checks if check.ok is False}
        if failed - FAILED.keys():
            return "not valid"
        for name, word in FAILED.items():
            if name in failed:
                return word
        return "valid" if self.valid else "not checked"

    @property
    def achievement(self) -> dict[str, str] | None:
        """Return id, name and version of what was achieved, as far as the file says."""
        found = part(self.credential, "credentialSubject", "achievement")
        names = {name: found.get(name) for name in ("id", "name", "version")}
        return {k: v for k, v in names.items() if isinstance(v, str)} or None

    @property
    def recipient(self) -> dict[str, str] | None:
        """Return id and name of the holder, as far as the file says."""
        subject = part(self.credential, "credentialSubject")
        found = {"id": subject.get("id")}
        identities = subject.get("identifier")
        for one in identities if isinstance(identities, list) else []:
            if (
                isinstance(one, dict)
                and one.get("identityType") == "name"
                and not one.get("hashed")
            ):
                found["name"] = one.get("identityHash")
        return {k: v for k, v in found.items() if isinstance(v, str)} or None

    @property
    def issuer(self) -> dict[str, str]:
        """Return id and name of who issued it, as far as the file says."""
        issuer = self.credential.get("issuer")
        found = issuer if isinstance(issuer, dict) else {"id": issuer}
        return {k: v for k in ("id", "name") if (v := text(found, k))}

    def plain(self) -> dict[str, Any]:
        """Return the report as one JSON document."""
        return {
            "valid": self.valid,
            "checks": [
                {"name": check.name, "ok": check.ok, "detail": check.detail}
                for check in self.checks
            ],
            "achievement": self.achievement,
            "recipient": self.recipient,
            "status": self.status,
        }


def part(found: Any, *names: str) -> dict[str, Any]:
    """Return the object at a path inside a document; an empty one when something else is there."""
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
        if isinstance(found, list) and len(found) == 1:
            found = found[0]
    return found if isinstance(found, dict) else {}


def text(found: Any, name: str) -> str:
    """Return the text under a name; "" when something else is there."""
    value = found.get(name) if isinstance(found, dict) else None
    return value if isinstance(value, str) else ""

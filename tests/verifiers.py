"""Verifiers that nobody here wrote: installed by ``./dev test``, asked by the tests of badges."""

import json
import os
import shutil
import subprocess
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from accreditation.openbadges import contexts

VERIFIERS = Path(__file__).parents[1] / "requirements" / "verifiers"


def need_npm() -> None:
    """Skip, saying what is missing, or fail where everything must be there."""
    if shutil.which("node") and (VERIFIERS / "node_modules" / "ajv").is_dir():
        return
    missing = "Node and the packages of requirements/verifiers are missing: run ./dev test"
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)


def judge(documents: dict[str, Any], cases: dict[str, Any], schema: Any = None) -> dict[str, Any]:
    """Return what the verifiers of npm say of each case; they see only ``documents``."""
    asked = json.dumps({"documents": documents, "cases": cases, "schema": schema})
    done = subprocess.run(
        ["node", "judge.js"],
        cwd=VERIFIERS,
        input=asked,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@dataclass(frozen=True)
class Outside:
    """What two verifiers of npm say of a badge: ``holds`` is both of them, revocation included."""

    genuine: bool
    revoked: bool

    @property
    def holds(self) -> bool:
        """Tell whether a reader of the verifiers would rely on it."""
        return self.genuine and not self.revoked


def ask_outside(badge_url: str) -> Outside:
    """Let verifiers of npm judge the badge at the address of its page on a running service.

    They see what the service publishes and the standard's contexts, and nothing else.
    """
    need_npm()
    parts = urlsplit(badge_url)
    host = f"{parts.scheme}://{parts.netloc}"
    credential = _fetched(f"{host}{parts.path}.json")
    known = _fetched(f"{host}/.well-known/did.json")
    listed = credential["credentialStatus"]["statusListCredential"]
    documents = {
        **{one: contexts.load(one)["document"] for one in contexts.VENDORED},
        known["id"]: known,
        f"{host}/.well-known/did.json": known,
        f"https://{parts.netloc}/.well-known/did.json": known,
        listed: _fetched(f"{host}{urlsplit(listed).path}"),
    }
    judged = judge(documents, {"badge": credential})["judged"]["badge"]
    one, other = judged["digitalBazaar"], judged["verifierCore"]["log"]
    revoked = one["revoked"] != [False]
    assert revoked == (other.get("revocation_status") is not True), judged
    return Outside(bool(one["verified"] and other.get("valid_signature")), revoked)


def _fetched(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return json.load(answer)

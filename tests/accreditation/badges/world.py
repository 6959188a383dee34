"""Awards for tests: an invented employer, and badges made only by ``actions.issue``."""

import json
from datetime import datetime, timedelta
from typing import Any

from accreditation.badges import actions, queries
from accreditation.badges.models import Badge
from accreditation.openbadges import contexts
from accreditation.openbadges.checks import examine
from accreditation.openbadges.report import Report
from accreditation.scheme import queries as schemes
from crm.core import clock
from crm.core.db import session
from tests.makers import Make

HOST = "https://badges.example"


def issued(
    make: Make,
    *,
    level: str = "silver",
    name: str = "Windrush Foods",
    begins: datetime | None = None,
    lasts: timedelta = timedelta(days=730),
    **more: Any,
) -> Badge:
    """Issue and commit an invented badge."""
    employer = make.employer(name=name, made_up=True, company_number=more.pop("number", None))
    version = schemes.in_force(clock.today())
    begins = begins or clock.now().replace(microsecond=0)
    badge = actions.issue(
        actions.Grounds(
            employer=employer, scheme_version=version, level=level, valid_from=begins,
            valid_until=begins + lasts, decision="invented for a test", made_up=True, **more,
        )
    )  # fmt: skip
    session.commit()
    return queries.find(badge.public_id)


def check(file: bytes | str) -> Report:
    raw = file.encode() if isinstance(file, str) else file
    report = examine(raw, queries.Ourselves(), clock.to_london(clock.now()))
    session.rollback()
    return report


def published(browser: Any, *badges: Badge) -> dict[str, Any]:
    """Return what verifiers may fetch from the service about these badges, and the contexts."""

    def fetch(path: str) -> Any:
        answer = browser.client.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["Access-Control-Allow-Origin"] == "*", path
        return json.loads(answer.text) if "json" in answer.content_type else answer.text

    found: dict[str, Any] = {
        address: contexts.load(address)["document"] for address in contexts.VENDORED
    }
    document = fetch("/.well-known/did.json")
    found[f"{HOST}/.well-known/did.json"] = found[document["id"]] = document
    for key in fetch("/badges/keys")["keys"]:
        found[f"{HOST}/badges/keys/{key['kid']}"] = fetch(f"/badges/keys/{key['kid']}")
    for badge in badges:
        for form in ("", ".jwt"):
            path = f"/badges/status/{badge.list_id}{form}"
            found[f"{HOST}{path}"] = fetch(path)
    return found

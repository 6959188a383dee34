"""What mail about a topic carries: the link to the reader's choices, as RFC 8058 asks."""

from dataclasses import dataclass
from urllib.parse import quote

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from crm.consent.rules import address_key, hint

SALT = "mail-choices"
LONGEST = 600


@dataclass(frozen=True)
class Holder:
    """Who follows the link: an address by its key, and the topic they were written to about."""

    key: str
    hint: str
    topic: str
    employer_id: int


def address(to: str, topic: str, employer_id: int) -> str:
    """Return the whole address of the reader's choices, on ``BASE_URL``; it holds no address."""
    token = _signer().dumps([address_key(to), hint(to), topic, employer_id])
    return f"{current_app.config['BASE_URL'].rstrip('/')}/mail-choices/{quote(str(token))}"


def headers(to: str, topic: str, employer_id: int) -> dict[str, str]:
    """Return the headers of one-click unsubscribe. Source: RFC 2369 and RFC 8058."""
    return {
        "List-Unsubscribe": f"<{address(to, topic, employer_id)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<{topic}.employers.placewell>",
        "Precedence": "bulk",
    }


def read(token: str) -> Holder | None:
    """Return who a link belongs to, or None for one that this service did not sign."""
    if len(token) > LONGEST:
        return None
    try:
        return Holder(*_signer().loads(token))
    except (BadData, TypeError, ValueError):
        return None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=SALT)

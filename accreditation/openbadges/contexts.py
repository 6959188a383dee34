"""What the words of a credential mean: the vendored contexts, and a loader that fetches nothing."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "contexts"
CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
VENDORED = {
    CREDENTIALS: "credentials-v2.jsonld",
    "https://w3id.org/security/data-integrity/v2": "data-integrity-v2.jsonld",
    "https://purl.imsglobal.org/spec/ob/v3p0/context.json": "ob-context-3.0.0.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json": "ob-context-3.0.1.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": "ob-context-3.0.2.json",
    OPEN_BADGES: "ob-context-3.0.3.json",
    EXTENSIONS: "ob-extensions.json",
}


class NotVendored(Exception):
    """A document names a context that is not kept here, and nothing is ever fetched."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


@cache
def _document(address: str) -> Any:
    if address not in VENDORED:
        raise NotVendored(address)
    return json.loads((FOLDER / VENDORED[address]).read_text(encoding="utf-8"))


def load(address: str, _options: Any = None) -> dict[str, Any]:
    """Return a vendored context in PyLD's shape; raises ``NotVendored`` for any other address."""
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": address,
        "document": _document(address),
    }

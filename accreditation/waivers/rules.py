"""What a waiver does to a scheme. Pure."""

from collections.abc import Collection

from accreditation.scheme.document import Scheme
from accreditation.scheme.reading import build


def without(scheme: Scheme, codes: Collection[str]) -> Scheme:
    """Return the scheme as if these gates were not in it; its hash tells the two apart."""
    if not codes:
        return scheme
    gates = [gate for gate in scheme.document["gates"] if gate["code"] not in codes]
    return build({**scheme.document, "gates": gates})

"""From JSON-LD to the one text that is signed (RDFC-1.0), and what would silently be left out.

PyLD does the work. It has no safe mode and no limit, so both stand here: a term that no context
defines is found by mapping it to a private name, and a document made to be slow is refused.
"""

import threading
from functools import cache
from typing import Any

from accreditation.openbadges import contexts, strict

#: Canonical form tells alike unnamed parts apart by trying their orders; honest badges need few.
MOST_LOOKS = 1_000
MOST_ALIKE = 6
NOWHERE = "urn:placewell:undefined:"
RELATIVE = "https://relative.invalid/placewell/"
NAMED = {"@context", "@id", "@type", "@value", "@language", "@direction"}
#: PyLD keeps caches for the whole process that are not made for threads.
_ONE_AT_A_TIME = threading.Lock()


class Unsound(Exception):
    """A document cannot be brought to its canonical form; the message says why."""


@cache
def _bounded() -> Any:
    """Return the canonical form, given up when a document needs more work than an honest one."""
    from pyld import canon  # much memory: the web starts without it

    class Bounded(canon.URDNA2015):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.looks = 0

        def create_hash_to_related(self, id_: str, issuer: Any) -> Any:
            """Count each look at the neighbours of an unnamed part."""
            self.looks += 1
            found = super().create_hash_to_related(id_, issuer)
            if self.looks > MOST_LOOKS or any(len(ids) > MOST_ALIKE for ids in found.values()):
                raise Unsound("It has too many unnamed parts that are alike.")
            return found

    return Bounded


def canonical(document: dict[str, Any]) -> str:
    """Return the canonical N-Quads of ``document``; raises ``Unsound``."""
    _refuse_tricks(document)
    quads = _quads(document)
    try:
        return str(_bounded()().main(quads, {"format": "application/n-quads"}))
    except RecursionError:
        raise Unsound("Its unnamed parts are tied together too deeply.") from None


def undefined(document: dict[str, Any]) -> bool:
    """Return whether a name, type or relative address would be left out of what is signed.

    Such a part could be changed without breaking the signature, so nothing is signed with one.
    """
    _refuse_tricks(document)
    told = dict(document)
    told["@context"] = [*_listed(document.get("@context")), {"@vocab": NOWHERE}]
    found = repr(_quads(told, base=RELATIVE))
    return NOWHERE in found or RELATIVE in found


def _quads(document: dict[str, Any], base: str = "") -> Any:
    from pyld import jsonld

    options = {
        "documentLoader": contexts.load,
        "base": base,
        "produceGeneralizedRdf": False,
        "processingMode": "json-ld-1.1",
    }
    try:
        with _ONE_AT_A_TIME:
            return jsonld.to_rdf(document, options)
    except jsonld.JsonLdError as error:
        raise Unsound(_why(error)) from None
    except (RecursionError, ValueError, TypeError, KeyError, AttributeError):
        raise Unsound("It is not sound JSON-LD.") from None


def _why(error: Any) -> str:
    """Return the code that the innermost failure has."""
    code = ""
    while error is not None:
        code, error = getattr(error, "code", "") or code, getattr(error, "cause", None)
    return f"It is not sound JSON-LD ({code})." if code else "It is not sound JSON-LD."


def _refuse_tricks(document: dict[str, Any]) -> None:
    """Refuse what redefines words or ties unnamed parts into knots; no badge needs either."""
    for _, value in strict.walk(document):
        if not isinstance(value, dict):
            continue
        odd = next((k for k in value if k.startswith("@") and k not in NAMED), None)
        if odd:
            raise Unsound(f"It uses {odd[:20]}, which no badge needs.")
        for one in _listed(value.get("@context")):
            _refuse_context(one)
        if str(value.get("id", value.get("@id", ""))).startswith("_:"):
            raise Unsound("It names an unnamed part.")


def _refuse_context(one: Any) -> None:
    if not isinstance(one, str):
        raise Unsound("It defines words of its own.")
    if one not in contexts.VENDORED:
        raise Unsound(f"The context {one[:200]} is not one this service keeps.")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]

"""The columns of the open data, in words and as a JSON Schema."""

from typing import Any

from accreditation.register import rules

COLUMNS = {
    "employer": "The name the public knows the employer by.",
    "district_code": "Office for National Statistics code of the district of its main site, like "
    "E07000178; blank when we do not know it.",
    "district": "The name of that district; blank when we do not know it.",
    "level": "Code of the level: it stays the same from version to version of the scheme.",
    "level_title": "The level as its version of the scheme calls it.",
    "scheme_version": "The version of the scheme it was judged by.",
    "since": "First day of the award, as year-month-day.",
    "valid_until": "Last day of the award, as year-month-day.",
    "status": "How the award stands now: one of the words below.",
    "badge": "Address of the badge, where anybody can check it; blank while there is none.",
    "invented": "yes for an example of a demonstration, whose employer does not exist; else no.",
}


def schema(address: str) -> dict[str, Any]:
    """Return the JSON Schema of the register's JSON; ``address`` is its own."""
    texts: dict[str, Any] = {
        name: {"type": "string", "description": words} for name, words in COLUMNS.items()
    }
    texts["status"]["enum"] = list(rules.WORDS)
    texts["invented"]["enum"] = ["yes", "no"]
    for name in ("since", "valid_until"):
        texts[name]["format"] = "date"
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "title": "Register of accredited employers",
        "type": "object",
        "required": ["publisher", "schema", "employers"],
        "properties": {
            "publisher": {"type": "string"},
            "schema": {"type": "string"},
            "employers": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": list(COLUMNS),
                    "additionalProperties": False,
                    "properties": texts,
                },
            },
        },
    }

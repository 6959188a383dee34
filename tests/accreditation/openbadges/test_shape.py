"""The schema written here and 1EdTech's own accept and refuse the same documents."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft201909Validator

from accreditation.openbadges import shape
from tests.accreditation.openbadges import made
from tests.verifiers import judge

OTHERS = (None, 7, "words", [], {}, ["x"], "ext:own-kind", "2026-05-06T09:00:00Z", "2026-13-01")


@pytest.fixture
def official(shared):
    file = shared / "data" / "badges" / "ob_v3p0_achievementcredential_schema.json"
    return json.loads(file.read_text(encoding="utf-8"))


@pytest.fixture
def complete(shared):
    file = shared / "data" / "badges" / "1edtech-fixtures" / "complete.json"
    return json.loads(file.read_text(encoding="utf-8"))


def mutants(whole: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield copies with one part removed or replaced, for every part."""
    for path in list(paths(whole)):
        for to in ("gone", *OTHERS):
            found = copy.deepcopy(whole)
            place = found
            for name in path[:-1]:
                place = place[name]
            if to == "gone":
                del place[path[-1]]
            else:
                place[path[-1]] = to
            yield f"{path} {to!r}", found


def paths(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for name, one in inner:
        yield (*above, name)
        if isinstance(one, dict | list):
            yield from paths(one, (*above, name))


@pytest.mark.parametrize("whole", ["complete", "own"])
def test_every_mutant_is_judged_as_the_official_schema_judges_it(whole, official, request):
    start = request.getfixturevalue("complete") if whole == "complete" else made.signed()
    theirs = Draft201909Validator(official, format_checker=shape.FORMATS)
    judged = {True: 0, False: 0}
    differ = []
    for name, mutant in mutants(start):
        fits = theirs.is_valid(mutant)
        judged[fits] += 1
        if fits is bool(list(shape.faults(mutant))):
            differ.append(name)

    assert not differ
    assert min(judged.values()) > 100, judged


def test_fixtures_are_judged_alike(shared, official):
    theirs = Draft201909Validator(official, format_checker=shape.FORMATS)
    found = {True: 0, False: 0}
    for file in sorted((shared / "data" / "badges" / "1edtech-fixtures").glob("*.json")):
        document = json.loads(file.read_text(encoding="utf-8"))
        fits = theirs.is_valid(document)
        assert fits is not bool(list(shape.faults(document))), file.name
        found[fits] += 1

    assert found == {True: 11, False: 22}


def test_a_second_engine_agrees(npm, official):
    good = made.signed()
    cases = {
        "good": good,
        "proof as object": good | {"proof": good["proof"][0]},
        "no criteria": made.changed(good, "credentialSubject", "achievement", "criteria", to=None),
        "no id": {k: v for k, v in good.items() if k != "id"},
        "two entries": good | {"credentialStatus": [good["credentialStatus"]] * 2},
        "extra": good | {"colour": "green"},
    }

    judged = judge({}, cases, official)["judged"]

    for name, one in cases.items():
        assert judged[name]["ajv"] is not bool(list(shape.faults(one))), name


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"validFrom": None}, "the badge: 'validFrom' is a required property"),
        ({"proof": {}}, "proof: it must be a list"),
        ({"validUntil": "tomorrow"}, "validUntil: it must be a date-time"),
        ({"credentialStatus": []}, "credentialStatus: it must be an object"),
        ({"type": ["VerifiableCredential"]}, "type: it must hold AchievementCredential or"),
        ({"image": {"id": "x", "type": "Image", "x": 1}}, "image: the standard does not allow"),
    ],
)
def test_a_fault_is_said_in_words(changes, said):
    assert next(shape.faults(made.plain(**changes))).startswith(said)

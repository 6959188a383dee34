"""Who is compared with whom, and how well the shipped weights do on employers that are known."""

import csv
import zlib

import pytest

from crm.likeness import shipped
from crm.likeness.rules import side
from crm.likeness.sweep import meetings, pairs

WEIGHTS = {weight.code: weight.points for weight in shipped.weights()}
LIMIT = shipped.THRESHOLD / 100


def names_met(*names):
    sides = [side(number, [name]) for number, name in enumerate(names)]
    return {(one.id, other.id) for one, other in meetings(sides)}


def test_a_shared_telling_word_and_a_slip_of_the_keys_bring_together():
    assert names_met("Windrush Care", "Windrush Foods", "Winrdush Care", "Benson Motors") == {
        (0, 1), (0, 2),
    }  # fmt: skip


def test_everyday_words_bring_nobody_together():
    assert names_met("Alder Care Home", "Birch Care Home") == set()


def test_a_crowd_meets_by_a_second_word():
    crowd = [f"Abingdon {chr(97 + n % 26) * 4}{chr(97 + n // 26) * 4}" for n in range(60)]

    met = names_met(*crowd, "Abingdon Quarry", "Abingdon Quarry Sales")

    assert met == {(60, 61)}


def test_the_strongest_pair_comes_first_and_each_once():
    at = {"postcode": "OX1 1AA"}
    sides = [
        side("a", ["Isis Bakery"], **at),
        side("b", ["Isis Bakery Ltd"], **at),
        side("c", ["Isis Bakeyr"]),
    ]

    found = pairs(sides, WEIGHTS, LIMIT)

    assert [(p.one.id, p.other.id) for p in found] == [("a", "b"), ("a", "c"), ("b", "c")]


def _linkage(shared):
    folder = shared / "data" / "linkage"
    for name in ("uk-employers.csv", "uk-employers-truth.csv"):
        if not (folder / name).exists():
            pytest.skip(f"../shared is absent: {name}")
    with (folder / "uk-employers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (folder / "uk-employers-truth.csv").open(encoding="utf-8", newline="") as file:
        truth = {row["record_id"]: row["employer_id"] for row in csv.DictReader(file)}
    return rows, truth


def _f1(rows, truth, kept):
    sides = [
        side(r["record_id"], [r["name"]], postcode=r["postcode"], address=r["address"])
        for r in rows
        if kept(truth[r["record_id"]])
    ]
    sizes: dict[str, int] = {}
    for one in sides:
        sizes[truth[one.id]] = sizes.get(truth[one.id], 0) + 1
    wanted = sum(n * (n - 1) // 2 for n in sizes.values())
    found = pairs(sides, WEIGHTS, LIMIT)
    right = sum(truth[pair.one.id] == truth[pair.other.id] for pair in found)
    return 2 * right / (len(found) + wanted)


def test_known_employers_are_told_apart(shared):
    """Weights were tuned on half 0 of the postcodes only; a family stays in one half."""
    rows, truth = _linkage(shared)
    postcode: dict[str, str] = {}
    for row in rows:
        if row["postcode"]:
            key = "".join(row["postcode"].split()).upper()
            postcode.setdefault(truth[row["record_id"]], key)

    def half(employer: str) -> int:
        return zlib.crc32(postcode.get(employer, employer).encode()) % 2

    assert _f1(rows, truth, lambda _employer: True) >= 0.86
    assert _f1(rows, truth, lambda employer: half(employer) == 0) >= 0.86
    assert _f1(rows, truth, lambda employer: half(employer) == 1) >= 0.86

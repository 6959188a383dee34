"""People, vacancies and numbers for tests of matching: plain, and by chance."""

from random import Random
from typing import Any

from crm.matching.reading import Lexicon, Term, Terms
from crm.matching.rules import LINES, Limits, Opening, Person

LIMITS = Limits(
    days_over=1, minutes_over=30, hours_over=2, miles_over=2, tasks_over=1, pence_under=25,
    road_percent=130, walk_mph=3, cycle_mph=9, bus_mph=12, car_mph=25,
    weights={line.code: 1 + n % 4 for n, line in enumerate(LINES)},
)  # fmt: skip
LEXICON = Lexicon(
    tasks=Terms([Term("cash", "Handling money"), Term("cleaning", "Cleaning"),
                 Term("lifting", "Lifting and carrying")]),
    sorts=Terms([Term("kitchens", "Kitchens and catering"), Term("shops", "Shops")]),
    support=Terms([Term("quiet", "A quiet place"), Term("buddy", "A colleague to ask")]),
    contracts=Terms([Term("permanent", "permanent"), Term("seasonal", "seasonal")]),
)  # fmt: skip
BUS, CAR = 4, 8
ABINGDON, DIDCOT = (449_800, 197_100), (452_300, 190_200)


def person(**more: Any) -> Person:
    return Person(**{"id": 1, "ref": "CTW-7F3K9"} | more)


def opening(**more: Any) -> Opening:
    return Opening(**{"id": 1, "ref": "V-00001"} | more)


class Chance:
    """People and vacancies by chance, with a seed: values that meet, that just miss, and none."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)

    def maybe(self, value: Any, missing: float = 0.2) -> Any:
        return None if self.rng.random() < missing else value

    def some(self, size: int, most: int) -> int:
        picked = {1 << self.rng.randrange(size) for _ in range(self.rng.randrange(most + 1))}
        return sum(picked)

    def pick(self, *values: Any) -> Any:
        return self.rng.choice(values)

    def place(self) -> tuple[int, int]:
        return 440_000 + self.rng.randrange(20) * 900, 190_000 + self.rng.randrange(12) * 900

    def person(self, number: int) -> Person:
        return Person(
            id=number,
            ref=f"CTW-{number:05d}",
            days=self.some(7, 6),
            earliest=self.maybe(self.rng.randrange(10, 24) * 30),
            latest=self.maybe(self.rng.randrange(24, 44) * 30),
            hours=(
                self.maybe(self.rng.randrange(4, 24) * 100),
                self.maybe(self.rng.randrange(8, 40) * 100),
            ),
            home=self.maybe(self.place(), 0.1),
            reach=self.maybe(self.pick(20, 30, 50, 80, 120, 200)),
            modes=self.rng.randrange(16),
            tasks=self.some(20, 9),
            cannot=self.some(20, 3),
            wanted=self.some(12, 3),
            unwanted=self.some(12, 2),
            support=self.some(10, 3),
            contracts=self.some(8, 3),
            min_pay=self.maybe(1271 + self.rng.randrange(30) * 5, 0.6),
            earn_most=self.maybe(self.pick(9_550, 19_550, 20_350), 0.6),
            hours_most=self.maybe(self.pick(800, 1_599, 2_000), 0.7),
        )

    def opening(self, number: int) -> Opening:
        least = self.rng.randrange(4, 38) * 100
        hours = (least, least + self.pick(0, 0, 0, 400, 800))
        return Opening(
            id=number,
            ref=f"V-{number:05d}",
            days=self.some(7, 6),
            starts=self.maybe(self.rng.randrange(8, 30) * 30),
            ends=self.maybe(self.rng.randrange(4, 46) * 30),
            hours=self.pick(hours, hours, hours, (None, None)),
            site=self.maybe(self.place(), 0.1),
            first_bus=self.maybe(self.rng.randrange(10, 20) * 30, 0.6),
            tasks=self.some(20, 5),
            unread=self.pick((), (), ("Feed the llamas",)),
            sorts=self.some(12, 2),
            offered=self.some(10, 4),
            asked=self.rng.random() < 0.7,
            contract=self.pick(0, 1, 2, 4),
            pay=self.maybe(1271 + self.rng.randrange(60) * 5, 0.1),
        )

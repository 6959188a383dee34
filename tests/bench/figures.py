"""Figures beside their goals, as a table and as JSON."""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """One figure. ``most`` and ``least`` are its goal; with neither it only informs."""

    area: str
    what: str
    value: float
    unit: str = ""
    most: float | None = None
    least: float | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """Return pass, MISS or nothing."""
        if self.most is None and self.least is None:
            return ""
        high = self.most is not None and self.value > self.most
        low = self.least is not None and self.value < self.least
        return "MISS" if high or low else "pass"

    @property
    def goal(self) -> str:
        """Return the goal in signs."""
        parts = [f"<= {self.most:g}"] if self.most is not None else []
        parts += [f">= {self.least:g}"] if self.least is not None else []
        return " and ".join(parts)


def line(figure: Figure) -> str:
    """Return one line of the table."""
    value = f"{figure.value:,.2f}".rstrip("0").rstrip(".")
    told = f"{figure.area:<11}{figure.what:<46}{value:>12} {figure.unit:<9}{figure.goal:<12}"
    return f"{told}{figure.verdict:<6}{figure.note}".rstrip()


def document(figures: Iterable[Figure]) -> str:
    """Return everything as one JSON document."""
    rows = [asdict(figure) | {"verdict": figure.verdict} for figure in figures]
    return json.dumps({"load": os.getloadavg(), "figures": rows}, indent=1)

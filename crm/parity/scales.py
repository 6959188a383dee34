"""The employer's own tables of grades, to compare with before anything else."""

from datetime import date

from werkzeug.datastructures import MultiDict

from crm.core.formats import money
from crm.grades import queries as grades
from crm.grades.models import GradeLine
from crm.parity.models import Comparator
from crm.pay.forms import BASES


def lines(employer_id: int, on: date) -> dict[int, tuple[str, GradeLine]]:
    """Return the lines of the tables that count on a day, by id, each with its label."""
    return {
        line.id: (
            f"{scale.table.name}, {line.grade}{f', {line.point}' if line.point else ''}",
            line,
        )
        for scale in grades.in_force(employer_id, on)
        for line in scale.lines
    }


def label(name: str, line: GradeLine) -> str:
    """Return how a line is offered: with what it pays."""
    return f"{name}: {money(line.amount)} for {BASES[line.basis].lower()}"


def filled(given: MultiDict[str, str], line: GradeLine) -> MultiDict[str, str]:
    """Return the answers of a form with the comparison filled in from a line."""
    found = given.copy()
    found["comparator"] = Comparator.PAY_SCALE.value
    found["comparator_amount"] = f"{line.amount:f}"
    found["comparator_basis"] = line.basis.value
    found["comparator_weekly_hours"] = "" if line.hours is None else f"{line.hours:f}"
    return found

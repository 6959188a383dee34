"""How found vacancies stand to what is here: read before, here already, or new; and whose."""

from collections.abc import Iterable, Sequence
from datetime import date

from crm.adverts import keys, queries, values
from crm.adverts.models import AdvertRow, AdvertSource, Kind
from crm.core import clock, refs
from crm.core.formats import long_day
from crm.employers.lookalikes import LookAlike, lookalikes
from crm.employers.models import Employer
from crm.vacancies.models import Vacancy

NEW, SKIP = "new", "skip"
SURE = 0.95
"""The score from which a look-alike is proposed as the employer itself."""


def compare(rows: Sequence[AdvertRow]) -> None:
    """Say of each row what kind it is, whose it seems to be and what differs; ticks the new."""
    sources = queries.sources([row.key for row in rows])
    known = queries.employers_known_as([row.organisation for row in rows])
    alike: dict[tuple[str, str], list[LookAlike]] = {}
    for row in rows:
        row.kind = Kind.NEW
        if source := sources.get(row.key):
            _read_before(row, source)
            continue
        name, postcode = row.employer_name, row.place["postcode"]
        if (name, postcode) not in alike:
            alike[name, postcode] = lookalikes(name, postcode=postcode) if name else []
        _propose(row, known.get(row.organisation), alike[name, postcode])
    find_same([row for row in rows if row.key not in sources])
    today = clock.today()
    for row in rows:
        row.ticked = row.kind is Kind.NEW and not closed_by(row, today)


def closed_by(row: AdvertRow, today: date) -> bool:
    """Return whether the closing date has passed."""
    closes_on = values.columns(row.facts)["closes_on"]
    return closes_on is not None and closes_on < today


def find_same(rows: Iterable[AdvertRow]) -> None:
    """Mark rows whose employer has a vacancy of the same title and closing date already."""
    rows = [row for row in rows if row.kind is not Kind.CHANGED]
    pairs = {row.number: [(i, row.facts["title"].casefold()) for i in _may_be(row)] for row in rows}
    found = queries.titled(pair for ids in pairs.values() for pair in ids)
    for row in rows:
        row.kind, row.vacancy_id, row.remark = Kind.NEW, None, ""
        titled = [vacancy for pair in pairs[row.number] for vacancy in found.get(pair, ())]
        closes_on = values.columns(row.facts)["closes_on"]
        same = [vacancy for vacancy in titled if vacancy.closes_on == closes_on]
        live = [vacancy for vacancy in titled if vacancy.live]
        if same:
            row.kind, row.vacancy_id = Kind.HERE, same[-1].id
            row.employer = refs.ref("E", same[-1].employer_id)
            row.remark = f"{same[-1].ref} has the same title, employer and closing date."
        elif live:
            row.remark = f"{live[-1].ref} has the same title and is open: {_closing(live[-1])}."


def _may_be(row: AdvertRow) -> list[int]:
    """Return the ids of the employers whose this may be: the chosen one, else the likely ones."""
    chosen = refs.number_in(row.employer, "E")
    if chosen is not None:
        return [chosen]
    if row.employer in (NEW, SKIP):
        return []
    return [number for ref, *_ in row.likely if (number := refs.number_in(ref, "E"))]


def _closing(vacancy: Vacancy) -> str:
    return f"it closes on {long_day(vacancy.closes_on)}" if vacancy.closes_on else "no closing date"


def _read_before(row: AdvertRow, source: AdvertSource) -> None:
    """Offer what the source states otherwise than last time, as changes of its vacancy."""
    vacancy = source.vacancy
    row.vacancy_id = vacancy.id
    row.employer = refs.ref("E", vacancy.employer_id)
    row.likely = [[row.employer, vacancy.employer.name, "it was read for this employer before"]]
    here = values.kept({name: getattr(vacancy, name) for name in values.NAMES})
    moved = values.moved(row.read, source.read, here)
    if moved and vacancy.live:
        row.kind = Kind.CHANGED
        row.changes = [[label, now, was] for label, (now, was) in moved.items()]
        row.remark = f"{vacancy.ref} was read from {source.name} before and has changed there."
        return
    again = row.key.startswith(keys.BY_TITLE) and row.read["closes_on"] != source.read["closes_on"]
    row.kind = Kind.NEW if again and not vacancy.live else Kind.HERE
    end = f" and is {vacancy.state.value} here" if not vacancy.live else ""
    row.remark = f"{vacancy.ref} was read from {source.name} before{end}."


def _propose(row: AdvertRow, known: Employer | None, alike: Sequence[LookAlike]) -> None:
    likely = [[refs.ref("E", a.id), a.name, ", ".join(a.reasons)] for a in alike]
    if known is not None:
        others = [one for one in likely if one[0] != known.ref]
        likely = [[known.ref, known.name, "its adverts were saved here before"], *others]
    row.likely = likely
    if known is not None or (alike and alike[0].score >= SURE):
        row.employer = likely[0][0]
    elif not likely and row.employer_name:
        row.employer = NEW

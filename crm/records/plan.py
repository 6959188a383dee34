"""Read a file and work out what each of its rows would do; writes nothing.

A dry run shows the plan; an import carries the same plan out.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from crm.core.search import normalise
from crm.employers.models import Contact, Employer, Site
from crm.records import changes, queries
from crm.records.changes import Values
from crm.records.frames import Row, Table, read_table
from crm.records.headings import Layout, is_reason, layout_key, read_layout
from crm.records.limits import Caps
from crm.records.mapping import Candidate, Issue, Known, Parsed, parse, parse_row
from crm.records.matching import Matcher, Result, ref_number
from crm.reference import queries as reference
from crm.reference import shipped
from crm.reference.rules import Place

_UNSAID = frozenset({"name_key", "district_certainty"})


def _said(value: object) -> str:
    text = str(getattr(value, "value", value) or "nothing")
    return text if len(text) <= 60 else f"{text[:59]}…"


@dataclass(slots=True)
class Step:
    """One row that is written: the rows it finds, and the values it sets on each."""

    candidate: Candidate
    name_key: str
    employer: Employer | None = None
    site: Site | None = None
    contact: Contact | None = None
    place: Place | None = None
    employer_values: Values = field(default_factory=dict)
    site_values: Values = field(default_factory=dict)
    contact_values: Values = field(default_factory=dict)

    @property
    def changed(self) -> list[str]:
        """Return the names of what changes, for people."""
        names = [*self.employer_values, *self.site_values]
        names += [f"contact {name}" for name in self.contact_values]
        return [name.replace("_", " ") for name in names if name != "name_key"]

    @property
    def differences(self) -> list[str]:
        """Return what changes on a known employer, each fact as it is and as it will be."""
        told = []
        for lead, row, values in (
            ("", self.employer, self.employer_values),
            ("", self.site, self.site_values),
            ("contact ", self.contact, self.contact_values),
        ):
            for name, value in values.items():
                if name not in _UNSAID:
                    before = _said(getattr(row, name) if row is not None else "")
                    told.append(f"{lead}{name.replace('_', ' ')}: {before} → {_said(value)}")
        return told


@dataclass(slots=True)
class Outcome:
    """What became of one row."""

    row: int
    result: Result
    name: str = ""
    employer_id: int | None = None
    changed: list[str] = field(default_factory=list)


@dataclass
class Plan:
    """Everything a file would do: an outcome for each row, the issues, and the steps to write."""

    outcomes: list[Outcome] = field(default_factory=list)
    warnings: list[Issue] = field(default_factory=list)
    errors: list[Issue] = field(default_factory=list)
    steps: list[tuple[Outcome, Step]] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """Return the number of rows and of each result; the results add up to the rows."""
        found = Counter(outcome.result for outcome in self.outcomes)
        return {"rows": len(self.outcomes)} | {result.value: found[result] for result in Result}


def make(content: bytes, name: str, caps: Caps | None = None) -> Plan:
    """Return the plan of a file; raises Unreadable when it is refused as a whole."""
    table = read(content, name, caps)
    return of(table, remembered(table.headings) or read_layout(table.headings))


def read(content: bytes, name: str, caps: Caps | None = None) -> Table:
    """Read a file; the reasons that Placewell itself once put beside its rows are left out."""
    table = read_table(content, name, caps)
    kept = [n for n, heading in enumerate(table.headings) if not is_reason(heading)]
    if len(kept) == len(table.headings):
        return table
    rows = (Row(r.number, tuple(r.cells[n] for n in kept), r.faults) for r in table.rows)
    headings = tuple(table.headings[n] for n in kept)
    return Table(headings, rows, table.heading_row, table.warnings)


def remembered(headings: Sequence[str]) -> Layout | None:
    """Return the layout that somebody chose for these headings, if anybody did."""
    mapping = queries.mapping_of(layout_key(headings))
    return mapping.layout(headings) if mapping else None


def reread(row: Row, headings: tuple[str, ...], layout: Layout) -> Parsed:
    """Read one mended row by itself; who it is among the employers is not looked up."""
    return parse_row(row, headings, layout, _known())


def _known() -> Known:
    return Known(shipped.postcode_areas(), shipped.sic_sections(), shipped.size_bands())


def of(table: Table, layout: Layout) -> Plan:
    """Return the plan of a table; raises Unreadable when no column names the employer."""
    issues, parsed = parse(table, _known(), layout)
    plan = Plan(warnings=issues)
    steps = _decide(plan, list(parsed))
    _load(steps)
    for step in steps:
        _work_out(plan, step)
    plan.outcomes.sort(key=lambda outcome: outcome.row)
    return plan


def key_of(name: str) -> str:
    """Return the form of a name that is compared and sorted by; never empty."""
    return normalise(name) or name.casefold()


def _decide(plan: Plan, rows: Sequence[Parsed]) -> list[Step]:
    """Match the rows; those that fail or are skipped get their outcome at once."""
    read = [(row.candidate, key_of(row.candidate.name)) for row in rows if row.candidate]
    refs = (ref_number(candidate.ref) for candidate, _ in read if candidate.ref)
    matcher = Matcher(
        queries.identities(
            ids={number for number in refs if number is not None},
            externals={candidate.external_id for candidate, _ in read if candidate.external_id},
            numbers={candidate.company_number for candidate, _ in read if candidate.company_number},
            names={name_key for _, name_key in read},
        )
    )
    steps: list[Step] = []
    wanted: list[tuple[Step, int]] = []
    for row in rows:
        plan.warnings += row.warnings
        plan.errors += row.errors
        if row.candidate is None:
            plan.outcomes.append(Outcome(row.row, Result.FAILED))
            continue
        step = Step(row.candidate, key_of(row.candidate.name))
        decision = matcher.decide(row.candidate, step.name_key)
        if decision.result is not None:
            outcome = Outcome(row.row, decision.result, row.candidate.name, decision.employer_id)
            plan.outcomes.append(outcome)
            issue = Issue(row.row, decision.field, "", decision.reason)
            (plan.errors if decision.result is Result.FAILED else plan.warnings).append(issue)
            continue
        if decision.note:
            plan.warnings.append(Issue(row.row, "name", "", decision.note))
        steps.append(step)
        if decision.employer_id is not None:
            wanted.append((step, decision.employer_id))
    _attach(wanted)
    return steps


def _attach(wanted: Sequence[tuple[Step, int]]) -> None:
    """Load the known employers of these steps with their main sites and named contacts."""
    ids = [employer_id for _, employer_id in wanted]
    employers, sites = queries.employers(ids), queries.main_sites(ids)
    people = queries.contacts([i for step, i in wanted if step.candidate.contact_name])
    for step, employer_id in wanted:
        step.employer = employers[employer_id]
        step.site = sites.get(employer_id)
        step.contact = people.get((employer_id, step.candidate.contact_name.casefold()))


def _load(steps: Sequence[Step]) -> None:
    """Find the districts of all postcodes together."""
    places = reference.places({s.candidate.postcode for s in steps if s.candidate.postcode})
    for step in steps:
        step.place = places.get(step.candidate.postcode)


def _work_out(plan: Plan, step: Step) -> None:
    candidate, employer = step.candidate, step.employer
    step.employer_values = changes.employer_changes(candidate, step.name_key, employer)
    step.site_values = changes.site_changes(candidate, step.place, step.site)
    step.contact_values = changes.contact_changes(candidate, step.contact)
    changed = step.changed
    result = Result.CREATED
    if employer is not None:
        result = Result.UPDATED if changed else Result.UNCHANGED
    outcome = Outcome(
        candidate.row,
        result,
        candidate.name,
        employer.id if employer else None,
        step.differences if result is Result.UPDATED else [],
    )
    plan.outcomes.append(outcome)
    if result is not Result.UNCHANGED:
        plan.steps.append((outcome, step))

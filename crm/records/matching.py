"""Decide which known employer a row describes, or that it is a new one. Pure.

Identity is looked for in this order: our own reference, the id in the register the file comes
from, the company number, then the name with the postcode. A postcode alone is no sign: business
parks and groups share theirs.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from crm.records.mapping import Candidate


class Result(StrEnum):
    """What becomes of a row; every row of a file has exactly one."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Identity:
    """What identifies an employer; ``employer_id`` is None for a row not written yet."""

    employer_id: int | None
    name_key: str
    postcode: str
    company_number: str
    external_id: str
    row: int = 0

    @property
    def ref(self) -> str:
        """Return the reference as people know it."""
        return f"E-{self.employer_id:05d}" if self.employer_id else f"row {self.row}"

    def may_be(self, other: "Identity") -> bool:
        """Say whether no number of the two tells them apart."""
        pairs = (
            (self.company_number, other.company_number),
            (self.external_id, other.external_id),
        )
        return all(not mine or not theirs or mine == theirs for mine, theirs in pairs)


@dataclass
class Index:
    """Identities by everything they can be found by."""

    by_id: dict[int, Identity] = field(default_factory=dict)
    by_external: dict[str, Identity] = field(default_factory=dict)
    by_number: dict[str, Identity] = field(default_factory=dict)
    by_name: dict[str, list[Identity]] = field(default_factory=lambda: defaultdict(list))

    def add(self, identity: Identity) -> None:
        """Make ``identity`` findable, once."""
        if identity.employer_id is not None:
            if identity.employer_id in self.by_id:
                return
            self.by_id[identity.employer_id] = identity
        if identity.external_id:
            self.by_external.setdefault(identity.external_id, identity)
        if identity.company_number:
            self.by_number.setdefault(identity.company_number, identity)
        self.by_name[identity.name_key].append(identity)


@dataclass(frozen=True, slots=True)
class Decision:
    """The employer a row is (None: a new one), or why the row is skipped or fails.

    ``field`` names the field that the reason is about; ``note`` is a warning beside a good row.
    """

    employer_id: int | None = None
    result: Result | None = None
    field: str = ""
    reason: str = ""
    note: str = ""


class Matcher:
    """Matches the rows of one file in their order; a row that repeats an earlier one is skipped."""

    def __init__(self, known: Iterable[Identity]) -> None:
        self.known = Index()
        for identity in known:
            self.known.add(identity)
        self.taken: dict[int, int] = {}
        self.file = Index()

    def decide(self, candidate: Candidate, name_key: str) -> Decision:
        """Return what ``candidate`` is; ``name_key`` is its name in the form lists sort by."""
        me = Identity(
            None,
            name_key,
            candidate.postcode,
            candidate.company_number,
            candidate.external_id,
            candidate.row,
        )
        decision = self._known(candidate, me)
        if decision.result is not None:
            return decision
        earlier = self._earlier(me, decision.employer_id)
        if earlier:
            return Decision(
                decision.employer_id,
                Result.SKIPPED,
                "name",
                f"Row {earlier} of this file is the same employer, so this row was passed over.",
            )
        if decision.employer_id is not None:
            self.taken[decision.employer_id] = candidate.row
        self.file.add(me)
        return decision

    def _known(self, candidate: Candidate, me: Identity) -> Decision:
        found: dict[int, Identity] = {}
        if candidate.ref:
            own = self.known.by_id.get(ref_number(candidate.ref) or 0)
            if own is None:
                reason = f"No employer has the reference {candidate.ref[:20]}."
                return Decision(None, Result.FAILED, "ref", reason)
            found[own.employer_id or 0] = own
        for index, key in (
            (self.known.by_external, me.external_id),
            (self.known.by_number, me.company_number),
        ):
            if key and (identity := index.get(key)):
                found[identity.employer_id or 0] = identity
        if len(found) > 1:
            return _ambiguous(found.values(), "The numbers of this row belong to")
        if found:
            return Decision(next(iter(found)))
        return self._by_name(me)

    def _by_name(self, me: Identity) -> Decision:
        namesakes = self.known.by_name.get(me.name_key, [])
        possible = [other for other in namesakes if me.may_be(other)]
        here = [other for other in possible if other.postcode == me.postcode]
        vague = [other for other in possible if not (other.postcode and me.postcode)]
        for matches in (here, vague):
            if len(matches) > 1:
                return _ambiguous(matches, "This name is that of")
            if matches:
                return Decision(matches[0].employer_id)
        if namesakes:
            refs = ", ".join(other.ref for other in namesakes[:3])
            return Decision(note=f"Another employer has the same name: {refs}.")
        return Decision()

    def _earlier(self, me: Identity, employer_id: int | None) -> int:
        """Return the earlier row of the file that is this employer, or 0."""
        if employer_id is not None and employer_id in self.taken:
            return self.taken[employer_id]
        for index, key in (
            (self.file.by_external, me.external_id),
            (self.file.by_number, me.company_number),
        ):
            if key and key in index:
                return index[key].row
        namesakes = self.file.by_name.get(me.name_key, [])
        same = [one for one in namesakes if me.may_be(one) and one.postcode == me.postcode]
        return same[0].row if same and employer_id is None else 0


def ref_number(ref: str) -> int | None:
    """Return the number of a reference like ``E-00042``, or None."""
    digits = ref.strip().upper().removeprefix("E-")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None


def _ambiguous(matches: Iterable[Identity], lead: str) -> Decision:
    refs = sorted(identity.ref for identity in matches)
    listed = " and ".join(refs[:3]) + (" and more" if len(refs) > 3 else "")
    return Decision(
        None,
        Result.FAILED,
        "name",
        f"{lead} more than one employer: {listed}. Add the column “ref” to say which is meant.",
    )

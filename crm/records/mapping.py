"""Turn the rows of a table into employers to be matched, with what is wrong row by row. Pure.

An *error* is text that cannot be kept (no name, invisible or over-long text, a row that lost a
cell): the row is not imported. A *warning* is a cell that was repaired or left out: the row is.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from crm.records.cells import read_email, read_phone, read_website
from crm.records.frames import Row, Table
from crm.records.headings import Layout, read_layout
from crm.records.limits import Unreadable
from crm.reference import rules
from crm.reference.companies import legal_form, read_company_number
from crm.reference.postcodes import read_postcode
from crm.reference.rules import SicSection, SizeBand

LINE = 200
_LONGEST = {"address": 500, "website": 500, "size": 60, "sic": 1_000}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060-\u2064\ufeff]+")
_TRADING = re.compile(r"\b(?:trading as|t/a)\b[\s:]*(.+)", re.IGNORECASE)
_ADDRESS = ("address", "address_1", "address_2", "address_3", "county")


@dataclass(frozen=True)
class Known:
    """The reference data that reading a row needs."""

    areas: AbstractSet[str]
    sections: tuple[SicSection, ...]
    bands: tuple[SizeBand, ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """Something to tell about one row: the field, the file's heading for it, and the reason.

    ``row`` is None for the file as a whole.
    """

    row: int | None
    field: str
    column: str
    reason: str


@dataclass(slots=True)
class Candidate:
    """One employer as a row describes it; an empty text says nothing about the field."""

    row: int
    ref: str = ""
    external_id: str = ""
    name: str = ""
    trading_name: str = ""
    former_name: str = ""
    company_number: str = ""
    legal_form: str = ""
    size_band: str = ""
    size_text: str = ""
    sic_codes: str = ""
    sic_section: str = ""
    address: str = ""
    town: str = ""
    postcode: str = ""
    website: str = ""
    phone: str = ""
    email: str = ""
    contact_name: str = ""
    contact_role: str = ""


@dataclass(slots=True)
class Parsed:
    """One row read: the employer it describes, or None when an error stops it."""

    row: int
    candidate: Candidate | None = None
    warnings: list[Issue] = field(default_factory=list)
    errors: list[Issue] = field(default_factory=list)


def heading_issues(table: Table, layout: Layout) -> list[Issue]:
    """Return the warnings about the file and its headings; raises Unreadable without a name."""
    if not layout.names_employer:
        shown = ", ".join(f"“{heading[:40]}”" for heading in table.headings[:8])
        raise Unreadable(
            "No heading says which column holds the employer's name. Call it “Employer name”."
            f" The headings are {shown}."
        )
    issues = [Issue(None, "", "", text) for text in table.warnings]
    first = table.heading_row
    for heading in layout.unknown:
        issues.append(Issue(first, heading, heading, "This heading is not known; not imported."))
    for heading, meant in layout.guessed:
        issues.append(Issue(first, heading, heading, f"This heading was read as “{meant}”."))
    for heading, other in layout.doubled:
        reason = f"“{other}” holds the same already; this column was not imported."
        issues.append(Issue(first, heading, heading, reason))
    return issues


def parse(
    table: Table, known: Known, layout: Layout | None = None
) -> tuple[list[Issue], Iterator[Parsed]]:
    """Return the issues with the headings, and the rows read one by one.

    ``layout`` says where each field stands; without it the headings say so.
    """
    layout = layout or read_layout(table.headings)
    issues = heading_issues(table, layout)
    return issues, (_Reader(row, table.headings, layout, known).read() for row in table.rows)


def parse_row(row: Row, headings: tuple[str, ...], layout: Layout, known: Known) -> Parsed:
    """Read one row by itself."""
    return _Reader(row, headings, layout, known).read()


class _Reader:
    """Reads one row; each field has a method that returns its value or notes an issue."""

    def __init__(self, row: Row, headings: tuple[str, ...], layout: Layout, known: Known) -> None:
        self.row, self.headings, self.layout, self.known = row, headings, layout, known
        self.parsed = Parsed(row.number)

    def read(self) -> Parsed:
        """Return the row with its candidate, unless an error stops it."""
        parsed = self.parsed
        for fault in self.row.faults:
            named = next((f for f in self.layout.columns if self.heading(f) == fault.column), "")
            if named or not fault.column:
                parsed.errors.append(Issue(parsed.row, named, fault.column, fault.reason))
        if parsed.errors:
            return parsed
        candidate = Candidate(row=parsed.row, ref=self.text("ref"))
        self.names(candidate)
        self.register(candidate)
        self.size(candidate)
        self.industry(candidate)
        self.place(candidate)
        self.reach(candidate)
        if not parsed.errors:
            parsed.candidate = candidate
        return parsed

    def heading(self, name: str) -> str:
        """Return the file's heading for a field."""
        column = self.layout.columns.get(name)
        return self.headings[column] if column is not None else ""

    def warn(self, name: str, reason: str) -> None:
        """Note a cell that was repaired or left out."""
        self.parsed.warnings.append(Issue(self.row.number, name, self.heading(name), reason))

    def fail(self, name: str, reason: str) -> None:
        """Note a cell that stops the row."""
        self.parsed.errors.append(Issue(self.row.number, name, self.heading(name), reason))

    def text(self, name: str, *, lines: bool = False) -> str:
        """Return the trimmed text of a field, composed; an error when it cannot be kept."""
        column = self.layout.columns.get(name)
        if column is None:
            return ""
        text = self.row.cells[column].strip()
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
        if not _INVISIBLE.sub("", text):
            return ""
        longest = _LONGEST.get(name, LINE)
        if len(text) > longest:
            self.fail(name, f"This has {len(text):,} characters; at most {longest} are kept.")
        elif _CONTROL.search(text):
            self.fail(name, "This has a character that cannot be shown. Type it again.")
        elif not lines and ("\n" in text or "\r" in text):
            self.fail(name, "This must be one line.")
        else:
            return text
        return ""

    def checked(self, name: str, check: Callable[[str], str]) -> str:
        """Return what ``check`` makes of a text; its ValueError leaves the cell out."""
        text = self.text(name)
        if not text:
            return ""
        try:
            found = check(text)
        except ValueError as refusal:
            self.warn(name, f"{refusal} It was left out.")
            return ""
        if found != text and name == "phone":
            self.warn(name, f"{text} was read as {found}.")
        return found

    def names(self, candidate: Candidate) -> None:
        """Keep the current name; another one is a former name, or the one it trades under."""
        name, former = self.text("name"), self.text("former_name")
        if not name and self.layout.pay_gap:
            name = former
        if not name and not self.parsed.errors:
            self.fail("name", "The employer's name is missing.")
        candidate.name = name
        candidate.former_name = "" if former.casefold() == name.casefold() else former
        candidate.trading_name = self.text("trading_name")
        if not candidate.trading_name and (found := _TRADING.search(name)):
            candidate.trading_name = found[1].strip()

    def register(self, candidate: Candidate) -> None:
        """Read the company number and the id in the register the file comes from."""
        typed = self.text("company_number")
        number, problem = read_company_number(typed)
        candidate.company_number = number or ""
        if problem:
            self.warn("company_number", f"{problem} It was left out.")
        source_id = self.text("external_id")
        candidate.external_id = (
            f"gpg:{source_id}" if source_id and self.layout.pay_gap else source_id
        )

    def size(self, candidate: Candidate) -> None:
        """Read the number of employees or its band; what spans several bands names none."""
        typed = self.text("size")
        reading = rules.read_size(typed, self.known.bands)
        if not reading.readable:
            self.warn("size", f"“{typed[:40]}” is not a number of employees. It was left out.")
            return
        candidate.size_band = reading.band or ""
        bands = {word.casefold() for band in self.known.bands for word in (band.code, band.name)}
        is_count = reading.least is not None and typed.casefold() not in bands
        candidate.size_text = typed if is_count else ""

    def industry(self, candidate: Candidate) -> None:
        """Read the SIC codes, the section of the first, and what they say of the legal form."""
        reading = rules.read_sic(self.text("sic", lines=True), zeros_lost=self.layout.pay_gap)
        sections = self.known.sections
        unknown = [c for c in reading.codes if rules.section_of(c, sections) is None]
        if left_out := [*unknown, *reading.unreadable]:
            listed = ", ".join(left_out)[:60]
            self.warn("sic", f"{listed} is not a SIC 2007 code. It was left out.")
        codes = [code for code in reading.codes if code not in unknown]
        candidate.sic_codes = " ".join(codes)
        candidate.sic_section = (codes and rules.section_of(codes[0], sections)) or ""
        candidate.legal_form = legal_form(
            self.text("legal_form"),
            candidate.company_number,
            candidate.name,
            public_body=reading.public_body and self.layout.pay_gap,
        )

    def place(self, candidate: Candidate) -> None:
        """Read the address in one line and the postcode, repaired where the repair is certain."""
        typed = self.text("postcode")
        lines = "\n".join(self.text(name, lines=True) for name in _ADDRESS).splitlines()
        address = ", ".join(filter(None, (" ".join(line.split()).strip(" ,") for line in lines)))
        candidate.town = self.text("town")
        reading = read_postcode(typed, self.known.areas)
        candidate.postcode = reading.postcode or reading.suggestion or ""
        for ending in filter(None, (typed, candidate.postcode)):
            address = address.removesuffix(ending).strip(" ,")
        candidate.address = address
        if reading.suggestion:
            meant = reading.suggestion
            self.warn("postcode", f"{typed} mixes up a letter and a number: read as {meant}.")
        elif reading.problem:
            self.warn("postcode", f"{reading.problem} It was left out.")
        elif reading.repaired:
            self.warn("postcode", f"{typed} was read as {reading.postcode}.")

    def reach(self, candidate: Candidate) -> None:
        """Read the website, phone, e-mail address and the person to speak to."""
        candidate.website = self.checked("website", read_website)
        candidate.phone = self.checked("phone", read_phone)
        candidate.email = self.checked("email", read_email)
        candidate.contact_name = self.text("contact_name")
        candidate.contact_role = self.text("contact_role")

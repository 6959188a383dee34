"""Which heading of a file means which field of an employer. Pure.

The Gender Pay Gap Service's layout is known by name; any other heading is matched by its usual
synonyms, then by its spelling. What a person chose for a row of headings is remembered under
``layout_key``.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

SYNONYMS: dict[str, tuple[str, ...]] = {
    "ref": ("ref", "placewell ref", "employer ref"),
    "external_id": ("external id", "employer id", "organisation id", "source id", "record id"),
    "name": (
        "name",
        "current name",
        "employer",
        "employer name",
        "company",
        "company name",
        "business",
        "business name",
        "organisation",
        "organisation name",
        "organization",
        "organization name",
        "legal name",
        "registered name",
    ),
    "trading_name": ("trading name", "trading as", "trades as", "t/a", "known as", "brand"),
    "former_name": ("former name", "previous name", "formerly", "old name"),
    "company_number": (
        "company number",
        "company no",
        "company registration number",
        "companies house number",
        "registration number",
        "registered number",
        "crn",
    ),
    "legal_form": ("legal form", "company type", "legal status", "organisation type"),
    "size": (
        "size",
        "size band",
        "employer size",
        "company size",
        "employees",
        "number of employees",
        "no of employees",
        "staff",
        "number of staff",
        "headcount",
    ),
    "sic": ("sic", "sic code", "sic codes", "sic 2007", "industry code", "industry codes"),
    "address": ("address", "full address", "postal address", "registered address", "street"),
    "address_1": ("address 1", "address line 1", "address line one", "street address"),
    "address_2": ("address 2", "address line 2", "address line two"),
    "address_3": ("address 3", "address line 3", "address line three"),
    "town": ("town", "city", "town or city", "post town", "town/city"),
    "county": ("county",),
    "postcode": ("postcode", "post code", "postal code", "zip", "zip code"),
    "website": ("website", "web site", "web address", "url", "web", "homepage"),
    "phone": (
        "phone",
        "telephone",
        "tel",
        "phone number",
        "telephone number",
        "tel no",
        "contact phone",
        "contact telephone",
        "contact number",
        "mobile",
    ),
    "email": (
        "email",
        "email address",
        "e mail",
        "e mail address",
        "contact email",
        "contact email address",
    ),
    "contact_name": ("contact", "contact name", "contact person", "main contact", "full name"),
    "contact_role": ("contact role", "role", "job title", "position", "contact job title"),
}
LABELS = {
    "name": "Employer name",
    "trading_name": "Trading name",
    "former_name": "Former name",
    "ref": "Our reference, like E-00042",
    "external_id": "Id in the list it comes from",
    "company_number": "Company number",
    "legal_form": "Legal form",
    "size": "Number of employees",
    "sic": "SIC codes",
    "address": "Address",
    "address_1": "Address, line 1",
    "address_2": "Address, line 2",
    "address_3": "Address, line 3",
    "town": "Town",
    "county": "County",
    "postcode": "Postcode",
    "website": "Website",
    "phone": "Phone",
    "email": "Email address",
    "contact_name": "Person to speak to",
    "contact_role": "Their job title",
}
#: The column that the file of rows that were not imported has at its end.
REASON = "Why it was not imported"
PAY_GAP = frozenset({"EmployerName", "EmployerId", "SicCodes", "EmployerSize", "CurrentName"})
_PAY_GAP_FIELDS = {
    "CurrentName": "name",
    "EmployerName": "former_name",
    "EmployerId": "external_id",
    "Address": "address",
    "PostCode": "postcode",
    "CompanyNumber": "company_number",
    "SicCodes": "sic",
    "EmployerSize": "size",
}
# Known, and left alone on purpose: pay gap figures, a director's name published for another
# purpose, and what Placewell works out itself.
_PAY_GAP_UNUSED = re.compile(
    r"(?:Diff(?:Mean|Median)|(?:Male|Female)\w+(?:Quartile|Percent)|CompanyLinkToGPGInfo"
    r"|ResponsiblePerson|SubmittedAfterTheDeadline|DueDate|DateSubmitted)\w*"
)
_WORKED_OUT = frozenset(
    ["sic section", "district code", "district", "stage", "tier", "owner", "accreditation level"]
)


@dataclass(frozen=True)
class Layout:
    """Where each field stands: its column number, and the headings that say nothing to us.

    ``unknown`` and ``guessed`` become warnings on the heading row.
    """

    columns: dict[str, int]
    unknown: tuple[str, ...] = ()
    guessed: tuple[tuple[str, str], ...] = ()
    doubled: tuple[tuple[str, str], ...] = ()
    pay_gap: bool = False

    @property
    def is_clear(self) -> bool:
        """Say whether nobody needs to look at it: each heading is known, one holds the name."""
        return self.names_employer and not (self.unknown or self.guessed or self.doubled)

    @property
    def names_employer(self) -> bool:
        """Say whether a column holds the employer's name."""
        return "name" in self.columns or "former_name" in self.columns


def read_layout(headings: Sequence[str]) -> Layout:
    """Match every heading to a field; the first heading for a field wins."""
    if set(headings) >= PAY_GAP:
        return _pay_gap_layout(headings)
    columns: dict[str, int] = {}
    unknown: list[str] = []
    guessed: list[tuple[str, str]] = []
    doubled: list[tuple[str, str]] = []
    for column, heading in enumerate(headings):
        plain = _plain(heading)
        if not heading.strip() or plain in _WORKED_OUT:
            continue
        field = _EXACT.get(plain)
        if field is None and (close := _closest(plain)):
            field = _EXACT[close]
            guessed.append((heading, close))
        if field is None:
            unknown.append(heading)
        elif field in columns:
            doubled.append((heading, headings[columns[field]]))
        else:
            columns[field] = column
    return Layout(columns, tuple(unknown), tuple(guessed), tuple(doubled))


def chosen_layout(headings: Sequence[str], fields: Sequence[str]) -> Layout:
    """Return the layout a person chose: a field, or an empty text, for each heading."""
    columns = {field: column for column, field in enumerate(fields) if field}
    return Layout(columns, pay_gap=set(headings) >= PAY_GAP)


def fields_of(headings: Sequence[str], layout: Layout) -> list[str]:
    """Return the field of each heading; empty where it is left out."""
    fields = {column: field for field, column in layout.columns.items()}
    return [fields.get(column, "") for column in range(len(headings))]


def suggested(headings: Sequence[str], layout: Layout) -> dict[int, str]:
    """Return a field for each unknown heading that looks a little like one, by column.

    Only offered to a person, never used unseen; a field that is taken is not offered again.
    """
    taken, found = set(layout.columns), {}
    for column, heading in enumerate(headings):
        if heading not in layout.unknown:
            continue
        close = get_close_matches(_plain(heading), _EXACT, n=1, cutoff=0.6)
        field = _EXACT[close[0]] if close else ""
        if field and field not in taken:
            taken.add(field)
            found[column] = field
    return found


def layout_key(headings: Sequence[str]) -> str:
    """Return what two files with the same headings have in common, however they are written."""
    plain = "\x1f".join(_plain(heading) for heading in headings)
    return hashlib.sha256(plain.encode()).hexdigest()


def is_reason(heading: str) -> bool:
    """Say whether a heading is that of the reasons in a file of rows that were not imported."""
    return _plain(heading) == _plain(REASON)


def _pay_gap_layout(headings: Sequence[str]) -> Layout:
    columns: dict[str, int] = {}
    unknown: list[str] = []
    for column, heading in enumerate(headings):
        if field := _PAY_GAP_FIELDS.get(heading):
            columns.setdefault(field, column)
        elif heading and not _PAY_GAP_UNUSED.fullmatch(heading):
            unknown.append(heading)
    return Layout(columns, tuple(unknown), pay_gap=True)


def _plain(heading: str) -> str:
    """Return a heading in lower case without marks: ``EmployerName *`` is ``employer name``."""
    text = re.sub(r"\([^)]*\)", " ", heading[:200])
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.lower()).split())


_EXACT = {_plain(word): field for field, words in SYNONYMS.items() for word in words}


def _closest(plain: str) -> str | None:
    """Return the synonym one slip away from ``plain``; short words are too easily alike."""
    if len(plain) < 6:
        return None
    return next(iter(get_close_matches(plain, _EXACT, n=1, cutoff=0.85)), None)

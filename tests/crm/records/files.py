"""Files of made employers, for tests."""

import csv
import io

PAY_GAP = (
    "EmployerName", "EmployerId", "Address", "PostCode", "CompanyNumber", "SicCodes",
    "ResponsiblePerson", "EmployerSize", "CurrentName",
)  # fmt: skip


def table(headings, *rows):
    """Return CSV bytes; every cell quoted, as the Gender Pay Gap Service writes them."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([headings, *rows])
    return text.getvalue().encode()


def made(count, *, first=1):
    """Return a pay gap file of ``count`` invented employers in the county."""
    return table(
        PAY_GAP,
        *(
            (
                f"MADE UP EMPLOYER {n} LIMITED", str(n),
                f"{n} High Street, Bicester, OX26 {n % 10}AA",
                f"OX26 {n % 10}AA", f"{90_000_000 + n:08}", "85200,\n85310", "Nobody (Director)",
                "250 to 499" if n % 2 else "Less than 250", f"MADE UP EMPLOYER {n} LIMITED",
            )
            for n in range(first, first + count)
        ),
    )  # fmt: skip


MIXED = (
    "Organisation ID",
    "Employer name",
    "Company number",
    "Address",
    "Town",
    "Postcode",
    "Email",
)


def mixed(count, *, bad_every=33, mail="info"):
    """Return ``count`` invented employers; each ``bad_every``-th cannot be imported."""
    return table(
        MIXED,
        *(
            (
                f"made-{n}", _name(n, bad_every), f"{90_000_000 + n:08}", f"{n} High Street",
                "Bicester", f"OX26 {n % 10}AA", f"{mail}{n}@example.org",
            )
            for n in range(1, count + 1)
        ),
    )  # fmt: skip


def _name(number, bad_every):
    if number % bad_every:
        return f"Made up employer {number} Ltd"
    return "" if number % 2 else f'=HYPERLINK("http://x.example"){"x" * 300}'

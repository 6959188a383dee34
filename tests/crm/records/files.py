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

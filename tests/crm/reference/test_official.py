"""Reading official open-data files."""

import pytest

from crm.reference import official
from tests.shared_data import shared

GOOD = [
    (
        official.read_postcodes,
        "postcode,easting,district_code\nOX14 3HB,1,E07000180\nox143hb,2,E07000179\n",
        [{"postcode": "OX14 3HB", "district_code": "E07000179"}],
    ),
    (
        official.read_outward,
        "outward,district_code,share\nOX17,E06000062,0.5349\n",
        [{"part": "OX17", "district_code": "E06000062", "share": 5349}],
    ),
    (
        official.read_sic,
        "code,description,section\n01130,Vegetables ,A\n",
        [{"code": "01130", "description": "Vegetables", "section": "A"}],
    ),
    (
        official.read_soc,
        "code,title\n9223, Cleaners and domestics\n9223,Cleaners\n",
        [{"code": "9223", "title": "Cleaners"}],
    ),
]


@pytest.mark.parametrize(("read", "text", "rows"), GOOD)
def test_rows(read, text, rows):
    assert read(text) == rows


BAD = [
    (official.read_postcodes, "", "no column called postcode"),
    (official.read_postcodes, "postcode,district_code\n", "no rows"),
    (official.read_postcodes, "postcode,district_code\nOX14,E07000180", "Row 2, postcode"),
    (official.read_postcodes, "postcode,district_code\n,E07000180", "Row 2, postcode"),
    (official.read_postcodes, "postcode,district_code\nOX14 3HB,Vale", "Row 2, district_code"),
    (official.read_postcodes, "postcode,district_code\nOX14 3HB", "Row 2, district_code"),
    (official.read_postcodes, 'postcode,district_code\n"' + "x" * 200_000, "cannot be read"),
    (official.read_outward, "outward,district_code,share\nOX17,E06000062,2", "between 0 and 1"),
    (official.read_outward, "outward,district_code,share\nOX17,E06000062,nan", "not a number"),
    (official.read_outward, "outward,district_code,share\nOX17,E06000062,1.2.3", "not a number"),
    (official.read_outward, "outward,district_code,share\n17,E06000062,1", "not like OX14"),
    (official.read_sic, "code,description,section\n1130,x,A", "not five digits"),
    (official.read_sic, "code,description,section\n01130,x,Z", "not A to U"),
    (official.read_soc, "code,title\n922,x", "not four digits"),
    (official.read_soc, "code,title\n0922,x", "not four digits"),
    (official.read_soc, "code,title\n9223, ", "Row 2, title"),
    (official.read_soc, "soc,title\n9223,x", "no column called code"),
    (official.read_bank_holidays, "", "not the bank holidays file"),
    (official.read_bank_holidays, "null", "not the bank holidays file"),
    (official.read_bank_holidays, "[" * 100_000, "not the bank holidays file"),
    (official.read_bank_holidays, '{"england-and-wales": []}', "not the bank holidays file"),
    (
        official.read_bank_holidays,
        '{"england-and-wales": {"events": [{"date": "25/12/2026", "title": "x"}]}}',
        "not the bank holidays file",
    ),
    (official.read_bank_holidays, '{"england-and-wales": {"events": []}}', "no bank holidays"),
]


@pytest.mark.parametrize(("read", "text", "reason"), BAD)
def test_refusals_name_the_row_and_the_column(read, text, reason):
    with pytest.raises(ValueError, match=reason):
        read(text)


@pytest.mark.parametrize(
    ("kind", "file", "rows"),
    [
        ("postcodes", "oxfordshire-postcodes.csv", 20_854),
        ("outward", "outward-codes.csv", 94),
        ("sic", "sic2007.csv", 731),
        ("bank-holidays", "bank-holidays.json", 140),
    ],
)
def test_the_official_files_read_whole(kind, file, rows):
    text = shared(f"reference/{file}").read_text(encoding="utf-8")

    assert len(official.READERS[kind](text)) == rows

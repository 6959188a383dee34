"""A chosen file is read once, under a name that can be shown."""

import io

import pytest
from werkzeug.datastructures import FileStorage

from crm.core import uploads


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("county list.csv", "county list.csv"),
        ("C:\\fakepath\\county.csv", "county.csv"),
        ("../../etc/passwd", "passwd"),
        ("a\u202eb\r\nX: y.csv", "abX: y.csv"),
        ("x" * 200 + ".csv", "x" * 116 + ".csv"),
        ("folder/", "file"),
        ("\u200b", "file"),
    ],
)
def test_a_name_is_shown_without_folders_and_invisible_signs(sent, shown):
    assert uploads.plain_name(sent) == shown


@pytest.mark.parametrize(("size", "read"), [(0, 0), (10, 10), (11, 11), (5_000, 11)])
def test_of_a_file_that_is_too_large_one_byte_more_is_read(size, read):
    content, _ = uploads.chosen(FileStorage(io.BytesIO(b"x" * size), "a.csv"), most=10)

    assert len(content) == read


@pytest.mark.parametrize("upload", [None, "", FileStorage(io.BytesIO(), "")])
def test_no_file_is_nothing(upload):
    assert uploads.chosen(upload, most=10) is None

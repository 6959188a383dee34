"""Web addresses, phone numbers and e-mail addresses."""

import pytest

from crm.records.cells import read_email, read_phone, read_website


@pytest.mark.parametrize(
    ("reader", "text", "value"),
    [
        (read_website, "https://example.org/jobs", "https://example.org/jobs"),
        (read_website, "www.example.co.uk", "https://www.example.co.uk"),
        (read_website, "example.co.uk:8080/x", "https://example.co.uk:8080/x"),
        (read_phone, "01865 792422", "01865 792422"),
        (read_phone, "+44 7700 900456", "+44 7700 900456"),
        (read_phone, "0118 496 0000x5", "0118 496 0000x5"),
        (read_phone, "(01865) 792-422 ext. 12", "(01865) 792-422 ext. 12"),
        (read_phone, "1865792422", "01865792422"),
        (read_email, "a.b+c@example.co.uk", "a.b+c@example.co.uk"),
        (read_email, "A@Example.org", "A@example.org"),
    ],
)
def test_read(reader, text, value):
    assert reader(text) == value


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (read_website, "javascript:void(0)"),
        (read_website, "data:text/html,x"),
        (read_website, "ftp://example.org"),
        (read_website, "//"),
        (read_website, "http://[::1"),
        (read_website, "https://exa mple.org"),
        (read_website, "https://example.org/<b>"),
        (read_website, "localhost"),
        (read_website, "x" * 5_000),
        (read_website, "a." * 5_000),
        (read_phone, "phone me"),
        (read_phone, "123"),
        (read_phone, "٠١٨٦٥ ٧٩٢٤٢٢"),
        (read_phone, "0" * 40),
        (read_email, "x@example.org\r\nBcc: y@example.net"),
        (read_email, "x@example.org,y@example.net"),
        (read_email, "x@localhost"),
        (read_email, "x@"),
        (read_email, "@" * 5_000),
    ],
)
def test_refused_with_a_reason(reader, text):
    with pytest.raises(ValueError, match=r"is not (one|a) "):
        reader(text)

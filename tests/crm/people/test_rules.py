"""Which passwords are refused, and how a browser is named: a table each."""

import pytest

from crm.people import passwords, rules

OWN = ("Ann Example", "ann.example@council.example")
EASY = "easy to guess"


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("", "12 characters or more"),
        ("kettle tram", "12 characters or more"),
        ("kettle tram 4", None),
        ("🚲🧊🎸🐳🦊🍎🌍🎲🪁🏔🙃🫖", None),
        ("plum kettle tram zebra", None),
        ("k" + "plum kettle tram " * 7 + "zebra 12", None),
        ("plum kettle tram " * 8, "128 characters or fewer"),
        ("gT7#kq9!zXw2", None),
        ("842907315260", None),
        ("plumkettletramé", None),
        ("oxfordshire2026", EASY),
        ("Oxfordshire2026!", EASY),
        ("oxfordshire county council", EASY),
        ("Welcome to Oxford", EASY),
        ("placewellplacewell", EASY),
        ("P@ssw0rd1234", EASY),
        ("passwordpassword", EASY),
        ("letmein12345", EASY),
        ("Summer2026!!", EASY),
        ("liverpool1892", EASY),
        ("ann.example2026", EASY),
        ("Example Ann 12", EASY),
        ("123456789012", EASY),
        ("abcdefghijklm", EASY),
        ("qwertyuiop12", EASY),
        ("1qaz2wsx3edc", EASY),
        ("zaq12wsxcde3", EASY),
        ("aaaaaaaaaaaa", EASY),
        ("abcabcabcabc", EASY),
        ("            ", EASY),
    ],
)
def test_password(password, told):
    fault = rules.password_fault(password, passwords.easy_words(), OWN)

    assert (fault is None) if told is None else (told in (fault or ""))


def test_a_password_of_any_kind_of_characters_will_do():
    """No rules on capitals, digits or signs. Source: OWASP ASVS 5.0, V6.2.5."""
    for password in ("plum kettle tram zebra", "PLUM KETTLE TRAM ZEBRA", "чайник трамвай слива"):
        assert rules.password_fault(password, passwords.easy_words()) is None


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0 Safari/537.36 Edg/130.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari on iPhone",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0",
            "Firefox on Linux",
        ),
        ("curl/8.0", "A browser on an unknown machine"),
        ("", "A browser on an unknown machine"),
    ],
)
def test_browser(says, words):
    assert rules.browser_words(says) == words

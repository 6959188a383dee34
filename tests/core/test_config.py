"""Settings: from the environment or a file, safe in production, and words for what is wrong."""

import os
import subprocess
import sys

import pytest

from crm.core import config
from crm.core.config import UnsafeSettings, contrast_with_white

SAFE = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "0123456789abcdef0123456789abcdef",
    "BASE_URL": "https://placewell.example.gov.uk",
    "VAULT_KEY": "A" * 43 + "=",
}


def load(tmp_path, **env):
    return config.load({"DATA_DIR": str(tmp_path)} | env)


SENDERS = [
    ("Placewell <placewell@localhost>", ""),
    ("", ""),
    ("Employment <jobs@council.example>", "jobs@council.example"),
    ("jobs@council.example", "jobs@council.example"),
]


@pytest.mark.parametrize(("sender", "mailbox"), SENDERS)
def test_only_a_mailbox_that_the_public_can_reach_is_named(sender, mailbox):
    assert config.mailbox(sender) == mailbox


def test_a_secret_may_come_from_a_file(tmp_path):
    (tmp_path / "secret").write_text("from the file, thirty-two letters\n", encoding="utf-8")

    found = load(tmp_path, SECRET_KEY_FILE=str(tmp_path / "secret"), SECRET_KEY="from outside")

    assert found["SECRET_KEY"] == "from the file, thirty-two letters"


def test_every_setting_may_come_from_a_file(tmp_path):
    for name, default in config.TEXT_SETTINGS.items():
        (tmp_path / name).write_text(default + "\n", encoding="utf-8")
    found = load(tmp_path, **{f"{n}_FILE": str(tmp_path / n) for n in config.TEXT_SETTINGS})

    assert {n: found[n] for n in config.TEXT_SETTINGS} == config.TEXT_SETTINGS


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UnsafeSettings, match="Set SECRET_KEY_FILE to a file that can be read"):
        load(tmp_path, SECRET_KEY_FILE=str(tmp_path / "nowhere"))


def test_an_empty_setting_is_its_default(tmp_path):
    assert load(tmp_path, COUNCIL_NAME="")["COUNCIL_NAME"] == "Oxfordshire County Council"


def test_the_public_address_may_end_in_a_slash(tmp_path):
    assert load(tmp_path, BASE_URL="https://a.example/")["BASE_URL"] == "https://a.example"


def test_production_with_safe_settings_starts(tmp_path):
    found = load(tmp_path, **SAFE)

    assert found["SESSION_COOKIE_SECURE"]
    assert found["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert found["TRUSTED_HOSTS"] == ["placewell.example.gov.uk"]


@pytest.mark.parametrize(
    ("change", "cure"),
    [
        ({"SECRET_KEY": ""}, "Set SECRET_KEY to 32 random characters"),
        ({"SECRET_KEY": "x" * 31}, "Set SECRET_KEY to 32 random characters"),
        ({"BASE_URL": "http://placewell.example.gov.uk"}, "Set BASE_URL to the https://"),
        ({"BASE_URL": ""}, "Set BASE_URL to the https://"),
        ({"BRAND_COLOUR": "#ffdd00"}, "too pale for white text"),
        ({"BRAND_COLOUR": "red"}, "Set BRAND_COLOUR to six hexadecimal digits"),
        ({"BRAND_COLOUR": "#0b4a53;}"}, "Set BRAND_COLOUR to six hexadecimal digits"),
        ({"TRUSTED_PROXIES": "many"}, "Set TRUSTED_PROXIES"),
        ({"TRUSTED_PROXIES": "-1"}, "Set TRUSTED_PROXIES"),
        ({"VAULT_KEY": ""}, "Set VAULT_KEY to 32 random bytes"),
        ({"VAULT_KEY": "dG9vIHNob3J0"}, "Set VAULT_KEY to 32 random bytes"),
        ({"VAULT_KEY": "not base64"}, "Set VAULT_KEY to 32 random bytes"),
        ({"CLAMD_URL": "127.0.0.1"}, "Set CLAMD_URL"),
    ],
)
def test_unsafe_settings_stop_the_start_and_name_the_cure(tmp_path, change, cure):
    with pytest.raises(UnsafeSettings, match=cure):
        load(tmp_path, **SAFE | change)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENVIRONMENT", "prod"),
        ("ENVIRONMENT", "Production"),
        ("LOG_LEVEL", "loud"),
        ("BASE_URL", "ftp://placewell.example"),
        ("BASE_URL", "placewell.example"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "mysql://host/name"),
        ("DATA_DIR", "/dev/null/data"),
    ],
)
def test_a_setting_that_means_nothing_stops_the_start(tmp_path, name, value):
    with pytest.raises(UnsafeSettings, match=f"^Set {name} to "):
        load(tmp_path, **{name: value})


def test_a_command_says_what_is_wrong_with_a_setting_and_nothing_else(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "journal", "list", "--json"],
        env=os.environ | {"DATA_DIR": str(tmp_path), "ENVIRONMENT": "prod"},
        cwd=config.ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stdout) == (1, "")
    assert "Set ENVIRONMENT to development or production." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_secret_is_made_once_and_kept_for_its_owner_only(tmp_path):
    names = {"SECRET_KEY": "secret_key", "VAULT_KEY": "keys/vault_key"}
    first, again = load(tmp_path), load(tmp_path)

    for name, file in names.items():
        assert len(first[name]) >= 32
        assert again[name] == first[name]
        assert (tmp_path / file).stat().st_mode & 0o077 == 0
    made = {str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*") if file.is_file()}
    assert made == set(names.values())


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", "sqlite:///{folder}/placewell.db"),
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://h/d", "postgresql+psycopg://h/d"),
        ("postgresql+psycopg://h/d", "postgresql+psycopg://h/d"),
    ],
)
def test_the_address_of_the_database(tmp_path, url, expected):
    found = load(tmp_path, DATABASE_URL=url)["SQLALCHEMY_DATABASE_URI"]

    assert found == expected.format(folder=tmp_path)


@pytest.mark.parametrize(
    ("colour", "contrast"), [("#000000", 21.0), ("#ffffff", 1.0), ("#767676", 4.54)]
)
def test_contrast_is_that_of_the_standard(colour, contrast):
    assert round(contrast_with_white(colour), 2) == contrast

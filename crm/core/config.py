"""Settings, read from ``NAME`` or, for secrets in files, from ``NAME_FILE``."""

import base64
import contextlib
import os
import re
import secrets
from collections.abc import Mapping
from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

ROOT = Path(__file__).resolve().parents[2]
TEXT_SETTINGS = {
    "BASE_URL": "http://127.0.0.1:8000",
    "MAIL_URL": "",
    "MAIL_FROM": "Placewell <placewell@localhost>",
    "MAIL_INBOX": "",
    "COUNCIL_NAME": "Oxfordshire County Council",
    "SERVICE_NAME": "Oxfordshire Employment Service",
    "SCHEME_NAME": "Oxfordshire Inclusive Employer",
    "BRAND_COLOUR": "#0b4a53",
    "LOG_LEVEL": "INFO",
    "ENVIRONMENT": "development",
    "CLAMD_URL": "",
}
#: Seconds for one mail. Source: RFC 5321, 4.5.3.2 (600 s for the answer after the body).
MAIL_SECONDS = {
    "MAIL_CONNECT_SECONDS": 30,
    "MAIL_CLAIM_SECONDS": 300,
    "MAIL_ANSWER_SECONDS": 600,
    "MAIL_HANDING_SECONDS": 900,
}
SHORTEST_SECRET = 32
#: What one argon2id hash costs: 19 MiB, 2 passes, 1 lane. The least that OWASP's Password Storage
#: Cheat Sheet allows, chosen because two small cores serve the whole council; raise it in a bigger
#: house and each password is hashed anew at its owner's next sign-in.
PASSWORD_COST = {"memory_cost": 19 * 1024, "time_cost": 2, "parallelism": 1}


#: What a setting must be; anything else stops the start instead of meaning its default.
FORMS = {
    "ENVIRONMENT": ("development|production", "development or production"),
    "LOG_LEVEL": ("DEBUG|INFO|WARNING|ERROR", "DEBUG, INFO, WARNING or ERROR"),
    "BASE_URL": (r"https?://[^/\s]+", "the https:// address of this service, without a path"),
    "CLAMD_URL": (
        r"|tcp://[^/\s]+:\d+|unix:///.+",
        "tcp://host:port or unix:///path of a ClamAV daemon, or leave it empty",
    ),
    "DATABASE_URL": (
        r"sqlite:///.+|postgresql\+psycopg://.+",
        "postgresql://user@host/name, or leave it empty",
    ),
}


class UnsafeSettings(click.ClickException):
    """The settings would make the running service unsafe; the message names the cure.

    A command prints it and leaves with exit status 1.
    """


def read(name: str, env: Mapping[str, str], default: str = "") -> str:
    """Return setting ``name`` from the environment or from the file named by ``NAME_FILE``.

    Raises ``UnsafeSettings`` when that file cannot be read.
    """
    if file := env.get(f"{name}_FILE"):
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise UnsafeSettings(f"Set {name}_FILE to a file that can be read: {error}") from None
    return env.get(name) or default


def load(env: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return the Flask configuration for this environment.

    Raises ``UnsafeSettings`` when a value means nothing, or is unsafe in production.
    """
    found: dict[str, Any] = {k: read(k, env, default) for k, default in TEXT_SETTINGS.items()}
    found["BASE_URL"] = found["BASE_URL"].rstrip("/")
    data_dir = Path(read("DATA_DIR", env, str(ROOT / "instance"))).resolve()
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnsafeSettings(f"Set DATA_DIR to a folder that can be made: {error}") from None
    database = database_url(read("DATABASE_URL", env), data_dir)
    _refuse_unknown(found | {"DATABASE_URL": database})
    production = found["ENVIRONMENT"] == "production"
    host = urlsplit(found["BASE_URL"]).hostname or ""
    secure = found["BASE_URL"].startswith("https://")
    secret = read("SECRET_KEY", env) or ("" if production else _own(data_dir, "secret_key"))
    vault = read("VAULT_KEY", env) or ("" if production else _own(data_dir, "keys/vault_key"))
    if production:
        _refuse_unsafe(found["BASE_URL"], secret)
    _refuse_no_key(vault)
    _refuse_pale_brand(found["BRAND_COLOUR"])
    return found | {
        **MAIL_SECONDS,
        "DATA_DIR": data_dir,
        "SECRET_KEY": secret,
        "VAULT_KEY": vault,
        "PRODUCTION": production,
        "SQLALCHEMY_DATABASE_URI": database,
        "TRUSTED_PROXIES": _hops(read("TRUSTED_PROXIES", env, "0")),
        "TRUSTED_HOSTS": [host] if production else [host, "127.0.0.1", "localhost"],
        "MAX_CONTENT_LENGTH": 30 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "MAX_FORM_PARTS": 1000,
        "SESSION_COOKIE_NAME": "__Host-placewell" if secure else "placewell",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "PASSWORD_COST": PASSWORD_COST,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": secure,
    }


def mailbox(sender: str) -> str:
    """Return the address in ``MAIL_FROM`` if the public can write to it, else ""."""
    address = parseaddr(sender)[1]
    return address if "." in address.partition("@")[2] else ""


def is_command() -> bool:
    """Return whether this process is a ``flask`` command, not the web."""
    return os.environ.get("FLASK_RUN_FROM_CLI") == "true"


def database_url(url: str, data_dir: Path) -> str:
    """Return the address of the database; without one, a SQLite file in the data folder."""
    if not url:
        return f"sqlite:///{data_dir / 'placewell.db'}"
    return re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url)


def _refuse_unknown(found: Mapping[str, str]) -> None:
    for name, (form, meant) in FORMS.items():
        if not re.fullmatch(form, found[name]):
            raise UnsafeSettings(f"Set {name} to {meant}.")


def _hops(text: str) -> int:
    if not re.fullmatch(r"[0-9]", text):
        raise UnsafeSettings("Set TRUSTED_PROXIES to the number of proxies in front, 0 to 9.")
    return int(text)


def _own(data_dir: Path, name: str) -> str:
    """Return a secret kept in the data folder, made on the first start (development only)."""
    file = data_dir / name
    if not file.exists():
        file.parent.mkdir(mode=0o700, exist_ok=True)
        draft = file.with_name(f"{file.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(new_key(), encoding="utf-8")
        with contextlib.suppress(FileExistsError):  # another process was first
            os.link(draft, file)
        draft.unlink()
    return file.read_text(encoding="utf-8").strip()


def new_key() -> str:
    """Return 32 random bytes in base64, as ``SECRET_KEY`` and ``VAULT_KEY`` take them."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def keys(setting: str) -> list[bytes]:
    """Return the keys of ``VAULT_KEY``: base64 of 32 bytes each, commas between, the newest first.

    Raises ``ValueError`` when there is none or one is not that.
    """
    found = [base64.urlsafe_b64decode(part.strip()) for part in setting.split(",")]
    if any(len(key) != 32 for key in found):
        raise ValueError("a key of another length")
    return found


def _refuse_no_key(vault: str) -> None:
    try:
        keys(vault)
    except ValueError:
        raise UnsafeSettings(
            "Set VAULT_KEY to 32 random bytes in base64 (see README, 'Settings')."
        ) from None


def _refuse_unsafe(base_url: str, secret: str) -> None:
    if len(secret) < SHORTEST_SECRET:
        raise UnsafeSettings(
            f"Set SECRET_KEY to {SHORTEST_SECRET} random characters or more (see README, "
            "'Settings')."
        )
    if not base_url.startswith("https://"):
        raise UnsafeSettings("Set BASE_URL to the https:// address of this service.")


def _refuse_pale_brand(colour: str) -> None:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise UnsafeSettings("Set BRAND_COLOUR to six hexadecimal digits, for example #0b4a53.")
    if contrast_with_white(colour) < 4.5:
        raise UnsafeSettings(
            f"BRAND_COLOUR {colour} is too pale for white text: choose one with a contrast of "
            "4.5 to 1 or more."
        )


def contrast_with_white(colour: str) -> float:
    """Return the contrast ratio of ``#rrggbb`` against white. Source: WCAG 2.2, 1.4.3."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)

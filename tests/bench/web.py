"""Web servers to measure: ours and the floors of the shared kit, each with two workers."""

import http.client
import os
import resource
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask

from app import create_app
from crm.core import clock
from crm.core.db import db, session
from crm.people.models import SignIn
from crm.people.sessions import digest
from tests.browse import form_defaults
from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
GUNICORN = [sys.executable, "-m", "gunicorn", "--workers", "2", "--log-level", "warning"]
WORKERS = 2
SECRET = "a secret of the bench, thirty-two characters or more"
OFFICER = 3
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Site:
    """A server with a signed-in visitor; a peer has ``paths`` of its own by our pages' names."""

    name: str
    port: int
    pid: int
    cookie: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    paths: Mapping[str, str] | None = None
    forms: dict[str, dict[str, str]] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[float, int, str]:
        """Return seconds, status and text of one request; a cookie that comes is kept."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {**self.headers, **({"Cookie": self.cookie} if self.cookie else {})}
        headers |= FORM if body is not None else {}
        began = time.perf_counter()
        try:
            line.request(method, path, body=body, headers=headers)
            answer = line.getresponse()
            text = answer.read()
        finally:
            line.close()
        if kept := answer.headers["Set-Cookie"]:
            self.cookie = kept.partition(";")[0]
        return time.perf_counter() - began, answer.status, text.decode()

    def post(self, form_at: str, path: str, fields: Mapping[str, str]) -> tuple[float, int]:
        """Send the form found at ``form_at``; ``*`` as a value is fresh each time.

        What the answer says in the cookie counts as shown, as in a browser that goes on to a page.
        """
        if form_at not in self.forms:
            self.forms[form_at] = form_defaults(self.ask("GET", form_at)[2])
        fresh = {k: secrets.token_hex(8) if v == "*" else v for k, v in fields.items()}
        before = self.cookie
        taken, status, _ = self.ask("POST", path, urlencode(self.forms[form_at] | fresh))
        self.cookie = before
        return taken, status

    def tree(self) -> list[int]:
        """Return the server's process and its workers."""
        found, todo = [], [self.pid]
        while todo:
            found.append(todo.pop())
            for task in Path(f"/proc/{found[-1]}/task").glob("*/children"):
                todo += [int(pid) for pid in task.read_text("ascii").split()]
        return found

    def cpu_seconds(self) -> float:
        """Return the processor time burnt so far: steadier than the clock on a busy machine."""
        ticks = 0
        for pid in self.tree():
            stat = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
            ticks += sum(int(part) for part in stat[11:15])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        """Return the proportional share of memory (PSS) of server and workers."""
        total = 0
        for pid in self.tree():
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
                total += int(line.split()[1]) if line.startswith("Pss:") else 0
        return total / 1024


def our_app(folder: Path) -> Flask:
    """Return the application on the database in ``folder``."""
    return create_app(
        {
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder}/placewell.db",
            "DATA_DIR": folder,
            "SECRET_KEY": SECRET,
            "MAIL_URL": "",
        }
    )


@contextmanager
def ours(name: str, folder: Path) -> Iterator[Site]:
    """Serve the database in ``folder`` to officer 3."""
    with _served(name, [*GUNICORN, "app:create_app()"], ROOT, _environment(folder)) as site:
        site.cookie = _signed_in(our_app(folder))
        yield site


def _environment(folder: Path) -> dict[str, str]:
    return {
        "DATA_DIR": str(folder),
        "DATABASE_URL": "",
        "SECRET_KEY": SECRET,
        "MAIL_URL": "",
        "BASE_URL": "http://127.0.0.1",
        "ENVIRONMENT": "development",
        "PYTHONPATH": str(ROOT),
    }


def _signed_in(app: Flask) -> str:
    token = secrets.token_urlsafe(32)
    with app.app_context():
        now = clock.now()
        session.add(
            SignIn(person_id=OFFICER, token_digest=digest(token), started_at=now, seen_at=now,
                   browser="bench")
        )  # fmt: skip
        session.commit()
        session.remove()
        db.engine.dispose()
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    signed = serializer.dumps({"_user_id": token, "_fresh": True})
    return f"{app.config['SESSION_COOKIE_NAME']}={signed}"


@contextmanager
def floor(name: str, kit: Path, database: Path) -> Iterator[Site]:
    """Serve the floor application of the kit over a database made by its loader."""
    environment = {"DB": f"sqlite:///{database}", "PYTHONPATH": str(kit)}
    with _served(name, [*GUNICORN, "floor_app:app"], ROOT, environment) as site:
        body = urlencode({"username": f"owner{OFFICER}", "password": "x"})
        site.ask("POST", "/login", body)
        yield site


def load_floor(kit: Path, database: Path, employers: int) -> None:
    """Fill a floor database with the kit's own loader."""
    subprocess.run(
        [sys.executable, "-B", str(kit / "load_floor.py"), "sqlite", str(database), str(employers)],
        check=True,
        capture_output=True,
    )


@contextmanager
def _served(
    name: str, command: list[str], folder: Path, environment: Mapping[str, str]
) -> Iterator[Site]:
    port = free_port()
    process = subprocess.Popen(
        [*command[:-1], "--bind", f"127.0.0.1:{port}", command[-1]],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **environment},
    )
    site = Site(name, port, process.pid)
    try:
        wait_for(site)
        yield site
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def wait_for(site: Site, path: str = "/healthz") -> None:
    """Wait until the server answers at all."""
    for _ in range(600):
        try:
            site.ask("GET", path)
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"{site.name} never answered")


def timed(act: Callable[[Path], float], folder: Path) -> tuple[float, float]:
    """Return the seconds that ``act`` says and the processor's, of everything it started."""
    before = children_cpu()
    return act(folder), children_cpu() - before


def children_cpu() -> float:
    """Return the processor time of every process started and ended so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def seconds_to_first_page(folder: Path) -> float:
    """Return how long the web takes from its start to its first page."""
    began = time.perf_counter()
    with _served("start", [*GUNICORN, "app:create_app()"], ROOT, _environment(folder)):
        return time.perf_counter() - began


def seconds_to_sign_in(folder: Path) -> float:
    """Return how long an empty install takes to its sign-in page, migrations and all."""
    began = time.perf_counter()
    environment = {"PATH": os.environ["PATH"], "FLASK_APP": "app", **_environment(folder)}
    subprocess.run(
        [sys.executable, "-m", "flask", "db", "upgrade"],
        cwd=ROOT, env=environment, check=True, capture_output=True,
    )  # fmt: skip
    with _served("empty", [*GUNICORN, "app:create_app()"], ROOT, _environment(folder)) as site:
        _, status, _ = site.ask("GET", "/sign-in")
    if status != 200:
        raise RuntimeError(f"The sign-in page answered {status}")
    return time.perf_counter() - began

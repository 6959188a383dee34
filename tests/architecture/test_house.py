"""Rules of the house that a machine can hold: sizes, names, who commits, what templates may do."""

import ast
import re
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("crm", "accreditation", "webinars")
SOURCES = [ROOT / "app.py", *(p for part in PACKAGES for p in sorted((ROOT / part).rglob("*.py")))]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
MAY_COMMIT = {"routes.py", "jobs.py", "commands.py"}
#: The mechanisms of the core that commit one item at a time, because a crash must lose nothing.
COMMIT_EACH_ITEM = {
    "accreditation/assessments/refusing.py",
    "crm/core/delivery.py",
    "crm/core/jobs.py",
    "crm/core/leases.py",
    "crm/core/once.py",
    "crm/core/worker.py",
    "crm/core/feature.py",
    "crm/people/sessions.py",
}
NO_NAMES = {"utils", "helpers", "constants", "services", "common", "misc", "util", "helper"}


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_files_are_short():
    sizes = {str(p.relative_to(ROOT)): lines(p) for p in [*SOURCES, *TEMPLATES, *TESTS]}

    assert not {name: n for name, n in sizes.items() if n > 400}
    code = [lines(p) for p in SOURCES if lines(p)]
    assert statistics.median(code) <= 100
    assert statistics.quantiles(code, n=10)[-1] <= 270


def test_functions_are_short():
    long = {
        f"{p.relative_to(ROOT)}:{f.name}": f.end_lineno - f.lineno + 1
        for p in SOURCES
        for f in functions(p)
        if f.end_lineno - f.lineno + 1 > 50
    }
    assert not long


def test_no_file_is_named_after_nothing():
    assert not [p for p in SOURCES if p.stem in NO_NAMES or p.parent.name in NO_NAMES]


def test_only_the_edge_commits():
    guilty = [
        str(p.relative_to(ROOT))
        for p in SOURCES
        if p.name not in MAY_COMMIT
        and str(p.relative_to(ROOT)) not in COMMIT_EACH_ITEM
        and re.search(r"\bsession\.commit\(", p.read_text(encoding="utf-8"))
    ]
    assert not guilty, "let the view, job or command commit"


def test_nothing_is_pickled_evaluated_or_marked_safe():
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\b(pickle|marshal|shelve)\b|\beval\(|\bexec\(", text), path
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape false", text), path
        assert not re.search(
            r"\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=|[^>]*ld\+json)", text
        ), path


def test_only_the_clock_asks_the_time():
    asks = re.compile(r"datetime\.now\(|date\.today\(|datetime\.utcnow\(|time\.time\(")
    guilty = [p for p in SOURCES if p.name != "clock.py" and asks.search(p.read_text("utf-8"))]
    assert not guilty


def test_only_the_demo_sets_the_clock():
    calls = re.compile(r"\bclock\.at\(|from crm\.core\.clock import")
    guilty = [
        str(p.relative_to(ROOT))
        for p in SOURCES
        if p.parent.name != "demo" and calls.search(p.read_text("utf-8"))
    ]
    assert not guilty


@pytest.fixture(scope="module")
def plain_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    from app import create_app
    from tests.conftest import settings

    folder = tmp_path_factory.mktemp("house")
    return create_app(settings(f"sqlite:///{folder}/x.db", folder))


def test_every_template_compiles(plain_app):
    for path in TEMPLATES:
        plain_app.jinja_env.get_template(str(path.relative_to(ROOT / "templates")))


def test_one_name_leads_everywhere(plain_app):
    """Endpoint ``followups.new`` stands in crm/followups/routes.py and shows new.html."""
    for endpoint, view in plain_app.view_functions.items():
        if endpoint == "static":
            continue
        slice_, _, name = endpoint.partition(".")
        assert view.__name__ == name, endpoint
        module = view.__module__.split(".")
        assert module[-2] == slice_ or module[-1] == slice_, (endpoint, view.__module__)


def test_templates_are_named_after_their_slice(plain_app):
    slices = {endpoint.partition(".")[0] for endpoint in plain_app.view_functions}
    for path in TEMPLATES:
        parts = path.relative_to(ROOT / "templates").parts
        if parts[0] in {"crm", "accreditation", "webinars"}:
            assert parts[1] in slices, path


def test_no_real_data_and_no_registry_host_is_committed():
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout.split("\0")
    hosts = re.compile(r"pythonhosted\.org|pypi\.org|registry\.npmjs\.org|deb\.debian\.org")
    for name in filter(None, tracked):
        path = ROOT / name
        assert not name.startswith("shared/")
        if path.suffix in {".txt", ".toml", ".json", ".md", ".py", ".html", ""} and path.is_file():
            text = path.read_text(encoding="utf-8", errors="ignore")
            if path != Path(__file__):
                assert not hosts.search(text), name

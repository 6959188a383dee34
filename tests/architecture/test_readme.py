"""What the README says of settings, commands, jobs, files and decisions is so."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import flask_migrate.cli
import pytest

from crm.core import config
from crm.core.features import installed
from crm.core.jobs import Job

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PACKAGES = ("crm", "accreditation", "webinars")
FOLDERS = {*PACKAGES, "tests", "templates", "migrations", "requirements", ".readme", ".ci"}


def section(title: str) -> str:
    return README.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def table(title: str) -> list[list[str]]:
    """Return the rows of a section's table, each as its cells."""
    lines = [line for line in section(title).splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def code(text: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", text)


class Asked(dict[str, str]):
    """An environment that notes what it is asked for."""

    def get(self, key: str, default: Any = None) -> Any:
        self.setdefault("asked", "")
        self["asked"] += f" {key}"
        return super().get(key, default)


def test_the_settings_are_those_that_are_read(tmp_path):
    env = Asked(DATA_DIR=str(tmp_path))
    config.load(env)
    read = {name.removesuffix("_FILE") for name in env["asked"].split()}

    assert {name for row in table("Settings") for name in code(row[0])} == read


def test_the_defaults_of_settings_are_those_of_the_code():
    for names, _, default in table("Settings"):
        for name in code(names) if "," not in names else ():
            if name in config.TEXT_SETTINGS:
                said = "" if default.startswith("empty") else default.strip("`")
                assert said == config.TEXT_SETTINGS[name], name


def spoken(job: Job) -> str:
    if job.every is None:
        return f"{job.at:%H:%M}"
    seconds = int(job.every.total_seconds())
    size, unit = next(
        pair for pair in ((3600, "hour"), (60, "minute"), (1, "second")) if not seconds % pair[0]
    )
    return f"every {unit}" if seconds == size else f"every {seconds // size} {unit}s"


def test_the_jobs_are_those_that_run_and_when(sqlite_app):
    app, _fresh = sqlite_app
    told = {}
    for names, when, _ in table("Jobs"):
        jobs, times = code(names), re.findall(r"every (?:\d+ )?[a-z]+|\d\d:\d\d", when)
        told |= dict(zip(jobs, times if len(times) > 1 else times * len(jobs), strict=True))

    with app.app_context():
        assert told == {job.name: spoken(job) for job in installed("jobs")}


def commands(app: Any) -> dict[str, click.Command]:
    """Return every command of ours and of the migrations by its whole name."""

    def below(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
        if not isinstance(command, click.Group):
            yield name, command
        else:
            for part, inner in command.commands.items():
                yield from below(f"{name} {part}", inner)

    groups = {**app.cli.commands, "db": flask_migrate.cli.db}
    return dict(pair for name, command in groups.items() for pair in below(name, command))


def find(text: str, known: dict[str, click.Command]) -> str:
    """Return the longest command with which ``text`` begins."""
    return max((name for name in known if f"{text} ".startswith(f"{name} ")), key=len, default="")


def test_the_commands_are_those_that_there_are(sqlite_app):
    app, _fresh = sqlite_app
    known = commands(app)
    told = {text: find(text, known) for row in table("Commands") for text in code(row[0])}

    assert {text for text, name in told.items() if not name} == set()
    assert set(told.values()) - {"db upgrade"} == {n for n in known if not n.startswith("db ")}
    for text, name in told.items():
        options = {word for option in known[name].params for word in option.opts}
        assert set(re.findall(r"--[a-z-]+", text)) <= options, text


def test_every_command_line_works(sqlite_app):
    app, _fresh = sqlite_app
    known, script = commands(app), (ROOT / "dev").read_text(encoding="utf-8")
    flask = re.findall(r"flask ((?:[a-z][a-z-]*\b ?)+)", " ".join(code(README)))

    assert len(flask) > 10
    assert [text for text in flask if not find(text, known)] == []
    for verb in re.findall(r"\./dev ([a-z]+)", README):
        assert f"\n    {verb})" in script, verb


def test_official_files_are_those_that_can_be_loaded(sqlite_app):
    app, _fresh = sqlite_app
    told = next(row[1] for row in table("Commands") if "reference load" in row[0])

    with app.app_context():
        assert set(code(told)) == {kind.kind for kind in installed("open_data")}


def test_the_tree_names_every_slice():
    told: dict[str, set[str]] = {}
    for line in section("The tree").splitlines():
        if found := re.match(r"(  )?(\w+)/( |$)", line):
            if not found[1]:
                folder = told.setdefault(found[2], set())
            else:
                folder.add(found[2])

    for package in PACKAGES:
        slices = {file.parent.name for file in (ROOT / package).glob("*/__init__.py")}
        assert told[package] - {"static"} == slices


def test_the_files_and_pictures_it_names_are_there():
    named = [text for text in code(README) if re.fullmatch(r"[\w/.-]+/[\w.-]+\.\w+(: ?\w+)?", text)]
    named += re.findall(r"!\[[^]]*\]\(([^)]+)\)", README)

    assert len(named) > 5
    for text in named:
        path, _, name = text.partition(":")
        if path.split("/")[0] in FOLDERS:
            file = ROOT / path
            assert file.is_file(), text
            assert not name or f"def {name.strip()}(" in file.read_text(encoding="utf-8"), text


def test_the_parts_of_pages_are_all_described():
    folder = ROOT / "templates/components"
    text = (folder / "README.md").read_text(encoding="utf-8")

    assert [file.name for file in folder.glob("*.html") if f"`{file.name}`" not in text] == []
    for name in re.findall(r"`(\w+)\(", text):
        assert any(f"macro {name}(" in file.read_text("utf-8") for file in folder.glob("*.html")), (
            name
        )


@pytest.mark.parametrize("decision", section("Decisions").strip().split("\n\n"))
def test_a_decision_is_a_sentence_and_its_reason(decision):
    lines = decision.splitlines()

    assert re.match(r"\*\*[^*]+\.\*\* ", decision)
    assert len(lines) <= 3
    assert max(map(len, lines)) <= 140

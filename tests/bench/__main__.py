"""``./dev bench``: the product's figures beside their goals, as a table and then as JSON.

    python -m tests.bench [--peers FILE] [--only import,pages,start,mail,follow-ups,writers]

Parts that need ``../shared`` are left out with a word when it is absent. ``--peers FILE`` adds
other products to the pages: a plan as the shared kit's README describes it, each target with
``base`` (on loopback), ``pid``, ``headers`` and ``requests`` named as ours (``list``, ``record``).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crm.core.db import db, session
from tests.bench import imports, pages, stock, web
from tests.bench.figures import Figure, document, line
from tests.bench.web import ROOT, Site

RUNS, TIMES = 3, 40
REQUESTS = 10_000


def main() -> int:
    """Measure what is asked for; exit 1 when a goal is missed."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--peers", type=Path)
    asked.add_argument("--only", default=",".join(PARTS))
    given = asked.parse_args()
    figures = []
    for name in given.only.split(","):
        for figure in PARTS[name](given.peers):
            figures.append(figure)
            print(line(figure), flush=True)
    print(document(figures))
    return int(any(figure.verdict == "MISS" for figure in figures))


def shared() -> Path | None:
    """Return the folder beside the checkout, if it is there."""
    named = os.environ.get("PLACEWELL_SHARED")
    places = [Path(named)] if named else []
    places += [ROOT.parent / "shared", ROOT.parents[1] / "shared"]
    return next((place for place in places if place.is_dir()), None)


def _import(_peers: Path | None) -> Iterator[Figure]:
    folder = shared()
    if folder is None:
        yield Figure("import", "not measured", 0, note="../shared is absent")
        return
    done = imports.measure(folder / "data" / imports.FILE)
    yield Figure("import", "real employers in the file", done.rows, "rows", least=10_575)
    yield Figure("import", "first import", done.seconds, "s", most=20, note=_cpu(done.cpu))
    yield Figure("import", "rows that could not be used", done.failed, "rows")
    yield Figure("import", "second import", done.again_seconds, "s")
    yield Figure("import", "unchanged at the second import", done.unchanged, "rows",
                 least=done.created)  # fmt: skip
    yield Figure("import", "undo", done.undo_seconds, "s", note=_cpu(done.undo_cpu))
    yield Figure("import", "values refused by undo", done.refused, "", most=0)
    yield Figure("import", "business rows as before", float(done.restored), "", least=1)
    yield Figure("import", "memory at its highest", done.memory_mb, "MB")


def _cpu(seconds: float) -> str:
    return f"processor {seconds:.1f} s"


def _fill(folder: Path, employers: int) -> None:
    folder.mkdir()
    with web.our_app(folder).app_context():
        stock.fill(employers)
        session.remove()
        db.engine.dispose()


def _pages(peers: Path | None) -> Iterator[Figure]:
    kit = shared()
    with tempfile.TemporaryDirectory(prefix="placewell-pages-") as name, ExitStack() as running:
        small, large = Path(name) / "small", Path(name) / "large"
        _fill(small, pages.SMALL)
        began = time.monotonic()
        _fill(large, pages.LARGE)
        yield Figure("pages", "stock of 100,000 employers made", time.monotonic() - began, "s")
        deep = pages.deep_page(large)
        yield from _statements(small, large, deep)
        sites = [running.enter_context(web.ours("small", small)),
                 running.enter_context(web.ours("large", large))]  # fmt: skip
        if kit is not None:
            database = Path(name) / "floor.db"
            web.load_floor(kit / "bench", database, pages.LARGE)
            sites.append(running.enter_context(web.floor("floor", kit / "bench", database)))
        plan = json.loads(peers.read_text("utf-8")) if peers else {}
        found = pages.measure([*sites, *_peers(plan)], deep, runs=RUNS, times=TIMES)
        yield from _ratios(found, plan)
        yield from _under_load(sites)


def _statements(small: Path, large: Path, deep: str) -> Iterator[Figure]:
    few, many = pages.statements(small, deep), pages.statements(large, deep)
    for page, count in many.items():
        row, most = pages.STATEMENTS.get(page, (0, None))
        yield Figure("statements", f"{page}" + (f" (row {row})" if row else ""), count, "SQL", most)
        if few[page] != count:
            yield Figure("statements", f"{page}: more than at 1,000", count - few[page], "SQL", 0)


def _ratios(found: pages.Table, plan: dict[str, Any]) -> Iterator[Figure]:
    for name, runs in found.items():
        middle = sorted(runs, key=lambda one: one.p50)[len(runs) // 2]
        note = f"p95 {middle.p95:.1f}, processor {middle.cpu:.1f}"
        yield Figure("p50", name, middle.p50, "ms", note=note)
    goals = [*pages.GOALS, *(_peer_goal(goal) for goal in plan.get("goals", []))]
    for goal in goals:
        by_clock = pages.ratio(found, goal, "p50")
        if by_clock is None:
            yield Figure("pages", f"{goal.title}: not measured", 0)
            continue
        note = f"row {goal.row}; by processor time {pages.ratio(found, goal, 'cpu'):.2f}"
        yield Figure("pages", goal.title, by_clock, "x", goal.most, goal.least, note)


def _peer_goal(goal: dict[str, Any]) -> pages.Goal:
    return pages.Goal(0, goal["name"], goal["of"], goal["to"], goal.get("max"), goal.get("min"))


def _peers(plan: dict[str, Any]) -> Iterator[Site]:
    for target in plan.get("targets", []):
        base = urlsplit(target["base"])
        if base.hostname not in {"127.0.0.1", "localhost"}:
            raise SystemExit(f"{target['base']} is not on this machine")
        yield Site(
            target["name"], base.port or 80, target["pid"], headers=target.get("headers", {}),
            paths={one["name"]: one["url"] for one in target["requests"]},
        )  # fmt: skip


def _under_load(sites: list[Site]) -> Iterator[Figure]:
    large, floor = sites[1], sites[2] if len(sites) > 2 else None
    log = next(page for page in pages.PAGES if page.form)
    mine, wrong = pages.throughput(large, "/employers", {})
    if floor:
        theirs, _ = pages.throughput(floor, "/c/employers", {})
        yield Figure("load", "list, 8 clients, against the floor", mine / theirs, "x", least=0.4,
                     note=f"row 17; {mine:.0f} and {theirs:.0f} a second")  # fmt: skip
    posted, failed = pages.throughput(large, log.ours, log.form)
    yield Figure("load", "log a contact, 8 clients", posted, "a second", least=200, note="row 6")
    yield Figure("load", "answers that went wrong", wrong + failed, "", most=0)
    before, after = pages.grown(large, REQUESTS)
    most = None
    if floor:
        most = 1.4 * floor.memory_mb()
    yield Figure("memory", "two workers at 100,000 (PSS)", before, "MB", most, note="row 18")
    yield Figure("memory", f"growth in {REQUESTS:,} requests", 100 * (after / before - 1), "%", 5)


def _start(_peers: Path | None) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="placewell-start-") as name:
        empty, empty_cpu = web.timed(web.seconds_to_sign_in, Path(name))
        first, first_cpu = min(web.timed(web.seconds_to_first_page, Path(name)) for _ in range(3))
    yield Figure("start", "start to the first page", first, "s", 2,
                 note=f"row 20; {_cpu(first_cpu)} for both workers")  # fmt: skip
    yield Figure("start", "empty install to the sign-in page", empty, "s", 5,
                 note=f"row 20; {_cpu(empty_cpu)}")  # fmt: skip


def _run(module: str, *options: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{module}", "--json", *options],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    return [json.loads(one) for one in done.stdout.splitlines()]


def _mail(_peers: Path | None) -> Iterator[Figure]:
    for stop in ("KILL", "TERM"):
        for ran in _run("mail", "--stop", stop):
            of = f"{ran['mails']:,} mails, {ran['stops']} x SIG{stop}, {ran['engine']}"
            note = f"seed {ran['seed']}, {ran['uncertain']} uncertain, {ran['seconds']:.0f} s"
            yield Figure("mail", f"{of}: lost", ran["lost"], "", 0, note=note)
            yield Figure("mail", f"{of}: twice", ran["twice"], "", 0)
            yield Figure("mail", f"{of}: unseen", ran["unseen"], "", 0)
            if stop == "TERM":
                yield Figure("mail", f"{of}: in doubt", ran["uncertain"], "", 0)


def _follow_ups(_peers: Path | None) -> Iterator[Figure]:
    for ran in _run("followups"):
        of = f"{ran['dates']:,} dates, {ran['kills']} kills, {ran['engine']}"
        yield Figure(
            "follow-ups", f"{of}: missing", ran["missing"], "", 0, note=f"seed {ran['seed']}"
        )
        yield Figure("follow-ups", f"{of}: twice", ran["duplicate"], "", 0)


def _writers(_peers: Path | None) -> Iterator[Figure]:
    for ran in _run("writers"):
        of = f"{ran['writers']} writers, {ran['seconds']:.0f} s"
        yield Figure("writers", f"{of}: database is locked", ran["locked"], "", 0)
        yield Figure("writers", f"{of}: overwritten", ran["overwritten"], "", 0)
        yield Figure("writers", f"{of}: written", ran["written"] / ran["seconds"], "a second",
                     note=f"p99 {ran['p99_ms']} ms, longest {ran['longest_ms']} ms")  # fmt: skip


PARTS: dict[str, Callable[[Path | None], Iterator[Figure]]] = {
    "import": _import,
    "start": _start,
    "pages": _pages,
    "mail": _mail,
    "follow-ups": _follow_ups,
    "writers": _writers,
}

if __name__ == "__main__":
    sys.exit(main())

"""Verifiers that nobody here wrote: installed by ``./dev test``, asked by the tests of badges."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

VERIFIERS = Path(__file__).parents[1] / "requirements" / "verifiers"


def need_npm() -> None:
    """Skip, saying what is missing, or fail where everything must be there."""
    if shutil.which("node") and (VERIFIERS / "node_modules" / "ajv").is_dir():
        return
    missing = "Node and the packages of requirements/verifiers are missing: run ./dev test"
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)


def judge(documents: dict[str, Any], cases: dict[str, Any], schema: Any = None) -> dict[str, Any]:
    """Return what the verifiers of npm say of each case; they see only ``documents``."""
    asked = json.dumps({"documents": documents, "cases": cases, "schema": schema})
    done = subprocess.run(
        ["node", "judge.js"],
        cwd=VERIFIERS,
        input=asked,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))

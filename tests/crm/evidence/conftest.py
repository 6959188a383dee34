"""The vault of these tests lies in a folder of its own."""

from pathlib import Path

import pytest
from flask import Flask

from tests.crm.evidence import asking
from tests.crm.evidence.asking import Asked
from tests.makers import Make


@pytest.fixture
def disk(app: Flask, tmp_path: Path) -> Path:
    app.config["DATA_DIR"] = tmp_path
    return tmp_path


@pytest.fixture
def request_made(make: Make, disk: Path) -> Asked:
    """A request for wage evidence, its link mailed to a contact."""
    return asking.asked(make)

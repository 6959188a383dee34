"""Finds the data folder that lies beside the checkout; tests of real files skip without it."""

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).parents[2] / "shared"


def shared(name: str) -> Path:
    """Return ``data/NAME`` of the shared folder, or skip the test saying what is absent."""
    places = (os.environ.get("PLACEWELL_SHARED"), _BESIDE, "/work/shared")
    for place in filter(None, places):
        path = Path(place) / "data" / name
        if path.exists():
            return path
    pytest.skip(f"../shared is absent: {name}")

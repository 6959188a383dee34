"""How gunicorn serves Placewell; it reads this file by itself."""

import gc
from typing import Any

preload_app = True
workers = 2
graceful_timeout = 20
loglevel = "warning"


def pre_fork(_server: Any, _worker: Any) -> None:
    """Leave what was loaded before the fork to all workers: a collector that marks it copies it."""
    gc.collect()
    gc.freeze()

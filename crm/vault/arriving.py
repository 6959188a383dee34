"""Lets a file be looked into in a process apart, and takes back what it holds."""

import json
import os
import subprocess
import sys
from pathlib import Path

from crm.core.errors import RuleBroken
from crm.vault.arrived import Arrived
from crm.vault.rules import LARGEST, Box, Word

__all__ = ["Arrived", "examine"]

SECONDS, ROOM = 30, 2 * 1024**3
"""Of processor time and of memory: twenty pages of a scanner take a tenth of both."""
WAIT = 300
"""Seconds on the clock, for a machine that does much else."""
KEPT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TZ")
"""What the process apart may know of the environment: no key, no address of the database."""
TOO_MUCH = (
    "The file takes too long to open, or too much room. Print it to a new PDF, or take a photo "
    "of it."
)


def examine(data: bytes, *, seconds: int = SECONDS, room: int = ROOM) -> Arrived:
    """Return what the bytes hold; raises ``RuleBroken`` with one sentence when they may not stay.

    The name and the type that the browser gave count for nothing. ``room`` is in bytes.
    """
    if not data:
        raise RuleBroken("The file is empty. Choose the file again.")
    if len(data) > LARGEST:
        raise RuleBroken(f"The file must be smaller than {LARGEST // 1024 // 1024} MB.")
    command = [sys.executable, "-m", "crm.vault.apart", str(seconds), str(room)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, and no argument of the sender's
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=Path(__file__).parents[2],
            env={name: os.environ[name] for name in KEPT if name in os.environ},
            timeout=WAIT,
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise RuleBroken(TOO_MUCH) from None
    return _unpacked(done.stdout)


def _unpacked(answer: bytes) -> Arrived:
    line, _, rest = answer.partition(b"\n")
    head = json.loads(line)
    if refusal := head.get("refused"):
        raise RuleBroken(refusal)
    parts, at = [], 0
    for size in head["sizes"]:
        parts.append(rest[at : at + size])
        at += size
    words = [Word(text, Box(*box)) for text, *box in head["words"]]
    return Arrived(head["media"], head["suffix"], parts[0], parts[1:], words, head["text"])

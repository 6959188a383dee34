"""A mail server in its own process that writes each message it accepts to a file, then answers.

    python -m tests.bench.sink FILE PORT SEED

It waits 0 to 50 ms before it accepts and 0 to 50 ms before it answers, so that a worker that is
killed may have died on either side of the truth.
"""

import asyncio
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from tests.servers import free_port

SLOWEST = 0.05


class Handler:
    """Accepts everything; one line of the file is one message, named by its Message-ID."""

    def __init__(self, file: Path, seed: int) -> None:
        self.file = file.open("a", encoding="utf-8")
        self.chance = random.Random(seed)

    async def handle_DATA(  # noqa: N802
        self, server: Any, session: Any, envelope: Any
    ) -> str:
        await asyncio.sleep(self.chance.uniform(0, SLOWEST))
        self.file.write(f"{message_from_bytes(envelope.content)['Message-ID']}\n")
        self.file.flush()
        await asyncio.sleep(self.chance.uniform(0, SLOWEST))
        return "250 OK"


@contextmanager
def sink(folder: Path, seed: int) -> Iterator[tuple[str, Path]]:
    """Run the server; yield its ``MAIL_URL`` and the file of what it accepted."""
    port, file = free_port(), folder / "accepted"
    file.touch()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.sink", str(file), str(port), str(seed)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        yield f"smtp://127.0.0.1:{port}", file
    finally:
        process.terminate()
        process.communicate()


def main() -> None:
    """Serve until terminated."""
    file, port, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    Controller(Handler(file, seed), hostname="127.0.0.1", port=port).start()
    print("ready", flush=True)
    signal.sigwait({signal.SIGTERM, signal.SIGINT})


if __name__ == "__main__":
    main()

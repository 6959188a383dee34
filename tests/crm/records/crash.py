"""Import a file and die by SIGKILL just before one of its statements; a commit counts as one.

Run as ``python -m tests.crm.records.crash FILE STATEMENT``; statement 0 lets the import live and
prints how many there were.
"""

import os
import signal
import sys
from itertools import count

from sqlalchemy import event
from sqlalchemy.engine import Engine

from app import create_app


def main(file: str, fatal: int) -> None:
    statements = count(1)
    sent = 0

    def note(*_: object) -> None:
        nonlocal sent
        sent = next(statements)
        if sent == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    app = create_app()
    event.listen(Engine, "before_cursor_execute", note)
    event.listen(Engine, "commit", note)
    result = app.test_cli_runner().invoke(args=["employers", "import", file])
    assert result.exit_code == 0, result.output
    print(sent)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

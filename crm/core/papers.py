"""Papers: a page of HTML as a tagged PDF that screen readers can read (PDF/UA-1).

The template extends ``layouts/paper.html``; pictures go into it as ``data:`` addresses. Printing
happens in a process apart (``crm.core.printing``), which a page that hangs or swells ends alone.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from flask import render_template, send_file
from flask.typing import ResponseReturnValue

from crm.core.errors import RuleBroken

SECONDS, ROOM = 20, 1024**3
"""Of processor time and of memory: a letter of three pages takes a tenth of both."""
WAIT = 120
"""Seconds on the clock, for a machine that does much else."""
KEPT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TZ")
"""What the process apart may know of the environment: no key, no address of the database."""
NEEDS: Mapping[str, str] = {
    "libpango-1.0-0": "libpango-1.0.so.0",
    "libpangoft2-1.0-0": "libpangoft2-1.0.so.0",
    "libharfbuzz0b": "libharfbuzz.so.0",
    "libharfbuzz-subset0": "libharfbuzz-subset.so.0",
    "fontconfig": "libfontconfig.so.1",
    "fonts-liberation": "Liberation Sans",
}
"""Debian packages that printing needs, each with the library or the font that it brings."""


class Unprintable(RuleBroken):
    """No PDF can be made: the message says what is missing, or that the page is too much."""


def pdf(html: str, *, seconds: int = SECONDS, room: int = ROOM) -> bytes:
    """Return the PDF of a page of HTML; raises ``Unprintable``. ``room`` is in bytes."""
    command = [sys.executable, "-m", "crm.core.printing", str(seconds), str(room)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, and no argument of the reader's
            [*command, json.dumps(dict(NEEDS))],
            input=html.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=Path(__file__).parents[2],
            env={name: os.environ[name] for name in KEPT if name in os.environ},
            timeout=WAIT,
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise Unprintable("This page takes too long to print, or too much room.") from None
    head, _, made = done.stdout.partition(b"\n")
    if lacking := json.loads(head).get("missing"):
        raise Unprintable(
            f"PDFs cannot be made here: the Debian packages {', '.join(lacking)} are missing. "
            "Ask whoever runs this service to install them."
        )
    return made


@lru_cache(maxsize=64)
def printed(html: str) -> bytes:
    """Return the PDF of a page of HTML; the same page is printed once a process."""
    return pdf(html)


def answer(html: str, name: str) -> ResponseReturnValue:
    """Answer with the PDF as a file called ``name``, or with a page that says why there is none."""
    try:
        made = printed(html)
    except Unprintable as error:
        return render_template("errors/unprintable.html", words=error.message), 503
    file = send_file(
        BytesIO(made), mimetype="application/pdf", as_attachment=True, download_name=name
    )
    file.headers["X-Robots-Tag"] = "noindex"
    return file

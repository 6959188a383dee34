"""Prints one page of HTML as a tagged PDF (PDF/UA-1), in a process of its own.

It runs as ``python -m crm.core.printing`` with little time and room, none of the service's
secrets, and no way to the network or to a file: only ``data:`` addresses are read. Nothing here
imports the web or the database, and nothing of the web imports this.
"""

import ctypes
import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

STYLES = Path(__file__).with_name("paper.css")
NO_WAY_OUT = ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto")
FONT = "Liberation Sans"


def missing(needs: Mapping[str, str]) -> list[str]:
    """Return the Debian packages that are not here: by the library, or the font, each brings."""
    return [package for package, what in needs.items() if not _found(what)]


def _found(what: str) -> bool:
    if what == FONT:
        lister = shutil.which("fc-list")
        if lister is None:
            return False
        listed = subprocess.run([lister, FONT], capture_output=True, check=False)  # noqa: S603
        return bool(listed.stdout)
    try:
        ctypes.CDLL(what)
    except OSError:
        return False
    return True


def tagged(html: str) -> bytes:
    """Return the PDF of a whole page of HTML, with tags, language and title."""
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher

    fetcher = URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    page = HTML(string=html, url_fetcher=fetcher)
    made: bytes = page.write_pdf(
        stylesheets=[CSS(string=STYLES.read_text(encoding="utf-8"), url_fetcher=fetcher)],
        pdf_variant="pdf/ua-1",
    )
    return made


def _shut_in(event: str, _args: Any) -> None:
    if event in NO_WAY_OUT:
        raise PermissionError(event)


def main(seconds: str, room: str, needs: str) -> None:
    """Read HTML from standard input; write a line of JSON, then the PDF when there is one."""
    if lacking := missing(json.loads(needs)):
        sys.stdout.write(json.dumps({"missing": lacking}) + "\n")
        return
    sys.addaudithook(_shut_in)
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 1))
    resource.setrlimit(resource.RLIMIT_AS, (int(room), int(room)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    made = tagged(sys.stdin.buffer.read().decode())
    sys.stdout.buffer.write(b"{}\n" + made)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])

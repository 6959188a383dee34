"""A mail server on loopback that keeps what it accepts and answers as each address asks."""

import asyncio
import ssl
import subprocess
from collections.abc import Callable
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from tests.servers import free_port

#: What the server does with the local part of an address; everything else is accepted.
AT_RCPT = {"unknown": "550 5.1.1 No such person", "busy": "451 4.3.0 Later"}
AFTER_BODY = {"spam": "554 5.7.1 Not wanted", "full": "452 4.2.2 Full"}


class Handler:
    def __init__(self) -> None:
        self.kept: list[Message] = []
        self.connections = 0
        self.before_body: Callable[[], None] = lambda: None

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, hostname: str, answers: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return answers

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return AT_RCPT.get(address.partition("@")[0], "250 OK")

    async def handle_DATA(  # noqa: N802
        self, server: Any, session: Any, envelope: Any
    ) -> str:
        to = envelope.rcpt_tos[0].partition("@")[0]
        self.before_body()
        if to in AFTER_BODY:
            return AFTER_BODY[to]
        self.kept.append(message_from_bytes(envelope.content))
        if to == "cut":
            server.transport.close()
            await asyncio.sleep(1)
        return "250 OK"


class Sink:
    """``with Sink() as sink``: ``sink.url`` is its MAIL_URL, ``sink.kept`` what it accepted."""

    def __init__(self, scheme: str = "smtp", login: str = "", **server: Any) -> None:
        self.handler = Handler()
        self._scheme, self._login = scheme, login
        self.port = free_port()
        self._controller = Controller(self.handler, hostname="127.0.0.1", port=self.port, **server)

    def __enter__(self) -> "Sink":
        self._controller.start()
        name = f"{self._login}@" if self._login else ""
        self.url = f"{self._scheme}://{name}127.0.0.1:{self.port}"
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    @property
    def kept(self) -> list[Message]:
        return self.handler.kept

    @property
    def subjects(self) -> list[str]:
        return [str(mail["Subject"]) for mail in self.kept]


def check_password(*given: Any) -> AuthResult:
    """Let in ``post`` with the password ``p@ss/word``."""
    sign_in = given[-1]
    assert isinstance(sign_in, LoginPassword)
    good = (sign_in.login, sign_in.password) == (b"post", b"p@ss/word")
    return AuthResult(success=good, handled=False)


def certificate(folder: Path) -> Path:
    """Make a certificate for 127.0.0.1 that signs itself; return the file with its key."""
    made = folder / "sink.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
         "subjectAltName=IP:127.0.0.1", "-keyout", made, "-out", folder / "public.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    made.write_bytes(made.read_bytes() + (folder / "public.pem").read_bytes())
    return made


def tls(file: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context

"""The SMTP sender: used by the outbox job and by nothing else."""

import logging
import smtplib
import ssl
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app

from crm.core import clock, links, outbox
from crm.core.db import session
from crm.core.outbox import Mail
from crm.core.worker import stopping

CONNECT_SECONDS = 30
ANSWER_SECONDS = 600
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
log = logging.getLogger(__name__)


class BadMailUrl(RuntimeError):
    """``MAIL_URL`` cannot be understood; the message shows the three forms."""


def drain(_at: datetime) -> int:
    """Send every due mail, one at a time; return how many left.

    Without ``MAIL_URL`` nothing is claimed: mail stays visible in the outbox.
    """
    url = current_app.config["MAIL_URL"]
    if not url:
        return 0
    handled = 0
    server: smtplib.SMTP | None = None
    try:
        while not stopping.is_set() and (mail := outbox.claim()):
            server, left = _send(server, url, mail)
            handled += left
    finally:
        if server is not None:
            _quietly(server.quit)
    return handled


def connect(url: str) -> smtplib.SMTP:
    """Return a connection to ``smtp://``, ``smtps://`` or ``smtp+starttls://`` with the sign-in."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise BadMailUrl(
            "Set MAIL_URL to smtp://host:port, smtps://host:port or smtp+starttls://host:port."
        )
    port = parts.port or PORTS[parts.scheme]
    trust = ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(parts.hostname, port, timeout=CONNECT_SECONDS, context=trust)
    else:
        server = smtplib.SMTP(parts.hostname, port, timeout=CONNECT_SECONDS)
    if parts.scheme == "smtp+starttls":
        server.starttls(context=trust)
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server


def message(mail: Mail, sender: str) -> EmailMessage:
    """Return the mail as a message; its Message-ID is the row's, also when sent again."""
    text = EmailMessage()
    text["From"] = sender
    text["To"] = mail.to_addr
    text["Subject"] = mail.subject
    text["Date"] = format_datetime(clock.to_london(clock.now()))
    text["Message-ID"] = mail.message_id
    text["Auto-Submitted"] = "auto-generated"
    text.set_content(links.fill(mail.body, mail.link_id))
    return text


def _send(server: smtplib.SMTP | None, url: str, mail: Mail) -> tuple[smtplib.SMTP | None, int]:
    """Hand one mail over; return the connection, if it is still good, and 1 if the mail left."""
    mail_id, token, address = mail.id, mail.token or "", mail.to_addr
    sender = current_app.config["MAIL_FROM"]
    content = message(mail, sender).as_bytes(policy=SMTP)
    session.rollback()  # nothing is locked while the mail server is spoken to
    try:
        server = server or connect(url)
        _accepted(server.mail(parseaddr(sender)[1]))
        _accepted(server.rcpt(address))
    except _Refused as no:
        return _refused(server, mail_id, token, no), 0
    except (OSError, smtplib.SMTPException) as error:
        outbox.put_back(mail_id, token, f"The mail server could not be reached: {error}")
        return None, 0
    if not outbox.hand_over(mail_id, token):
        _quietly(server.rset)
        return server, 0
    return _give_body(server, mail_id, token, content)


def _give_body(
    server: smtplib.SMTP, mail_id: int, token: str, content: bytes
) -> tuple[smtplib.SMTP | None, int]:
    """Send the body; from here on a lost answer means that nobody knows."""
    try:
        if server.sock is not None:
            server.sock.settimeout(ANSWER_SECONDS)
        _accepted(server.data(content))
    except _Refused as no:
        return _refused(server, mail_id, token, no), 0
    except smtplib.SMTPDataError as no:
        return _refused(server, mail_id, token, _Refused(no.smtp_code, str(no.smtp_error))), 0
    except (OSError, smtplib.SMTPException) as error:
        outbox.doubt(mail_id, token, f"The mail server's answer was lost: {error}")
        return None, 0
    outbox.sent(mail_id, token)
    return server, 1


class _Refused(Exception):
    def __init__(self, code: int, text: str) -> None:
        super().__init__(f"{code} {text}")
        self.code = code


def _accepted(answer: tuple[int, bytes]) -> None:
    code, text = answer
    if not 200 <= code < 300:
        raise _Refused(code, text.decode("utf-8", "replace"))


def _refused(
    server: smtplib.SMTP | None, mail_id: int, token: str, no: _Refused
) -> smtplib.SMTP | None:
    settle = outbox.fail if no.code >= 500 else outbox.put_back
    settle(mail_id, token, f"The mail server answered: {no}")
    if server is None or no.code == 421:
        return None
    _quietly(server.rset)
    return server


def _quietly(act: Callable[[], Any]) -> None:
    try:
        act()
    except (OSError, smtplib.SMTPException):
        log.info("The mail server closed the connection")

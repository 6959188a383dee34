"""The SMTP sender: used by the outbox job and by nothing else."""

import logging
import smtplib
import ssl
from collections.abc import Callable, Mapping
from datetime import datetime
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from flask import current_app

from crm.core import alternatives, clock, delivery, links
from crm.core.db import session
from crm.core.features import installed
from crm.core.outbox import Mail
from crm.core.worker import stopping

PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
log = logging.getLogger(__name__)


class Wire(EmailPolicy):
    """How a mail is written out: addresses in List- headers stay whole, whatever their length."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Write one header; the library would break a long address into encoded words."""
        if name.lower().startswith("list-"):
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


WIRE = Wire(linesep="\r\n")


class BadMailUrl(RuntimeError):
    """``MAIL_URL`` cannot be understood; the message shows the three forms."""


class BadMailTimes(RuntimeError):
    """A lease would lapse while its worker may still be waiting for the mail server."""


def check(config: Mapping[str, Any]) -> None:
    """Refuse to start with a mail address or with leases that cannot work.

    Raises ``BadMailUrl`` or ``BadMailTimes``.
    """
    if config["MAIL_URL"]:
        _parts(config["MAIL_URL"])
    for lease, wait in (
        ("MAIL_CLAIM_SECONDS", "MAIL_CONNECT_SECONDS"),
        ("MAIL_HANDING_SECONDS", "MAIL_ANSWER_SECONDS"),
    ):
        if config[lease] <= config[wait]:
            raise BadMailTimes(f"Set {lease} to more than {wait} ({config[wait]}).")


def drain(_at: datetime) -> int:
    """Send every due mail, one at a time; return how many left.

    Without ``MAIL_URL`` nothing is claimed: mail stays visible in the outbox.
    """
    url = current_app.config["MAIL_URL"]
    if not url:
        return 0
    check(current_app.config)
    handled = 0
    server: smtplib.SMTP | None = None
    try:
        while not stopping.is_set() and (mail := delivery.claim()):
            server, left = _send(server, url, mail)
            handled += left
    finally:
        if server is not None:
            _quietly(server.quit)
    return handled


def connect(url: str) -> smtplib.SMTP:
    """Return a connection to ``smtp://``, ``smtps://`` or ``smtp+starttls://`` with the sign-in."""
    parts = _parts(url)
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    wait = current_app.config["MAIL_CONNECT_SECONDS"]
    trust = ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, port, timeout=wait, context=trust)
    else:
        server = smtplib.SMTP(host, port, timeout=wait)
    try:
        if parts.scheme == "smtp+starttls":
            server.starttls(context=trust)
        server.ehlo_or_helo_if_needed()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        known = parts.scheme in PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if not known:
        raise BadMailUrl(
            "Set MAIL_URL to smtp://host:port, smtps://host:port or smtp+starttls://host:port."
        )
    return parts


def message(mail: Mail, sender: str) -> EmailMessage:
    """Return the mail as a message; its Message-ID is the row's, also when sent again."""
    text = EmailMessage()
    text["From"] = sender
    text["To"] = mail.to_addr
    text["Subject"] = mail.subject
    text["Date"] = format_datetime(clock.to_london(clock.now()))
    text["Message-ID"] = mail.message_id
    text["Auto-Submitted"] = "auto-generated"
    for name, value in (mail.headers or {}).items():
        text[name] = value
    body = links.fill(mail.body, mail.link_id, mail.second_link_id)
    text.set_content(body)
    if mail.calendar:
        alternatives.add_calendar(text, body, mail.calendar)
    return text


Left = tuple[smtplib.SMTP | None, int]


def _send(server: smtplib.SMTP | None, url: str, mail: Mail) -> Left:
    """Hand one mail over; return the connection, if it is still good, and 1 if the mail left."""
    mail_id, token = mail.id, mail.token or ""
    if why := next((why for check in installed("mail_checks") if (why := check(mail))), ""):
        delivery.suppress(mail_id, token, why)
        return server, 0
    try:
        sender = current_app.config["MAIL_FROM"]
        content = message(mail, sender).as_bytes(policy=WIRE)
        session.rollback()  # nothing is locked while the mail server is spoken to
        server = _ready(server, url)
        _envelope(server, parseaddr(sender)[1], mail.to_addr)
    except _Refused as no:
        return _refused(server, mail_id, token, no), 0
    except (OSError, smtplib.SMTPException) as error:
        delivery.put_back(mail_id, token, f"The mail server could not be reached: {error}")
        return None, 0
    except (
        ValueError,
        LookupError,
        MessageError,
    ) as error:  # an address that no mail server without SMTPUTF8 can be told
        delivery.fail(mail_id, token, f"This mail cannot be written for a mail server: {error}")
        return server, 0
    if not delivery.hand_over(mail_id, token):
        _quietly(server.rset)
        return server, 0
    return _give_body(server, mail_id, token, content)


def _ready(server: smtplib.SMTP | None, url: str) -> smtplib.SMTP:
    """Return the kept connection, or a new one where the mail server ended it."""
    if server is not None:
        try:
            if server.noop()[0] == 250:
                return server
        except (OSError, smtplib.SMTPException):
            log.info("The mail server ended the connection; connecting again")
        server.close()
    return connect(url)


def _envelope(server: smtplib.SMTP, sender: str, address: str) -> None:
    address.encode("ascii")
    _accepted(server.mail(sender))
    _accepted(server.rcpt(address))


def _give_body(server: smtplib.SMTP, mail_id: int, token: str, content: bytes) -> Left:
    """Send the body; from here on a lost answer means that nobody knows."""
    try:
        _patience(server, "MAIL_ANSWER_SECONDS")
        _accepted(server.data(content))
        _patience(server, "MAIL_CONNECT_SECONDS")
    except _Refused as no:
        return _refused(server, mail_id, token, no), 0
    except smtplib.SMTPDataError as no:
        return _refused(server, mail_id, token, _Refused(no.smtp_code, str(no.smtp_error))), 0
    except (OSError, smtplib.SMTPException) as error:
        delivery.doubt(mail_id, token, f"The mail server's answer was lost: {error}")
        return None, 0
    delivery.sent(mail_id, token)
    return server, 1


def _patience(server: smtplib.SMTP, setting: str) -> None:
    if server.sock is not None:
        server.sock.settimeout(current_app.config[setting])


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
    settle = delivery.fail if no.code >= 500 else delivery.put_back
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

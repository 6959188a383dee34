"""What an incoming message is: bounce, complaint, automatic reply or other; pure.

Reads delivery reports (RFC 3464), abuse reports (RFC 5965), automatic replies (RFC 3834) and the
free text of Exim, qmail, Exchange, Gmail, Mimecast and their like.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message

from crm.inbound import verdicts
from crm.inbound.letters import ADDRESS, Letter, heading, open_letter

MOST_RECIPIENTS = 50
BY_MACHINE = re.compile(r"mailer-?daemon|postmaster|mail delivery|mail-?system|bounces?[@+-]", re.I)
FAILURE = re.compile(
    r"undeliver|delivery (?:status|fail|problem|notification)|failure notice|returned mail"
    r"|mail delivery|could ?n.t be delivered|not (?:be )?delivered|non-?delivery|message blocked",
    re.I,
)
AWAY = re.compile(
    r"^\s*(?:auto(?:matic)?[- ]?(?:reply|response|antwort)|auto:|out of (?:the )?office"
    r"|away from|on leave|annual leave)|\bis out of the office\b",
    re.I,
)
CUT = re.compile(
    r"^(?:[-\s]*(?:this is a copy of (?:the|your) message|below this line is a copy"
    r"|original message|begin message|message header follows)|original message headers:)",
    re.I | re.M,
)
MESSAGE_ID = re.compile(r"^message-id:\s*(<[!-;=?-~]{3,300}>)", re.I | re.M)
TO_MANY = frozenset({"bulk", "list", "junk"})


@dataclass(frozen=True)
class Recipient:
    """One address a message speaks of. ``hard``: it does not exist; ``suppress``: stop writing."""

    address: str
    status: str
    reason: str
    hard: bool
    suppress: bool


@dataclass(frozen=True)
class Reading:
    """What a message is; ``about`` is the Message-ID of the mail it answers, if it says."""

    kind: str
    recipients: Sequence[Recipient] = ()
    about: str = ""


def read(raw: bytes) -> Reading:
    """Read a message; every message has an answer."""
    return read_letter(open_letter(raw))


def read_letter(letter: Letter) -> Reading:
    """Read a message that is already taken apart."""
    told, _, copy = _split(letter.text)
    ids = MESSAGE_ID.findall(letter.original + "\n" + copy)
    about = ids[0] if ids else ""
    if letter.feedback:
        return _complaint(letter, about)
    if letter.reports and (found := _reported(letter, told)):
        return Reading("bounce", found, about)
    if letter.receipt or AWAY.search(letter.head("Subject")):
        return _auto(letter)
    if _looks_bounced(letter, told) and (found := _told(letter, told)):
        return Reading("bounce", found, about)
    return _auto(letter) if _is_automatic(letter) else Reading("other")


def _split(text: str) -> tuple[str, str, str]:
    cut = CUT.search(text)
    return (text[: cut.start()], cut[0], text[cut.end() :]) if cut else (text, "", "")


def _complaint(letter: Letter, about: str) -> Reading:
    if re.search(r"^feedback-type:\s*not-spam", letter.feedback, re.I | re.M):
        return Reading("other", (), about)
    named = re.search(
        r"^(?:original-rcpt-to|removal-recipient):(.*)$", letter.feedback, re.I | re.M
    )
    hidden = re.search(r"^redacted-address:", letter.feedback, re.I | re.M)
    to = re.search(r"^to:(.*)$", letter.original, re.I | re.M)
    found = ADDRESS.search(named[1] if named else "" if hidden or not to else to[1])
    address = found[0].lower() if found else ""
    return Reading(
        "complaint", [Recipient(address, "", "feedback", hard=False, suppress=True)], about
    )


def _auto(letter: Letter) -> Reading:
    who = letter.addresses("From")[:1]
    away = [Recipient(a, "", "vacation", hard=False, suppress=False) for a in who]
    return Reading("auto_reply", away, next(iter(_answered(letter)), ""))


def _answered(letter: Letter) -> list[str]:
    return re.findall(r"<[^<>\s]{3,300}>", letter.head("In-Reply-To"))


def _is_automatic(letter: Letter) -> bool:
    stated = letter.head("Auto-Submitted").lower()
    marked = any(letter.head(name) for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder"))
    precedence = letter.head("Precedence").lower() in {"auto_reply", "auto-reply"}
    return (bool(stated) and not stated.startswith("no")) or marked or precedence


def is_to_many(letter: Letter) -> bool:
    """Say whether a message is a newsletter or goes to a list: nobody waits for an answer."""
    marked = any(letter.head(name) for name in ("List-Id", "List-Unsubscribe", "List-Post"))
    return marked or letter.head("Precedence").lower() in TO_MANY


def _looks_bounced(letter: Letter, told: str) -> bool:
    """Say whether this reads like a bounce: a machine wrote it, and it speaks of failure."""
    if letter.head("X-Failed-Recipients"):
        return True
    empty_path = letter.head("Return-Path") == "<>"
    machine = empty_path or bool(BY_MACHINE.search(letter.head("From")))
    return machine and bool(FAILURE.search(letter.head("Subject")) or FAILURE.search(told))


def _reported(letter: Letter, told: str) -> list[Recipient]:
    blocks = [b for report in letter.reports for b in report if _recipient_of(b)]
    found: dict[str, Recipient] = {}
    for block in blocks[:MOST_RECIPIENTS]:
        action = heading(block, "Action").lower()
        if action in {"delivered", "relayed", "expanded"}:
            continue
        address = _recipient_of(block)
        diagnostic = heading(block, "Diagnostic-Code")
        if diagnostic.lower().startswith("x-unix"):
            diagnostic += " command output:"
        own = told if len(blocks) == 1 else _own_words(told, address)
        code = verdicts.status(heading(block, "Status"), diagnostic, own)
        found[address] = _judge(address, diagnostic, own, code, delayed=action == "delayed")
    return list(found.values())


def _recipient_of(block: Message) -> str:
    for name in ("Final-Recipient", "Original-Recipient"):
        if match := ADDRESS.search(heading(block, name)):
            return match[0]
    return ""


def _own_words(told: str, address: str) -> str:
    """Return the paragraphs that name this address."""
    return "\n".join(p for p in re.split(r"\n\s*\n", told) if address.lower() in p.lower())


def _told(letter: Letter, told: str) -> list[Recipient]:
    """Return the recipients a free text speaks of."""
    named = ADDRESS.findall(letter.head("X-Failed-Recipients")) or _addresses_in(letter, told)
    unique = list(dict.fromkeys(named))[:MOST_RECIPIENTS]
    found = []
    for address in unique:
        own = told if len(unique) == 1 else _own_words(told, address)
        found.append(_judge(address, "", own, verdicts.status("", own)))
    return found


def _addresses_in(letter: Letter, told: str) -> list[str]:
    """Return addresses that stand on lines of their own, else the first in the text."""
    ours = {a for name in ("To", "From", "Delivered-To") for a in letter.addresses(name)}
    alone = re.findall(rf"^[\s>*-]*<?({ADDRESS.pattern})>?(?:<mailto:[^>]*>)?\s*:?\s*$", told, re.M)
    anywhere = alone or ADDRESS.findall(told)[:20]
    others = [a for a in anywhere if a.lower() not in ours and not BY_MACHINE.search(a)]
    return others if alone else others[:1]


def _judge(
    address: str, diagnostic: str, told: str, code: str, *, delayed: bool = False
) -> Recipient:
    reason = "expired" if delayed else verdicts.reason(diagnostic, told, code)
    hard = reason in verdicts.HARD
    return Recipient(address, code, reason, hard=hard, suppress=hard)

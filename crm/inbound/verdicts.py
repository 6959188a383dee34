"""What the words of a mail server mean for an address; pure.

Only an address that does not exist is hard. Whatever may pass (a full mailbox, a block, a policy, a
fault on the way) is soft, and a soft sign beats a hard one: an address wrongly given up is worse
than one more bounce. Sources: RFC 3463 for the codes; the phrases are those of the common servers.
"""

import re

HARD = frozenset({"userunknown", "hostunknown", "hasmoved"})

#: Exchange Online and Mimecast say "access denied" for an address that does not exist.
SURE = re.compile(
    r"recipient (?:email )?address (?:is possibly incorrect|rejected: access denied)"
    r"|recip(?:ient)?notfound|recipient not found by smtp address lookup",
    re.I,
)
FULL = re.compile(
    r"mailbox (?:is )?(?:full|over quota|size limit)|over ?quota|quota exceeded"
    r"|exceeded (?:his|their|its|the)? ?(?:storage|quota|mailbox)|not enough (?:disk )?space"
    r"|insufficient (?:disk|system) (?:space|storage)|out of storage",
    re.I,
)
SOFT = (
    ("mailboxfull", FULL),
    (
        "mailererror",
        re.compile(r"command output:|couldn't create|procmail:|maildrop:|command died", re.I),
    ),
    (
        "suspend",
        re.compile(
            r"(?:account|mailbox|user|address)[\w ,'-]{0,60}?(?:is |has been )?"
            r"(?:disabled|suspended|inactive|deactivated|locked)",
            re.I,
        ),
    ),
    (
        "authfailure",
        re.compile(
            r"\bSPF\b|\bDKIM\b|\bDMARC\b|unauthenticated (?:mail|email|sender)"
            r"|not allowed to send from",
            re.I,
        ),
    ),
    (
        "blocked",
        re.compile(
            r"banned sending ip|block ?list|black ?list|\bRBL\b|blocked using|spamhaus"
            r"|reputation|reverse dns|smtp server of your isp|blocked by",
            re.I,
        ),
    ),
    ("spamdetected", re.compile(r"\bspam\b|junk mail|message (?:content )?rejected", re.I)),
    (
        "securityerror",
        re.compile(
            r"access denied|policy (?:reasons|violation|restriction)"
            r"|relay(?:ing)? (?:access )?(?:denied|not)",
            re.I,
        ),
    ),
    ("mesgtoobig", re.compile(r"message (?:size )?(?:is )?(?:too (?:big|large)|exceeds)", re.I)),
    (
        "speeding",
        re.compile(r"rate limit|too many (?:messages|connections|recipients)|grey ?list", re.I),
    ),
    (
        "expired",
        re.compile(
            r"connection (?:timed out|refused|reset)|retry time|message expired|could not connect"
            r"|delivery (?:time|temporarily)|temporar(?:y|ily)|try again later|unable to connect",
            re.I,
        ),
    ),
    (
        "systemerror",
        re.compile(
            r"misconfigured|unspecified error|mail loop|too many hops|internal error"
            r"|server (?:error|configuration)",
            re.I,
        ),
    ),
)
GONE = (
    (
        "hostunknown",
        re.compile(
            r"(?:host|domain)(?: name)? (?:unknown|not found)|no such (?:host|domain)|unrouteable "
            r"address|domain (?:name )?does not exist|name or service not known|nxdomain"
            r"|(?:doesn't|does not) have (?:any|an) mail",
            re.I,
        ),
    ),
    (
        "hasmoved",
        re.compile(r"(?:user|mailbox|recipient) has moved|moved to another address", re.I),
    ),
    (
        "userunknown",
        re.compile(
            r"(?:user|recipient|mailbox|address|account|addressee) (?:is )?unknown"
            r"|unknown (?:user|recipient|mailbox|address|local|account)"
            r"|no such (?:user|recipient|person|mailbox|address|account|local)"
            r"|(?:user|recipient|mailbox|account|address)[\w ,'.<>@-]{0,80}?"
            r"(?:does not exist|doesn.t exist|not found|wasn.t found|not exist|unavailable)"
            r"|(?:invalid|bad|incorrect) (?:recipient|mailbox|address|destination)"
            r"|no mailbox (?:here )?by that name|not our customer|might not exist any longer",
            re.I,
        ),
    ),
)
BY_STATUS = (
    (r"5\.1\.(?:0|1|3|6|10)", "userunknown"),
    (r"5\.1\.2", "hostunknown"),
    (r"5\.2\.1", "suspend"),
    (r"[45]\.2\.2", "mailboxfull"),
    (r"[45]\.(?:2\.3|3\.4)", "mesgtoobig"),
    (r"[45]\.4\.\d+", "expired"),
    (r"[45]\.7\.\d+", "blocked"),
    (r"[45]\.6\.\d+", "contenterror"),
    (r"[45]\.3\.\d+", "systemerror"),
    (r"4\.\d+\.\d+", "expired"),
)
CODE = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
REPLIED = re.compile(r"(?<![\d.])[245]\d\d[ -]+['\"(#]*([245]\.\d{1,3}\.\d{1,3})(?![\d.])")


def reason(diagnostic: str, told: str, status: str) -> str:
    """Return why a mail did not arrive, from the server's answer, the human words and the code."""
    if SURE.search(diagnostic) or SURE.search(told):
        return "userunknown"
    if status.startswith("4."):
        return _first(SOFT, diagnostic) or _first(SOFT, told) or _by_status(status)
    return (
        _first(SOFT, diagnostic)
        or ("mailboxfull" if FULL.search(told) else "")
        or _first(GONE, diagnostic)
        or _first(SOFT, told)
        or _first(GONE, told)
        or _by_status(status)
    )


def status(stated: str, *texts: str) -> str:
    """Return the enhanced status code; a code that says nothing (5.0.0) is looked up in the text.

    The code that follows an SMTP answer (550 5.1.1) is nearer to the truth than one alone.
    """
    match = CODE.search(stated)
    if match and not match[1].endswith(".0.0"):
        return match[1]
    for text in texts:
        if found := REPLIED.search(text) or CODE.search(text):
            return found[1]
    return match[1] if match else ""


def _first(signs: tuple[tuple[str, re.Pattern[str]], ...], text: str) -> str:
    return next((name for name, sign in signs if sign.search(text)), "")


def _by_status(code: str) -> str:
    return next((name for form, name in BY_STATUS if re.fullmatch(form, code)), "undefined")

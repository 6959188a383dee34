"""The mails of a request: no supported person, no placement, nothing that says whose pay it is."""

from datetime import date

from flask import current_app

from crm.core.formats import long_day
from crm.evidence import queries
from crm.evidence.models import EvidencePurpose, EvidenceRequest
from crm.vault.models import RetentionClass

TEXT = """Hello,

{lead}

What to send
{send}

Why
{why}

What to hide
{hide}
You can black out more on the page before you send.

How
Open this page on a phone or a computer. You need no account. It takes up to {most} files.
{{link}}

The link is only for this. It works until {until}.
We keep what you send encrypted, for {kept}. Then we destroy it.

Not sure what is meant, or would you rather not send it by the link? Ask {who}, {address}.
Reference: {ref}

{council}
This is about the work we do with you. It is not a newsletter."""


def asked(
    request: EvidenceRequest, purpose: EvidencePurpose, kept: RetentionClass
) -> tuple[str, str]:
    """Return subject and text of the first mail."""
    lead = f"{queries.answers(request).name} asks you for one thing."
    return f"{purpose.name} needed: {request.ref}", _text(request, purpose, kept, lead)


def reminder(
    request: EvidenceRequest,
    purpose: EvidencePurpose,
    kept: RetentionClass,
    asked_on: date,
    came: int,
) -> tuple[str, str]:
    """Return subject and text of a mail that asks once more."""
    files = {0: "Nothing has come yet.", 1: "One file has come."}.get(came, f"{came} files came.")
    lead = f"We asked you for this on {long_day(asked_on)}. {files} The same link still works."
    return f"Reminder: {purpose.name.lower()} needed, {request.ref}", _text(
        request, purpose, kept, lead
    )


def _text(
    request: EvidenceRequest, purpose: EvidencePurpose, kept: RetentionClass, lead: str
) -> str:
    person = queries.answers(request)
    return TEXT.format(
        lead=lead,
        send=request.words or purpose.send,
        why=purpose.why,
        hide=purpose.hide,
        most=purpose.most_files,
        until=long_day(request.ends_on, weekday=True),
        kept=f"{kept.months} months from {kept.counts_from}",
        who=person.name,
        address=person.email,
        ref=request.ref,
        council=current_app.config["COUNCIL_NAME"],
    )

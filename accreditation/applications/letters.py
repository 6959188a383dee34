"""The mails about an application: no supported person, no points, nothing that a stranger typed."""

from datetime import date

from flask import current_app

from accreditation.applications.models import Application
from crm.core.formats import long_day

END = "\n\n{who}\n{council}\nThis is about the work we do with you. It is not a newsletter."
ASKED = """Hello {name},

You can apply for a level of our scheme for employers. We hold most of what it takes already and
show it to you. You answer {number}. It takes about {minutes} minutes. You need no account.
{{link}}

You can stop and come back: what you saved stays there. The link is yours until {until}.
After you have sent it, the same link shows you where it stands."""
AGAIN = """Hello {name},

Your level is due to be renewed. Your answers of last time are filled in already: you are asked only
what has run out. You need no account.
{{link}}

The link is yours until {until}. After you have sent it, it shows you where it stands."""
SENT = """Hello {name},

We have your application for a level. Its reference is {ref}.

Somebody in our team looks at it and may ask you for one more thing. You see a draft of the result
before anything is decided, and have time to correct it.

See where it stands, or withdraw it:
{{link}}"""


def _end(who: str) -> str:
    return END.format(who=who, council=current_app.config["COUNCIL_NAME"])


def asked(
    application: Application, name: str, number: int, until: date, who: str
) -> tuple[str, str]:
    """Return subject and text of the mail that asks an employer to apply, or to renew."""
    if application.renewal_of:
        text = AGAIN.format(name=name, until=long_day(until))
        return "Renew your level", text + _end(who)
    asks = "one question" if number == 1 else f"{number} questions"
    text = ASKED.format(name=name, number=asks, minutes=2 + 2 * number, until=long_day(until))
    return "Apply for a level of our scheme for employers", text + _end(who)


def sent(application: Application, name: str, who: str) -> tuple[str, str]:
    """Return subject and text of the receipt."""
    text = SENT.format(name=name, ref=application.ref)
    return f"We have your application {application.ref}", text + _end(who)

"""The mails of the public door. The first one holds nothing that a stranger typed."""

from datetime import date

from flask import current_app

from crm.core.formats import long_day
from crm.interest.models import Enquiry, EnquiryStep, Told

END = "\n\n{council}\nThis is about your registration only. It is not a newsletter."


def _signed(text: str) -> str:
    return text + END.format(council=current_app.config["COUNCIL_NAME"])


def confirm(code: str) -> tuple[str, str]:
    """Return subject and text of the mail that proves an address."""
    return (
        f"Confirm your email address: {code}",
        _signed(
            f"Somebody registered a business with us and gave this address. Reference: {code}.\n\n"
            "Was it you? Then open this page and press “Confirm”. You can use any device.\n"
            "{link}\n\n"
            "The link works for 48 hours. After that it shows you where your registration is.\n"
            "If it was not you, do nothing. We delete what was typed after 7 days."
        ),
    )


def resume() -> tuple[str, str]:
    """Return subject and text of the mail that leads back to a draft."""
    return (
        "Carry on with your registration",
        _signed(
            "You asked us to keep what you typed. Carry on here, on any device:\n"
            "{link}\n\n"
            "The link works for 7 days. Then we delete what was typed.\n"
            "If it was not you, do nothing."
        ),
    )


def received(code: str, on: date, who: str) -> tuple[str, str]:
    """Return subject and text of the mail that says when somebody replies."""
    return (
        f"We have your details: {code}",
        _signed(
            f"Thank you. Your reference is {code}.\n\n"
            f"{who or 'Our team'} will reply by {long_day(on, weekday=True)}, 5pm.\n\n"
            "See where your registration is:\n{link}"
        ),
    )


def told(enquiry: Enquiry, step: EnquiryStep) -> tuple[str, str]:
    """Return subject and text of the mail about one decision or question."""
    subject, lead = {
        Told.QUESTION: ("A question about your registration", f"{step.by} asks:"),
        Told.ACCEPTED: (
            "Your registration is accepted",
            f"{step.to_name or step.by} looks after you from now on and will call you.",
        ),
        Told.REFUSED: ("About your registration", "We cannot take this further. The reason:"),
        Told.PASSED_ON: (
            "We passed your registration on",
            f"Your business is outside our area. We passed your details to {step.to_name}.",
        ),
    }[step.kind]
    close = "Answer here:" if step.kind is Told.QUESTION else "See everything we told you:"
    body = f"{lead}\n\n{step.text}\n\n" if step.text else f"{lead}\n\n"
    return f"{subject}: {enquiry.code}", _signed(body + close + "\n{link}")


def to_neighbour(enquiry: Enquiry, step: EnquiryStep) -> tuple[str, str]:
    """Return subject and text of the mail to the service of another area."""
    lines = (
        ("Business", enquiry.business),
        ("Name", enquiry.name),
        ("Job title", enquiry.role),
        ("Email", enquiry.email),
        ("Phone", enquiry.phone),
        ("Postcode", enquiry.postcode),
        ("Would like to offer", ", ".join(enquiry.offers)),
        ("Our note", step.text),
    )
    facts = "\n".join(f"{label}: {value}" for label, value in lines if value)
    return (
        f"A business in your area: {enquiry.code}",
        (
            f"This business registered with us but works in your area. It knows that we pass its "
            f"details on to you.\n\n{facts}\n\n{current_app.config['COUNCIL_NAME']}"
        ),
    )

"""The words of the mails about a seat."""

from flask import current_app

from crm.core.formats import uk_time
from webinars.bookings.models import Booking
from webinars.invitations.rules import Owed
from webinars.programme import queries, rules
from webinars.programme.models import Webinar

OWN_PAGE = "Cancel, pass your seat on or say what you need to take part, on your own page:\n{link}"
SUBJECTS = {
    Owed.SEAT: "Your seat",
    Owed.UPDATE: "Changed",
    Owed.SEAT_GONE: "Your seat is given up",
    Owed.CALLED_OFF: "Cancelled",
    Owed.CALLED_OFF_WORDS: "Cancelled",
    Owed.ON_AGAIN: "It takes place after all",
}


def subject(owed: Owed, webinar: Webinar) -> str:
    """Return the subject: what happened, which webinar and when."""
    return f"{SUBJECTS[owed]}: {webinar.title}, {uk_time(webinar.starts_at)}"


def text(owed: Owed, booking: Booking, webinar: Webinar) -> str:
    """Return the words of a mail; the link to the personal page stands as ``{link}``."""
    what = f"our webinar “{webinar.title}” on {uk_time(webinar.starts_at)}"
    match owed:
        case Owed.SEAT:
            said = f"You have a seat at {what}.\n\n{_how(webinar)}\n\n{OWN_PAGE}"
        case Owed.UPDATE:
            said = f"Something has changed: this is {what}.\n\n{_how(webinar)}\n\n{OWN_PAGE}"
        case Owed.SEAT_GONE:
            said = (
                f"You do not have a seat any more at {what}. It is taken out of your calendar.\n\n"
                "See it here:\n{link}"
            )
        case Owed.CALLED_OFF | Owed.CALLED_OFF_WORDS:
            gone = " It is taken out of your calendar." if owed is Owed.CALLED_OFF else ""
            said = f"We cancel {what}.{gone}\n\n{webinar.cancelled_words}\n\n{_following(webinar)}"
        case Owed.ON_AGAIN:
            said = (
                f"We told you that {what} was cancelled. It takes place after all, and you still "
                "have your place on the waiting list.\n\nSee it here:\n{link}"
            )
    return _signed(booking, said)


def reminder(hours: int, booking: Booking, webinar: Webinar) -> tuple[str, str]:
    """Return subject and words of a reminder."""
    return (
        f"In {rules.before(hours)}: {webinar.title}, {uk_time(webinar.starts_at)}",
        _signed(
            booking,
            f"Our webinar “{webinar.title}” begins in {rules.before(hours)}: "
            f"{uk_time(webinar.starts_at)}.\n\n{_how(webinar)}\n\n"
            "If you cannot come, give your seat to somebody on the waiting list:\n{link}",
        ),
    )


def _how(webinar: Webinar) -> str:
    parts = [f"It lasts {webinar.minutes} minutes. Join here:\n{webinar.join_url}"]
    if webinar.need:
        parts.append(f"What you need:\n{webinar.need}")
    if webinar.captions:
        parts.append(f"Captions: {webinar.captions}")
    parts.append("Declining it in your calendar does not give up your seat.")
    return "\n\n".join(parts)


def _following(webinar: Webinar) -> str:
    other = queries.next_date(webinar)
    if other is None:
        return "No other date is open yet. We hold webinars twice a year."
    return (
        f"The next one: “{other.title}”, {uk_time(other.starts_at)}. Sign up here:\n"
        f"{queries.public_address(other)}"
    )


def _signed(booking: Booking, said: str) -> str:
    council = current_app.config["COUNCIL_NAME"]
    return (
        f"Hello {booking.name},\n\n{said}\n\n{council}\n"
        "This is about this webinar only. It is not a newsletter."
    )

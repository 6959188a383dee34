"""The mails of a booking. The first one holds nothing that a stranger typed."""

from flask import current_app

from crm.core.formats import uk_time
from webinars.bookings.models import Booking, State
from webinars.programme.models import Webinar

END = "\n\n{council}\nThis is about this webinar only. It is not a newsletter."


def _signed(text: str) -> str:
    return text + END.format(council=current_app.config["COUNCIL_NAME"])


def _subject(words: str, webinar: Webinar) -> str:
    return f"{words}: {' '.join(webinar.title.split())}"


def confirm(webinar: Webinar) -> tuple[str, str]:
    """Return subject and text of the mail that proves an address."""
    return (
        _subject("Confirm your booking", webinar),
        _signed(
            f"Somebody used this address to book our webinar “{webinar.title}” on "
            f"{uk_time(webinar.starts_at)}.\n\n"
            "It is not booked yet. Confirm here within 48 hours, on any device:\n{link}\n\n"
            "Do you have a booking already? The same link leads to it.\n"
            "If it was not you, do nothing. We delete what was typed after some days."
        ),
    )


def passed_on(webinar: Webinar) -> tuple[str, str]:
    """Return subject and text of the mail to a colleague who gets a booking passed on."""
    return (
        _subject("A colleague passes a webinar booking on to you", webinar),
        _signed(
            f"A colleague cannot come to our webinar “{webinar.title}” on "
            f"{uk_time(webinar.starts_at)} and named you to come instead.\n\n"
            "Do you want it? Say so here within 48 hours:\n{link}\n\n"
            "Until then your colleague keeps the booking. If you do not want it, do nothing."
        ),
    )


def again(webinar: Webinar) -> tuple[str, str]:
    """Return subject and text of the mail that brings the personal link once more."""
    return (
        _subject("Your booking", webinar),
        _signed(
            f"Here is the link to your booking of “{webinar.title}” on "
            f"{uk_time(webinar.starts_at)}:\n{{link}}\n\n"
            "It is yours alone: see where you are, join, cancel or pass it on."
        ),
    )


def moved(booking: Booking, webinar: Webinar, place: int) -> tuple[str, str] | None:
    """Return the mail about where a booking now is; None where the calendar mail says it."""
    what = f"our webinar “{webinar.title}” on {uk_time(webinar.starts_at)}"
    match booking.state:
        case State.WAITING:
            return _subject("You are on the waiting list", webinar), _signed(
                f"Every seat of {what} is taken. You are number {place} on the waiting list.\n\n"
                "When a seat is free we offer it to you by email, for a limited time. "
                "Nothing goes into your calendar yet.\n\n"
                "See where you are, or leave the list:\n{link}"
            )
        case State.OFFERED if booking.offer_until:
            until = uk_time(booking.offer_until)
            return _subject("A seat is free for you", webinar), _signed(
                f"A seat is free at {what}. It is held for you until {until}.\n\n"
                "Take it or let it go:\n{link}\n\n"
                "If we hear nothing by then, it goes to the next in the list."
            )
        case State.LAPSED:
            return _subject("The seat went to somebody else", webinar), _signed(
                f"We held a seat for you at {what} and heard nothing in time. It went to the next "
                "in the list.\n\nYou can still book again; you then join the end of the list:\n"
                f"{current_app.config['BASE_URL'].rstrip('/')}/webinars/{webinar.ref}/book"
            )
        case State.CANCELLED if booking.last_sequence is None and booking.passed_to_id is None:
            return _subject("Your booking is cancelled", webinar), _signed(
                f"You have no booking of {what} any more.\n\nSee it here:\n{{link}}"
            )
    return None

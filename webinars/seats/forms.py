"""What the personal page of a booking asks."""

from crm.core.forms import EmailField, Form, LineField, Said
from crm.core.robots import OnceForm
from webinars.bookings.forms import needs_field


class PassForm(OnceForm):
    """Who comes instead."""

    name = LineField("Your colleague's name", [Said("Enter your colleague's name")], longest=100)
    email = EmailField(
        "Your colleague's work email address",
        [Said("Enter your colleague's email address")],
        description="We send an email there. You keep your booking until they say yes",
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    role = LineField("Their job title (optional)", longest=100)


class NeedsForm(Form):
    """What somebody needs to take part."""

    access_needs = needs_field()

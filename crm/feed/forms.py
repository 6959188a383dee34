"""What a feed should hold."""

from wtforms import BooleanField

from crm.core.forms import Form


class FeedForm(Form):
    """What a feed should hold; one's own follow-ups and webinars are always in it."""

    with_names = BooleanField(
        "Names of employers and titles of webinars",
        description="Without them an entry only says: call, visit, meeting, webinar",
    )
    rhythms = BooleanField("Days to keep in touch", description="Worked out from the last contact")
    waiting = BooleanField("What waits on others")

"""What calendar mails and reminders add to the product."""

from datetime import timedelta

from crm.core.features import Feature
from crm.core.jobs import Job
from webinars.invitations import actions, jobs

FEATURE = Feature(
    name="invitations",
    jobs=(
        Job(
            "tell-calendars",
            "Mail webinar seats and their changes to calendars",
            jobs.tell_calendars,
            every=timedelta(seconds=15),
        ),
        Job(
            "remind-of-webinars",
            "Remind people of webinars",
            jobs.remind,
            every=timedelta(seconds=15),
        ),
    ),
    mail_checks=(actions.why_not_remind,),
)

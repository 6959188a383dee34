"""What calendar mails and reminders add to the product."""

from datetime import timedelta
from typing import Any

from crm.core.features import Feature, WebinarPanel
from crm.core.jobs import Job
from crm.core.permissions import Permission
from crm.mailing.rules import fill
from webinars.invitations import about, actions, jobs, queries, routes
from webinars.programme.rules import Standing


def _panel(webinar: Any) -> dict[str, Any]:
    now, found = webinar.standing(), queries.mailings(webinar.ref)
    return {
        "mailings": found,
        "titles": {one.id: fill(one.subject, about.same(webinar)) for one in found},
        "declined": queries.declined(webinar.id),
        "open": now in (Standing.OPEN, Standing.FULL),
    }


def _take_in(text: str, sender: str) -> str:
    from webinars.invitations import answers  # the web starts without the calendar library

    return answers.take_in(text, sender)


FEATURE = Feature(
    name="invitations",
    blueprints=(routes.bp,),
    webinar_panels=(
        WebinarPanel(
            name="invitations",
            template="webinars/invitations/panel.html",
            permission=Permission.VIEW_WEBINARS,
            order=10,
            load=_panel,
        ),
    ),
    mailing_about=about.ABOUT,
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
    calendar_answers=(_take_in,),
    mail_checks=(actions.why_not_remind,),
)

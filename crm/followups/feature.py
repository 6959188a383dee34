"""What follow-ups add to the product."""

from datetime import date, time, timedelta
from typing import Any

from crm.core import clock
from crm.core.access import current_user
from crm.core.features import Act, EmployerPanel, Feature, Keeper, Link, Owned
from crm.core.jobs import Job
from crm.core.permissions import Permission
from crm.employers.models import Employer
from crm.followups import actions, desk, history, jobs, leavers, routes, shown, standing
from crm.followups.models import FollowRule, FollowUp, Leave

EDIT = Permission.EDIT_EMPLOYERS


def plan_next(employer: Employer, act: str, on: date) -> None:
    """Plan the step that quick add asked for."""
    actions.plan(employer, owner=current_user(), title=act, due_on=on, why="Planned when added.")


def is_open() -> Any:
    """Return the condition "not done yet"."""
    return FollowUp.closed_at.is_(None)


FEATURE = Feature(
    name="followups",
    blueprints=(routes.bp,),
    links=(Link("Today", "followups.today", Permission.VIEW_EMPLOYERS, 5, count=desk.waiting),),
    acts=(
        Act("Log a contact", "followups.pick", EDIT, 11, "call", "call visit meeting mail"),
        *(
            Act(
                f"Log a {kind} {word} {{name}}",
                "followups.log",
                EDIT,
                order,
                kind,
                "contact",
                {"kind": kind},
                with_people=True,
            )
            for order, kind, word in (
                (20, "call", "with"),
                (21, "visit", "to"),
                (22, "meeting", "with"),
                (23, "mail", "to"),
            )
        ),
        Act("Plan a follow-up with {name}", "followups.new", EDIT, 40, "later", "new add task"),
        Act("All follow-ups", "followups.index", Permission.VIEW_EMPLOYERS, 80, "later", "tasks"),
    ),
    employer_panels=(
        EmployerPanel(
            name="follow-ups",
            template="crm/followups/panel.html",
            permission=Permission.VIEW_EMPLOYERS,
            order=10,
            load=shown.panel,
        ),
    ),
    template_globals={
        "due_step": shown.due_step,
        "due_why": shown.due_why,
        "ahead_words": shown.ahead_words,
    },
    timeline=(history.TASKS,),
    plan_next=plan_next,
    contact_left=leavers.hand_on,
    keepers=(
        Keeper(
            tables={"follow_up", "activity", "employer", "employer_cadence"},
            refresh=standing.keep_next,
        ),
    ),
    owned=(
        Owned("Follow-ups", FollowUp.owner_id, is_open, FollowUp.employer_id),
        Owned(
            "Repeating",
            FollowRule.owner_id,
            lambda: FollowRule.ended_at.is_(None),
            FollowRule.employer_id,
        ),
        Owned(
            "Waited for",
            FollowUp.waiting_on_id,
            is_open,
            FollowUp.employer_id,
            but=FollowUp.owner_id,
        ),
        Owned("Covers", Leave.cover_id, lambda: Leave.to_on >= clock.today(), but=Leave.person_id),
    ),
    jobs=(
        Job(
            "make-due-followups",
            "Make repeating follow-ups",
            jobs.make_due,
            every=timedelta(seconds=60),
        ),
        Job(
            "renew-rhythms",
            "Work out the next day to be in touch",
            jobs.renew_rhythms,
            at=time(0, 25),
        ),
        Job("daily-mail", "Mail what is due to each officer", jobs.daily_mail, at=time(7, 30)),
    ),
)

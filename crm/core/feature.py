"""What the core itself adds: search, history, the outbox, health, and their clockwork."""

from datetime import datetime, timedelta

from crm.core import commands, delivery, mail, outbox, palette, parts, routes, seals, told, worker
from crm.core.db import session
from crm.core.features import Feature, Link
from crm.core.jobs import Job
from crm.core.permissions import Permission


def _seal(_at: datetime) -> int:
    handled = seals.seal()
    session.commit()
    return handled


FEATURE = Feature(
    name="core",
    blueprints=(routes.bp, parts.bp, palette.bp),
    links=(Link("History", "core.history", Permission.VIEW_HISTORY, order=90, under="Records"),),
    jobs=(
        Job("drain-outbox", "Send due mail", mail.drain, every=timedelta(seconds=15)),
        Job(
            "sweep-outbox",
            "Settle mail whose worker died",
            delivery.sweep,
            every=timedelta(minutes=1),
        ),
        Job("heartbeat", "Show that the worker is alive", worker.beat, every=timedelta(seconds=10)),
        Job("seal-journal", "Seal new journal entries", _seal, every=timedelta(minutes=5)),
    ),
    personal_data=(outbox.held_about,),
    template_globals={"values_shown": told.values_shown, "value_shown": told.value_shown},
    commands=(commands.journal_group, commands.jobs_group),
)

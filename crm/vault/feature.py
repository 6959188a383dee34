"""What the vault adds: its pages, its clockwork and the reading of uploads in memory."""

from datetime import time, timedelta

from crm.core.features import Feature, Link, Seed
from crm.core.jobs import Job
from crm.core.permissions import Permission
from crm.vault import jobs, routes, seed

FEATURE = Feature(
    name="vault",
    blueprints=(routes.bp,),
    links=(Link("Files", "vault.index", Permission.VIEW_WORK, order=82, under="Records"),),
    seeds=(Seed("how long files are kept", seed.load),),
    jobs=(
        Job("destroy-files", "Destroy files on their date", jobs.destroy_due, at=time(3, 20)),
        Job("sweep-vault", "Remove broken-off arrivals", jobs.sweep, every=timedelta(hours=1)),
    ),
)

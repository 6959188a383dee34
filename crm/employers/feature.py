"""What employers add to the product."""

from crm.core.features import Feature, Keeper, Seed
from crm.core.permissions import Permission
from crm.core.search import Found, SearchKind
from crm.employers import standing
from crm.employers.models import Contact, Employer

FEATURE = Feature(
    name="employers",
    keepers=(Keeper(tables={"employer", "site"}, refresh=standing.refresh_place),),
    seeds=(Seed("pipeline stages", standing.seed_stages),),
    searches=(
        SearchKind(
            number=1,
            label="Employers",
            model=Employer,
            permission=Permission.VIEW_EMPLOYERS,
            describe=lambda e: Found(
                e.name,
                e.trading_name or e.former_name,
                f"{e.trading_name} {e.former_name} {e.company_number or ''} {e.ref}",
            ),
            address=lambda row_id, _subject: f"/employers/E-{row_id:05d}",
        ),
        SearchKind(
            number=2,
            label="Contacts",
            model=Contact,
            permission=Permission.VIEW_EMPLOYERS,
            describe=lambda c: Found(c.name, c.role, f"{c.email} {c.phone}"),
            address=lambda row_id, subject: f"/employers/E-{subject:05d}#contact-{row_id}",
        ),
    ),
)

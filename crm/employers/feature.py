"""What employers add to the product."""

from crm.core.features import Act, EmployerPanel, Feature, Keeper, Link, Seed
from crm.core.permissions import Permission
from crm.core.search import Found, SearchKind
from crm.employers import listed, routes, shown, standing, timeline
from crm.employers.models import Contact, Employer

FEATURE = Feature(
    name="employers",
    blueprints=(routes.bp,),
    links=(Link("Employers", "employers.index", Permission.VIEW_EMPLOYERS, order=10),),
    acts=(
        Act(
            "Add an employer",
            "employers.new",
            Permission.EDIT_EMPLOYERS,
            10,
            "vacancy",
            "new quick",
        ),
        Act(
            "Edit {name}", "employers.edit", Permission.EDIT_EMPLOYERS, 60, words="change employer"
        ),
        Act(
            "Add “{query}” as an employer",
            "employers.new",
            Permission.EDIT_EMPLOYERS,
            90,
            "vacancy",
            values={"name": "{query}"},
        ),
    ),
    employer_panels=(
        EmployerPanel(
            name="contacts",
            template="crm/employers/contacts_panel.html",
            permission=Permission.VIEW_EMPLOYERS,
            order=60,
            load=shown.contacts_panel,
        ),
        EmployerPanel(
            name="details",
            template="crm/employers/sites_panel.html",
            permission=Permission.VIEW_EMPLOYERS,
            order=70,
            load=lambda _employer: {},
        ),
    ),
    timeline=(timeline.CHANGES,),
    lists=(listed.LIST,),
    template_globals={
        "next_step": shown.next_step,
        "row_words": shown.RowWords,
        "place_words": shown.place_words,
        "district_choices": shown.district_choices,
        "sizes": shown.SIZES,
        "condition_words": listed.chip,
        "list_columns": listed.COLUMNS,
        "list_orders": listed.ORDERS,
    },
    keepers=(Keeper(tables={"employer", "site"}, refresh=standing.refresh_place),),
    personal_data=(shown.held_about,),
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
                f"{e.trading_name} {e.former_name} {e.other_names}"
                f" {e.company_number or ''} {e.ref}",
            ),
            address=lambda row_id, _subject: f"/employers/E-{row_id:05d}",
            icon="vacancy",
            with_acts=True,
            steps=shown.next_steps,
        ),
        SearchKind(
            number=2,
            label="Contacts",
            model=Contact,
            permission=Permission.VIEW_EMPLOYERS,
            describe=lambda c: Found(c.name, c.role, f"{c.email} {c.phone}"),
            address=lambda row_id, subject: f"/employers/E-{subject:05d}#contact-{row_id}",
            icon="person",
            with_acts=True,
        ),
    ),
)

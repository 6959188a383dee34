"""The composition root: the list of features and the application made of them."""

from typing import Any

from flask import Flask

from accreditation.appeals import feature as appeals
from accreditation.applications import feature as applications
from accreditation.applying import feature as applying
from accreditation.assessments import feature as assessments
from accreditation.awards import feature as awards
from accreditation.badges import feature as badges
from accreditation.decisions import feature as decisions
from accreditation.declared import feature as declared
from accreditation.letters import feature as letters
from accreditation.levels import feature as levels
from accreditation.reasons import feature as reasons
from accreditation.register import feature as register
from accreditation.scheme import feature as scheme
from accreditation.versions import feature as versions
from accreditation.waivers import feature as waivers
from accreditation.whatif import feature as whatif
from crm.activity import feature as activity
from crm.adverts import feature as adverts
from crm.away import feature as away
from crm.bulk import feature as bulk
from crm.carving import feature as carving
from crm.consent import feature as consent
from crm.contacts import feature as contacts
from crm.core import config, web
from crm.core import feature as core
from crm.core.db import db
from crm.data_protection import feature as data_protection
from crm.demo import feature as demo
from crm.door import feature as door
from crm.duplicates import feature as duplicates
from crm.employers import feature as employers
from crm.evidence import feature as evidence
from crm.exits import feature as exits
from crm.exports import feature as exports
from crm.feed import feature as feed
from crm.followups import feature as followups
from crm.grades import feature as grades
from crm.groups import feature as groups
from crm.handover import feature as handover
from crm.inbound import feature as inbound
from crm.interest import feature as interest
from crm.ledger import feature as ledger
from crm.likeness import feature as likeness
from crm.mail_templates import feature as mail_templates
from crm.mailing import feature as mailing
from crm.matching import feature as matching
from crm.offered import feature as offered
from crm.openings import feature as openings
from crm.parity import feature as parity
from crm.participants import feature as participants
from crm.pay import feature as pay
from crm.people import feature as people
from crm.pipeline import feature as pipeline
from crm.placements import feature as placements
from crm.records import feature as records
from crm.reference import feature as reference
from crm.reviews import feature as reviews
from crm.sequences import feature as sequences
from crm.staff import feature as staff
from crm.sustained import feature as sustained
from crm.terms import feature as terms
from crm.tiers import feature as tiers
from crm.tomorrow import feature as tomorrow
from crm.trash import feature as trash
from crm.triage import feature as triage
from crm.twins import feature as twins
from crm.vacancies import feature as vacancies
from crm.vault import feature as vault
from crm.views import feature as views
from crm.waits import feature as waits
from webinars.attendance import feature as attendance
from webinars.bookings import feature as bookings
from webinars.day import feature as day
from webinars.feedback import feature as feedback
from webinars.importing import feature as importing
from webinars.invitations import feature as invitations
from webinars.notices import feature as notices
from webinars.outcomes import feature as outcomes
from webinars.plans import feature as plans
from webinars.programme import feature as programme
from webinars.registrants import feature as registrants
from webinars.seats import feature as seats

FEATURES = (
    core.FEATURE,
    reference.FEATURE,
    people.FEATURE,
    staff.FEATURE,
    views.FEATURE,
    likeness.FEATURE,
    employers.FEATURE,
    contacts.FEATURE,
    vault.FEATURE,
    activity.FEATURE,
    followups.FEATURE,
    consent.FEATURE,
    pipeline.FEATURE,
    handover.FEATURE,
    groups.FEATURE,
    tiers.FEATURE,
    inbound.FEATURE,
    mailing.FEATURE,
    mail_templates.FEATURE,
    waits.FEATURE,
    away.FEATURE,
    tomorrow.FEATURE,
    sequences.FEATURE,
    bulk.FEATURE,
    feed.FEATURE,
    ledger.FEATURE,
    evidence.FEATURE,
    door.FEATURE,
    pay.FEATURE,
    grades.FEATURE,
    vacancies.FEATURE,
    carving.FEATURE,
    openings.FEATURE,
    offered.FEATURE,
    participants.FEATURE,
    adverts.FEATURE,
    placements.FEATURE,
    terms.FEATURE,
    reviews.FEATURE,
    matching.FEATURE,
    sustained.FEATURE,
    exits.FEATURE,
    parity.FEATURE,
    interest.FEATURE,
    triage.FEATURE,
    records.FEATURE,
    exports.FEATURE,
    data_protection.FEATURE,
    duplicates.FEATURE,
    twins.FEATURE,
    trash.FEATURE,
    demo.FEATURE,
    scheme.FEATURE,
    versions.FEATURE,
    whatif.FEATURE,
    declared.FEATURE,
    levels.FEATURE,
    applications.FEATURE,
    applying.FEATURE,
    attendance.FEATURE,
    programme.FEATURE,
    assessments.FEATURE,
    bookings.FEATURE,
    seats.FEATURE,
    invitations.FEATURE,
    plans.FEATURE,
    notices.FEATURE,
    day.FEATURE,
    importing.FEATURE,
    registrants.FEATURE,
    feedback.FEATURE,
    outcomes.FEATURE,
    badges.FEATURE,
    awards.FEATURE,
    register.FEATURE,
    appeals.FEATURE,
    waivers.FEATURE,
    reasons.FEATURE,
    decisions.FEATURE,
    letters.FEATURE,
)


def create_app(settings: dict[str, Any] | None = None) -> Flask:
    """Return a Placewell; ``settings`` override those of the environment."""
    app = Flask(__name__, static_folder="crm/static", static_url_path="/static")
    web.prepare(app, FEATURES, settings)
    if config.is_command():
        with_migrations(app)
    return app


def with_migrations(app: Flask) -> None:
    """Make ``flask db`` work; left out of the web, where it is a seventh of the start."""
    from flask_migrate import Migrate

    Migrate(app, db, directory="migrations", render_as_batch=True, compare_type=True)

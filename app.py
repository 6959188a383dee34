"""The composition root: the list of features and the application made of them."""

from typing import Any

from flask import Flask
from flask_migrate import Migrate

from accreditation.levels import feature as levels
from accreditation.scheme import feature as scheme
from crm.activity import feature as activity
from crm.contacts import feature as contacts
from crm.core import feature as core
from crm.core import web
from crm.core.db import db
from crm.employers import feature as employers
from crm.followups import feature as followups
from crm.people import feature as people
from crm.records import feature as records
from crm.reference import feature as reference
from crm.staff import feature as staff

FEATURES = (
    core.FEATURE,
    reference.FEATURE,
    people.FEATURE,
    staff.FEATURE,
    employers.FEATURE,
    contacts.FEATURE,
    activity.FEATURE,
    followups.FEATURE,
    records.FEATURE,
    scheme.FEATURE,
    levels.FEATURE,
)


def create_app(settings: dict[str, Any] | None = None) -> Flask:
    """Return a Placewell; ``settings`` override those of the environment."""
    app = Flask(__name__, static_folder="crm/static", static_url_path="/static")
    web.prepare(app, FEATURES, settings)
    Migrate(app, db, directory="migrations", render_as_batch=True, compare_type=True)
    return app

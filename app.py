"""The composition root: the list of features and the application made of them."""

from typing import Any

from flask import Flask
from flask_migrate import Migrate

    contacts.FEATURE,

"""Forms of a business at its link."""

from flask_wtf.file import MultipleFileField
from wtforms import HiddenField

from crm.core.forms import Form


class UploadForm(Form):
    """The files that a business chooses."""

    files = MultipleFileField("Choose files or take photos")


class HideForm(Form):
    """What was drawn on the pages, as text; ticked strips come beside it."""

    drawn = HiddenField()


class TakeOutForm(Form):
    """The file that is taken back before it is sent."""

    file = HiddenField()

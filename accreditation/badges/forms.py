"""The form that takes any badge."""

from flask_wtf.file import FileField

from crm.core.forms import Form, NoteField

ANY = "Choose the badge’s file, or paste its text."


class VerifyForm(Form):
    """A badge as a file or as text; one of them is enough."""

    file = FileField("The badge’s file")
    text = NoteField("Or paste the badge’s text")

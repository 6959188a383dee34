"""The form of a template."""

from crm.core.forms import ChoiceField, EditForm, LineField, NoteField, Said


class TemplateForm(EditForm):
    """What it is called and what it says."""

    also = {"number": "Subject and text"}

    name = LineField("Name", [Said("Enter a name for this template")], longest=80)
    topic = ChoiceField("Topic")
    reason = LineField("They get it because", longest=150)
    subject = LineField("Subject", [Said("Enter a subject")], longest=150)
    body = NoteField("Text", [Said("Enter the text")], longest=8000)

"""Whom a webinar is told of, and in which words."""

from crm.core.forms import ChoiceField, Form, Said


class InviteForm(Form):
    """A saved view of employers and a text: two choices, and the second is made already."""

    view = ChoiceField("Employers in the view", [Said("Choose a view: its employers are invited")])
    text = ChoiceField("Text", [Said("Choose a text")])

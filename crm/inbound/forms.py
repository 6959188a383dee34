"""The form that files a message."""

from crm.core.forms import Form, LineField, Said


class FileForm(Form):
    """With whom a message is filed."""

    refs = LineField("Employers", [Said("Enter the reference of an employer, like E-00042.")])

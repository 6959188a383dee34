"""What is asked about the trash."""

from crm.core.forms import CountField, Form, LineField, Said


class DaysForm(Form):
    """For how long things lie in the trash, and who says so."""

    days = CountField(
        "Days in the trash", [Said("Enter for how many days things lie there")], least=1, most=365
    )
    source = LineField("Who decided this, and when?", [Said("Enter who decided this")], longest=200)

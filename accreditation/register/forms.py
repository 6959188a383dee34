"""The form that puts an employer on the register."""

from wtforms.validators import InputRequired

from crm.core.forms import Form, LineField


class ListForm(Form):
    """How the employer agreed to be listed."""

    how = LineField(
        "How did they agree?",
        description="Such as: by email from the director on 3 November. No names.",
        longest=150,
        validators=[InputRequired("Say how the employer agreed.")],
    )

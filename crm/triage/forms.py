"""What officers decide with."""

from crm.core.forms import ChoiceField, EmailField, Form, LineField, NoteField, Said

FOI = "This text is sent as it is. Write nothing about anyone's health."


class AcceptForm(Form):
    """As which employer, and whose."""

    employer = ChoiceField("Employer")
    owner_id = ChoiceField("Owner", [Said("Choose who looks after this employer")])


class AskForm(Form):
    """One question."""

    question = NoteField("Question", [Said("Enter your question")], longest=1000, description=FOI)


class RefuseForm(Form):
    """The reason."""

    reason = NoteField(
        "Reason", [Said("Enter the reason; it is sent")], longest=1000, description=FOI
    )


class PassOnForm(Form):
    """To which service."""

    service = LineField("Service", [Said("Enter the name of the service")])
    email = EmailField("Its email address", [Said("Enter the service's email address")])
    note = NoteField("Note", longest=1000, description=FOI)

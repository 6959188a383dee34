"""What the staff fill in about applications."""

from crm.core.forms import ChoiceField, Form, LineField


class AskForm(Form):
    """Who gets the link."""

    contact = ChoiceField("Send the link to")


class WithdrawForm(Form):
    """Why an application is taken back."""

    why = LineField("Why is it withdrawn?")


class SettleForm(Form):
    """How a contradiction was cleared up."""

    code = LineField("What")
    words = LineField("How was it cleared up?")

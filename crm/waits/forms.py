"""What is asked when a wait changes."""

from typing import Any

from crm.activity.rules import Kind, Unit
from crm.core.forms import ChoiceField, CountField, DayField, EditForm, Form, LineField, Said
from crm.core.forms import enum_pairs as pairs
from crm.core.sure import SureField


class WaitForm(Form):
    """A wait from a day on."""

    count = CountField("Wait", [Said("Enter a number.")], least=1, most=730)
    unit = ChoiceField("Counted in", [Said("Choose a unit.")])
    act = ChoiceField("Then", [Said("Choose what to do then.")])
    from_on = DayField("From", [Said("Enter the first day on which it counts.")])
    source = LineField("Source", [Said("Say who decided this.")])
    status = SureField()

    def __init__(self, *args: Any, back: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit.offer([p for p in pairs(Unit) if (p[0] == Unit.DAYS_BEFORE.value) is back])
        self.act.offer([p for p in pairs(Kind) if p[0] != Kind.NOTE.value])


class CapForm(Form):
    """At most so many contacts in so many days, from a day on."""

    contacts = CountField("At most", [Said("Enter a number.")], least=1, most=50)
    days = CountField("contacts in", [Said("Enter a number of days.")], least=1, most=365)
    from_on = DayField("From", [Said("Enter the first day on which it counts.")])
    source = LineField("Source", [Said("Say who decided this.")])
    status = SureField()


class OwnForm(EditForm):
    """How often to be in touch with one employer."""

    count = CountField("In touch every", [Said("Enter a number.")], least=1, most=730)
    unit = ChoiceField("Counted in", [Said("Choose a unit.")])
    why = LineField("Why", [Said("Say in a few words why.")], longest=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit.offer([p for p in pairs(Unit) if p[0] != Unit.DAYS_BEFORE.value])

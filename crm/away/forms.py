"""What is asked about leave: who, when, and who acts meanwhile. Never why."""

from collections.abc import Sequence

from crm.core.forms import ChoiceField, DayField, EditForm, Form, LineField, Said
from crm.people.models import Person

NOBODY = "nobody"


class LeaveForm(EditForm):
    """Days away, both included."""

    person = ChoiceField("Who", [Said("Choose who is away.")])
    from_on = DayField("First day away", [Said("Enter the first day away.")])
    to_on = DayField("Last day away", [Said("Enter the last day away.")])
    cover = ChoiceField("Who covers", [Said("Choose who covers, or nobody.")])

    def offer(self, people: Sequence[Person], covers: Sequence[Person]) -> None:
        """Fill the lists with who may be entered and who may act for them."""
        self.person.offer((p.id, p.name) for p in people)
        others = [(str(p.id), p.name) for p in covers]
        nobody = (NOBODY, "Nobody: it moves to the first day back")
        self.cover.offer([*others, nobody], blank="Choose")


class DayOffForm(Form):
    """One more day off for everybody."""

    on = DayField("Day", [Said("Enter the day.")], description="Like 6/5/2027")
    name = LineField("What it is", [Said("Say what it is.")], longest=80)
    source = LineField("Source", [Said("Say who decided it.")], description="Who said so, and when")

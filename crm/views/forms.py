"""What is asked about a view."""

from wtforms import BooleanField, RadioField
from wtforms.fields import SelectChoice

from crm.core.access import SignedIn
from crm.core.forms import EditForm, LineField, Said
from crm.core.permissions import Permission, may
from crm.views.rules import Scope


class ChangeForm(EditForm):
    """Its name and who sees it."""

    name = LineField("Name", [Said("Enter a name for the view.")], longest=60)
    scope = RadioField("Who sees it")

    def offer(self, person: SignedIn, present: Scope = Scope.PRIVATE) -> None:
        """Fill the list with what this person may choose."""
        told = {
            Scope.PRIVATE: ("Only me", "Managers can see it in the history of changes."),
            Scope.TEAM: (
                f"Everybody with my role ({person.role})",
                "There are no teams here yet, so the role stands for the team.",
            ),
            Scope.EVERYONE: ("Everyone", "All staff see it under More views."),
        }
        if not (may(person.role, Permission.SHARE_VIEWS) or present is Scope.EVERYONE):
            del told[Scope.EVERYONE]
        self.scope.choices = [
            SelectChoice(scope.value, words, render_kw={"hint": hint})
            for scope, (words, hint) in told.items()
        ]
        if self.scope.data is None or self.scope.data == "None":
            self.scope.data = present.value

    @property
    def chosen(self) -> Scope:
        """Return who sees it."""
        return Scope(self.scope.data)


class SaveForm(ChangeForm):
    """A new view."""

    pin = BooleanField("Show it as a tab above my list", default=True)
    first = BooleanField("Open the list with it")

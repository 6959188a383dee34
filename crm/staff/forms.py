"""What is asked about a member of staff."""

from typing import Any

from crm.core.forms import ChoiceField, EditForm, EmailField, Form, LineField, Said
from crm.core.permissions import Role
from crm.people.rules import ROLE_WORDS


class RoleForm(EditForm):
    """The role of somebody who is already here."""

    role = ChoiceField("Role", [Said("Choose a role.")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.offer((role.value, words) for role, words in ROLE_WORDS.items())

    @property
    def chosen(self) -> Role:
        """Return the role that was chosen."""
        return Role(self.role.data)


class InviteForm(Form):
    """Somebody new."""

    name = LineField("Name", [Said("Enter their name.")], longest=100)
    email = EmailField(
        "Email address", [Said("Enter their email address.")], description="They sign in with it."
    )
    role = ChoiceField("Role", [Said("Choose their role.")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = ((role.value, words) for role, words in ROLE_WORDS.items())
        self.role.offer(roles, blank="Choose a role")

    @property
    def chosen(self) -> Role:
        """Return the role that was chosen."""
        return Role(self.role.data)

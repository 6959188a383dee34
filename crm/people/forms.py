"""What the sign-in pages ask."""

from typing import Any

from wtforms import BooleanField, HiddenField, PasswordField

from crm.core.errors import RuleBroken
from crm.core.forms import EmailField, Form, LineField, Said
from crm.people import passwords

USERNAME = {"autocomplete": "username", "spellcheck": "false"}


class SignInForm(Form):
    """Who is there."""

    email = LineField(
        "Email address", [Said("Enter your email address.")], longest=254, render_kw=USERNAME
    )
    password = PasswordField(
        "Password",
        [Said("Enter your password.")],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


class ForgotForm(Form):
    """Whose password is forgotten."""

    email = EmailField("Email address", [Said("Enter your email address.")], render_kw=USERNAME)


class NewPasswordForm(Form):
    """A password to keep, typed twice."""

    password = PasswordField(
        "New password",
        [Said("Enter a new password.")],
        description="12 characters or more. Three random words work well; spaces are fine.",
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        "New password again",
        [Said("Enter the new password again.")],
        render_kw={"autocomplete": "new-password"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in ("password", "again"):  # what other fields ask comes first
            self._fields[field] = self._fields.pop(field)

    def check_password(self, *own: str) -> str:
        """Return the password; raises ``RuleBroken`` when it differs or is easy to guess."""
        if fault := passwords.fault(self.password.data, *own):
            raise RuleBroken(fault, "password")
        if self.password.data != self.again.data:
            raise RuleBroken("The two passwords are not the same. Type both again.", "again")
        return str(self.password.data)


class FirstAdminForm(NewPasswordForm):
    """The first administrator of a new service."""

    name = LineField(
        "Your name", [Said("Enter your name.")], longest=100, render_kw={"autocomplete": "name"}
    )
    email = EmailField("Email address", [Said("Enter your email address.")], render_kw=USERNAME)


class ChangePasswordForm(NewPasswordForm):
    """A new password for somebody who knows the old one."""

    current = PasswordField(
        "Current password",
        [Said("Enter your current password.")],
        render_kw={"autocomplete": "current-password"},
    )


class ComfortForm(Form):
    """How somebody likes the pages."""

    keys = BooleanField(
        "Use the single keys below",
        description="Switch them off if you speak to your computer or press keys by accident.",
    )
    roomy = BooleanField("More space between the rows of lists")

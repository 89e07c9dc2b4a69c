"""Agents' passwords."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm
from django.utils.translation import gettext_lazy as _


class AgentSignInForm(LoginForm):
    """User name and password. A person with an electronic identity has no password to use here."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name")
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        for name in ("login", "password"):
            self.fields[name].widget.attrs.pop("placeholder", None)

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.user is not None and not self.user.is_staff:
            raise get_adapter().validation_error("username_password_mismatch")
        return cleaned

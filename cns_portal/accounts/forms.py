"""Agents' passwords and codes."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext_lazy as _

from cns_portal.accounts import second_factor


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


class OneTimeCode:
    """Six digits that are accepted once."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")
        self.fields["code"].widget.attrs = {
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
        }

    def clean_code(self) -> str:
        code = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP:
            second_factor.remember_used(self.user, code)
        return code


class CodeForm(OneTimeCode, AuthenticateForm):
    """The code after the password."""


class CodeAgainForm(OneTimeCode, ReauthenticateForm):
    """The code within a session."""


class PasswordForm(ChangePasswordForm):
    """A new password, typed twice."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "oldpassword": _("Present password"),
            "password1": _("New password"),
            "password2": _("New password, once more"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
            self.fields[name].widget.attrs.pop("placeholder", None)

"""The portal's answers to allauth's questions, and the one mapping of a provider's claims."""

import logging
import secrets
from collections.abc import Mapping
from datetime import date

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base.constants import AuthError
from django.conf import settings
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cns_portal.accounts import sign_in
from cns_portal.accounts.choices import Refusal
from cns_portal.accounts.identity import Identity, LevelOfAssurance
from cns_portal.kernel import matricule
from cns_portal.kernel.refusal import Refused

log = logging.getLogger(__name__)

# How a provider names what we need. The eIDAS names are those of Implementing Regulation (EU)
# 2015/1501; no public description of LuxTrust's or eAccess's claims exists, so a connection to them
# changes this block and nothing else.
MATRICULE_CLAIM = "matricule"
PERSON_IDENTIFIER_CLAIM = "http://eidas.europa.eu/attributes/naturalperson/PersonIdentifier"
LEVELS = {
    "http://eidas.europa.eu/LoA/low": LevelOfAssurance.LOW,
    "http://eidas.europa.eu/LoA/substantial": LevelOfAssurance.SUBSTANTIAL,
    "http://eidas.europa.eu/LoA/high": LevelOfAssurance.HIGH,
}
NEEDED = LevelOfAssurance.SUBSTANTIAL


def identity_from_claims(claims: Mapping, *, provider: str) -> Identity:
    """What verified claims say about a person. Raises `Refused` with a sentence for them."""
    level = LEVELS.get(claims.get("acr"))
    if level is None or level < NEEDED:
        raise Refused(Refusal.LEVEL_TOO_LOW)
    number = matricule.normalised(str(claims.get(MATRICULE_CLAIM) or "")) or None
    if number and matricule.why_not(number):
        raise Refused(Refusal.MATRICULE_MALFORMED)
    person_identifier = str(claims.get(PERSON_IDENTIFIER_CLAIM) or "").strip()[:128] or None
    if not (number or person_identifier):
        raise Refused(Refusal.NO_IDENTIFIER)
    first_name = str(claims.get("given_name") or "").strip()
    last_name = str(claims.get("family_name") or "").strip()
    if not (first_name and last_name):
        raise Refused(Refusal.INCOMPLETE)
    return Identity(
        provider=provider,
        subject=str(claims["sub"]),
        matricule=number,
        person_identifier=person_identifier,
        first_name=first_name[:150],
        last_name=last_name[:150],
        birth_date=_day(claims.get("birthdate")),
        level_of_assurance=level,
        email=str(claims.get("email") or "")[:254],
    )


def _day(text: object) -> date | None:
    """OpenID Connect allows a bare year or `0000-MM-DD` for a birth date: not a date to us."""
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Signing in with an electronic identity."""

    def is_open_for_signup(self, request, sociallogin) -> bool:
        return True

    def is_auto_signup_allowed(self, request, sociallogin) -> bool:
        return True

    def can_authenticate_by_email(self, login, email) -> bool:
        return False

    def pre_social_login(self, request, sociallogin) -> None:
        """Read the claims; a known account is recognised before it is signed in."""
        try:
            sociallogin.identity = identity_from_claims(
                sociallogin.claims, provider=sociallogin.account.provider
            )
            with transaction.atomic():
                self._find_account(request, sociallogin)
        except Refused as refused:
            raise ImmediateHttpResponse(self._refusal(request, refused)) from refused

    def _find_account(self, request, sociallogin) -> None:
        if not sociallogin.is_existing and (account := sign_in.account_of(sociallogin.identity)):
            sociallogin.connect(request, account)  # the same person with a second means
        if sociallogin.is_existing:
            sign_in.recognised(account=sociallogin.user, identity=sociallogin.identity)

    def populate_user(self, request, sociallogin, data):
        account = super().populate_user(request, sociallogin, data)
        account.first_name, account.last_name = account.first_name[:150], account.last_name[:150]
        account.username = f"eid-{secrets.token_hex(12)}"
        account.language = (get_language() or settings.LANGUAGE_CODE)[:2]
        return account

    def save_user(self, request, sociallogin, form=None):
        """A first sign-in: the account, its means of identification and its file, or none of it."""
        try:
            with transaction.atomic():
                account = super().save_user(request, sociallogin, form)
                sign_in.recognised(account=account, identity=sociallogin.identity)
        except Refused as refused:
            raise ImmediateHttpResponse(self._refusal(request, refused)) from refused
        return account

    def on_authentication_error(
        self, request, provider, error=None, exception=None, extra_context=None
    ) -> None:
        if error == AuthError.CANCELLED:
            next_url = ((extra_context or {}).get("state") or {}).get("next")
            address = reverse("account_login")
            raise ImmediateHttpResponse(
                redirect(f"{address}?{urlencode({'next': next_url})}" if next_url else address)
            )
        log.warning("sign-in failed: %s %r", error, exception)  # no token is in these

    def _refusal(self, request, refused: Refused):
        return render(request, "account/refused.html", {"refused": refused}, status=403)


class AccountAdapter(DefaultAccountAdapter):
    """Signing in with a password: agents only, and nobody registers themselves."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("This user name and this password do not belong together."),
        "too_many_login_attempts": _("Too many attempts failed. Please try again in five minutes."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("Please type your present password."),
    }

    def is_open_for_signup(self, request) -> bool:
        return False

    def login(self, request, user) -> None:
        """A visitor's short session becomes one of the usual length; an agent's stays as it is."""
        super().login(request, user)
        if not request.session.get_expire_at_browser_close():
            request.session.set_expiry(None)

    def get_login_redirect_url(self, request) -> str:
        if request.user.is_staff:
            return reverse("admin:index")
        return super().get_login_redirect_url(request)

    def add_message(self, request, level, message_template=None, *args, **kwargs) -> None:
        """The pages say it themselves; allauth's flashes would say it twice."""

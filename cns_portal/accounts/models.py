"""The author of everything; points at nothing."""

import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Dossier(models.Model):
    """A person's file, as the ground floor knows it.

    Procedures, messages and documents belong to a dossier, so that they need not know what an
    insured person is. `insured.InsuredPerson` has exactly one.
    """

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True)
    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")

    def __str__(self) -> str:
        return f"dossier {self.pk}"


class Account(AbstractUser):
    """Somebody who can sign in: an agent with a password, a person with an electronic identity."""

    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default="en"
    )

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.CheckConstraint(
                name="account_language_is_known",
                condition=models.Q(language__in=["fr", "de", "lb", "en"]),
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class SignIn(models.Model):
    """That an account is signed in somewhere: for the list in which its owner ends what is strange.

    No address and no more of the browser's words than its family and its system. When it was used
    last stands in the session itself; the row goes with the session.
    """

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True)
    account = models.ForeignKey(
        Account, verbose_name=_("account"), on_delete=models.CASCADE, related_name="sign_ins"
    )
    session_key = models.CharField(_("session"), max_length=40)
    browser = models.CharField(_("browser"), max_length=20, blank=True)
    system = models.CharField(_("system"), max_length=20, blank=True)
    signed_in_at = models.DateTimeField(_("signed in"))

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        ordering = ["-signed_in_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="sign_in_one_per_session", fields=["session_key"]),
        ]

    def __str__(self) -> str:
        return f"sign-in {self.public_id}"

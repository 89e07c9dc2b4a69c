"""E-mail addresses that wait until somebody has shown that letters to them arrive."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cns_portal.sealing.fields import SealedText
from insured.models.person import InsuredPerson
from insured.querysets import EmailChangeQuerySet


class EmailChange(models.Model):
    """That a person wants another e-mail address; used once the link sent there was followed.

    Only the hash of the link's token is kept. The old address stays for a month: whoever reads it
    is told about changes that somebody else might have made.
    """

    person = models.ForeignKey(
        InsuredPerson,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="email_changes",
    )
    new_email = SealedText(_("new address"))
    old_email = SealedText(_("address before"))
    token_hash = models.CharField(_("hash of the token"), max_length=64)
    asked_at = models.DateTimeField(_("asked for"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked for by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    expires_at = models.DateTimeField(_("link good until"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = EmailChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of e-mail address")
        verbose_name_plural = _("changes of e-mail addresses")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="email_change_token_is_unique", fields=["token_hash"]),
            models.UniqueConstraint(
                name="email_change_one_open_per_person",
                fields=["person"],
                condition=Q(confirmed_at__isnull=True, withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="email_change_keeps_a_hash_only",
                condition=Q(token_hash__regex=r"^[0-9a-f]{64}$"),
            ),
            models.CheckConstraint(
                name="email_change_ends_in_one_way",
                condition=Q(confirmed_at__isnull=True) | Q(withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"change of address {self.pk}"

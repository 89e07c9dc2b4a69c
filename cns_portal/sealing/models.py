"""Keys that the portal makes for itself and keeps sealed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cns_portal.sealing.fields import SealedBytes


class DigestKey(models.Model):
    """The key of the digests of one purpose: random, and sealed under the portal's keys.

    A digest cannot be put under another key, because its content is not there any more. What moves
    to a new key of the portal is therefore this one, and the digests stay what they are.
    """

    context = models.CharField(_("purpose"), max_length=100, unique=True)
    key = SealedBytes(_("key"))

    class Meta:
        verbose_name = _("key of digests")
        verbose_name_plural = _("keys of digests")
        default_permissions = ()

    def __str__(self) -> str:
        return self.context

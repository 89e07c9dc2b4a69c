"""What belongs to a certificate: its files, and the diagnosis."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cns_portal.sealing.fields import SealedText
from incapacity.choices.certificates import PageKind
from incapacity.models.certificates import Certificate
from incapacity.querysets import CertificatePageQuerySet


class CertificatePage(models.Model):
    """A photo or PDF file of the sheet. It shows the diagnosis: only the medical side opens it."""

    certificate = models.ForeignKey(
        Certificate, verbose_name=_("certificate"), on_delete=models.CASCADE, related_name="pages"
    )
    document = models.OneToOneField(
        "documents.Document",
        verbose_name=_("document"),
        on_delete=models.PROTECT,
        related_name="certificate_page",
    )
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(
        _("what it shows"), max_length=12, choices=PageKind, default=PageKind.SHEET
    )
    turned = models.PositiveSmallIntegerField(_("turned by"), default=0)

    objects = CertificatePageQuerySet.as_manager()

    class Meta:
        verbose_name = _("page of a certificate")
        verbose_name_plural = _("pages of certificates")
        ordering = ["certificate_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="certificate_page_has_its_place",
                fields=["certificate", "position"],
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="certificate_page_kind_is_known", condition=Q(kind__in=PageKind.values)
            ),
            models.CheckConstraint(
                name="certificate_page_is_turned_by_quarters",
                condition=Q(turned__in=[0, 90, 180, 270]),
            ),
        ]

    def __str__(self) -> str:
        return f"page {self.position} of {self.certificate_id}"


class Diagnosis(models.Model):
    """The code that the doctor wrote on the sheet, in a row of its own.

    No query for certificates can bring it along by mistake. Read by the medical side, each time
    recorded; never by the employer.
    """

    certificate = models.OneToOneField(
        Certificate,
        verbose_name=_("certificate"),
        on_delete=models.CASCADE,
        related_name="diagnosis",
    )
    code = SealedText(_("code"))
    entered_at = models.DateTimeField(_("entered"))

    class Meta:
        verbose_name = _("diagnosis")
        verbose_name_plural = _("diagnoses")
        default_permissions = ()

    def __str__(self) -> str:
        return f"diagnosis of {self.certificate_id}"

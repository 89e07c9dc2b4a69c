"""The complementary reimbursement of a year: what it is measured by, and who asked for it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cns_portal.sealing.fields import SealedText
from reimbursements.choices.money import ComplementaryState
from reimbursements.models.statements import Statement
from reimbursements.querysets import OfAPerson


class Income(models.Model):
    """The contributory income of a year, as the Centre commun tells it."""

    person = models.ForeignKey(
        "insured.InsuredPerson",
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="incomes",
    )
    year = models.PositiveSmallIntegerField(_("year"))
    amount = SealedText(_("amount"), help_text=_("Euros with cents."))

    objects = OfAPerson.as_manager()

    class Meta:
        verbose_name = _("income")
        verbose_name_plural = _("incomes")
        ordering = ["person", "year"]
        constraints = [
            models.UniqueConstraint(name="income_once_a_year", fields=["person", "year"]),
        ]

    def __str__(self) -> str:
        return f"income of {self.year}"


class ComplementaryClaim(models.Model):
    """Asked for: what the participations of a year come to above the threshold.

    Statutes, article 154bis. Bills are sent up to two years later: after one that was accepted,
    another may be asked for what has come since.
    """

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True)
    procedure = models.OneToOneField(
        "procedures.Procedure",
        verbose_name=_("procedure"),
        on_delete=models.PROTECT,
        related_name="complementary_claim",
    )
    person = models.ForeignKey(
        "insured.InsuredPerson",
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="complementary_claims",
    )
    year = models.PositiveSmallIntegerField(_("year"))
    state = models.CharField(_("state"), max_length=15, choices=ComplementaryState)
    sent_at = models.DateTimeField(_("sent"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sent by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("agent"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    participation = models.DecimalField(
        _("participations"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    threshold = SealedText(_("threshold"), null=True, blank=True)
    amount = models.DecimalField(
        _("amount"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    reason = SealedText(_("reason"), default=str, blank=True)
    statement = models.OneToOneField(
        Statement,
        verbose_name=_("statement"),
        on_delete=models.PROTECT,
        related_name="complementary_claim",
        null=True,
        blank=True,
    )

    objects = OfAPerson.as_manager()

    class Meta:
        verbose_name = _("complementary claim")
        verbose_name_plural = _("complementary claims")
        ordering = ["sent_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="complementary_claim_once_a_year",
                fields=["person", "year"],
                condition=Q(state__in=["sent", "being_checked"]),
            ),
            models.CheckConstraint(
                name="complementary_claim_state_is_known",
                condition=Q(state__in=ComplementaryState.values),
            ),
            models.CheckConstraint(
                name="complementary_claim_decided_iff_dated",
                condition=Q(state__in=["accepted", "refused"], decided_at__isnull=False)
                & Q(decided_by__isnull=False)
                | ~Q(state__in=["accepted", "refused"])
                & Q(decided_at__isnull=True, decided_by__isnull=True),
            ),
            models.CheckConstraint(
                name="complementary_claim_accepted_has_its_amount",
                condition=~Q(state="accepted")
                | Q(amount__gt=0, participation__isnull=False, statement__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"complementary claim of {self.year}"

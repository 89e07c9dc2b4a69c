"""The statement (décompte): decisions that are told together, and what is paid for them."""

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cns_portal.sealing.fields import SealedJSON, SealedText
from reimbursements.choices.money import Method, StatementKind
from reimbursements.models.claims import Claim
from reimbursements.querysets import OfAPerson


class Statement(models.Model):
    """What the person is told and paid at one time.

    `decided_total` is the sum of its decisions (or the complementary amount); what the decisions
    they replace had paid already is taken off, and either `total` is paid or `owed` is too much.
    """

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True)
    number = models.CharField(_("number"), max_length=20)
    kind = models.CharField(_("kind"), max_length=15, choices=StatementKind)
    claim = models.ForeignKey(
        Claim,
        verbose_name=_("claim"),
        on_delete=models.PROTECT,
        related_name="statements",
        null=True,
        blank=True,
    )
    procedure = models.ForeignKey(
        "procedures.Procedure",
        verbose_name=_("procedure"),
        on_delete=models.PROTECT,
        related_name="statements",
    )
    person = models.ForeignKey(
        "insured.InsuredPerson",
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="statements",
    )
    published_at = models.DateTimeField(_("published"))
    year = models.PositiveSmallIntegerField(_("year"))
    object_until = models.DateField(_("objection until"), null=True, blank=True)
    decided_total = models.DecimalField(_("decided"), max_digits=12, decimal_places=2)
    already_paid = models.DecimalField(
        _("paid before"), max_digits=12, decimal_places=2, default=Decimal("0.00")
    )
    total = models.DecimalField(_("to be paid"), max_digits=12, decimal_places=2)
    owed = models.DecimalField(
        _("paid too much before"), max_digits=12, decimal_places=2, default=Decimal("0.00")
    )
    method = models.CharField(_("paid by"), max_length=10, choices=Method, default=Method.TRANSFER)
    account_shown = SealedText(
        _("account as shown"), default=str, blank=True, help_text=_("Country and last characters.")
    )
    participations = SealedJSON(
        _("participations as shown"),
        default=list,
        blank=True,
        help_text=_("Of this year and the one before, for each person treated."),
    )

    objects = OfAPerson.as_manager()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["-published_at", "-pk"]
        indexes = [
            models.Index(name="statement_of_a_person", fields=["person", "-published_at"]),
            models.Index(name="statement_paid_too_much", fields=["claim"], condition=Q(owed__gt=0)),
        ]
        constraints = [
            models.UniqueConstraint(name="statement_number_is_unique", fields=["number"]),
            models.CheckConstraint(
                name="statement_kind_is_known", condition=Q(kind__in=StatementKind.values)
            ),
            models.CheckConstraint(
                name="statement_method_is_known", condition=Q(method__in=Method.values)
            ),
            models.CheckConstraint(
                name="statement_complementary_has_no_claim",
                condition=Q(kind="complementary", claim__isnull=True)
                | ~Q(kind="complementary") & Q(claim__isnull=False),
            ),
            models.CheckConstraint(
                name="statement_adds_up",
                condition=Q(total=F("decided_total") - F("already_paid") + F("owed")),
            ),
            models.CheckConstraint(
                name="statement_pays_or_is_owed",
                condition=Q(decided_total__gte=0, already_paid__gte=0, total__gte=0, owed__gte=0)
                & (Q(total=0) | Q(owed=0)),
            ),
        ]

    def __str__(self) -> str:
        return self.number

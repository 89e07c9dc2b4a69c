"""A bill in a claim, the acts on it, and its pages."""

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cns_portal.sealing.fields import SealedNote, SealedText
from reimbursements.choices.care import DocumentKind, PageKind, Proof, Setting
from reimbursements.choices.claims import BillState
from reimbursements.choices.pages import FIELDS_READ
from reimbursements.choices.reasons import Reason
from reimbursements.models.claims import Claim
from reimbursements.models.providers import Provider
from reimbursements.querysets import BillPageQuerySet, BillQuerySet


class Bill(models.Model):
    """One invoice. Whatever the person could not know is empty until an agent completes it."""

    claim = models.ForeignKey(
        Claim, verbose_name=_("claim"), on_delete=models.CASCADE, related_name="bills"
    )
    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True)
    position = models.PositiveSmallIntegerField(_("position"))
    state = models.CharField(_("state"), max_length=10, choices=BillState, default=BillState.DRAFT)
    patient = models.ForeignKey(
        "insured.InsuredPerson",
        verbose_name=_("person treated"),
        on_delete=models.PROTECT,
        related_name="bills",
        null=True,
        blank=True,
    )
    provider = models.ForeignKey(
        Provider,
        verbose_name=_("provider"),
        on_delete=models.PROTECT,
        related_name="bills",
        null=True,
        blank=True,
    )
    provider_name = models.CharField(_("provider as written"), max_length=150, blank=True)
    number = models.CharField(_("number of the bill"), max_length=60, blank=True)
    document_kind = models.CharField(
        _("what it is"), max_length=10, choices=DocumentKind, default=DocumentKind.INVOICE
    )
    issued_on = models.DateField(_("date of the bill"), null=True, blank=True)
    setting = models.CharField(
        _("where"), max_length=12, choices=Setting, default=Setting.OUT_PATIENT
    )
    country = models.CharField(_("country"), max_length=2, default="LU")
    urgent = models.BooleanField(
        _("urgent"),
        null=True,
        blank=True,
        help_text=_("Of care abroad: whether it could not wait. Empty where nobody has said."),
    )
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    exchange_rate = models.DecimalField(
        _("exchange rate"),
        max_digits=14,
        decimal_places=6,
        null=True,
        blank=True,
        help_text=_("Euros for one unit of the currency, entered by an agent."),
    )
    total = models.DecimalField(_("total"), max_digits=10, decimal_places=2, null=True, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    proof = models.CharField(_("proof of payment"), max_length=15, choices=Proof, blank=True)
    prescribed_on = models.DateField(_("prescribed on"), null=True, blank=True)
    note = SealedText(_("note for the agent"), default=str, blank=True)
    read_from_code = models.JSONField(
        _("fields read from a code on the bill"), default=list, blank=True
    )

    objects = BillQuerySet.as_manager()

    class Meta:
        verbose_name = _("bill")
        verbose_name_plural = _("bills")
        ordering = ["claim_id", "position", "pk"]
        indexes = [
            models.Index(name="bill_of_a_patient", fields=["patient", "issued_on"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="bill_has_its_place_in_the_claim",
                fields=["claim", "position"],
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="bill_state_is_known", condition=Q(state__in=BillState.values)
            ),
            models.CheckConstraint(
                name="bill_document_kind_is_known",
                condition=Q(document_kind__in=DocumentKind.values),
            ),
            models.CheckConstraint(
                name="bill_setting_is_known", condition=Q(setting__in=Setting.values)
            ),
            models.CheckConstraint(
                name="bill_proof_is_known", condition=Q(proof__in=["", *Proof.values])
            ),
            models.CheckConstraint(
                name="bill_country_has_two_letters", condition=Q(country__regex=r"^[A-Z]{2}$")
            ),
            models.CheckConstraint(
                name="bill_urgent_is_of_care_abroad",
                condition=Q(urgent__isnull=True) | ~Q(country="LU"),
            ),
            models.CheckConstraint(
                name="bill_currency_has_three_letters", condition=Q(currency__regex=r"^[A-Z]{3}$")
            ),
            models.CheckConstraint(
                name="bill_total_is_not_negative",
                condition=Q(total__isnull=True) | Q(total__gte=0),
            ),
            models.CheckConstraint(
                name="bill_exchange_rate_is_for_other_currencies",
                condition=Q(exchange_rate__isnull=True)
                | Q(exchange_rate__gt=0) & ~Q(currency="EUR"),
            ),
            models.CheckConstraint(
                name="bill_decided_has_its_patient",
                condition=~Q(state__in=["proposed", "decided"]) | Q(patient__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"bill {self.position} of {self.claim_id}"

    @property
    def words_read_from_code(self) -> list[str]:
        """What a code on the bill has filled in, each field once, in words."""
        read = [str(label) for name, label in FIELDS_READ.items() if name in self.read_from_code]
        return list(dict.fromkeys(read))


class Line(models.Model):
    """One act on a bill. `amount` is what was invoiced for it without the convenience fee.

    The `approved_…` columns and `refused_for` are an agent's; an approved quantity of zero is zero.
    """

    bill = models.ForeignKey(
        Bill, verbose_name=_("bill"), on_delete=models.CASCADE, related_name="lines"
    )
    position = models.PositiveSmallIntegerField(_("position"))
    code = models.CharField(_("code"), max_length=20, blank=True)
    label = SealedNote(_("what was done"), default="", blank=True)
    served_on = models.DateField(_("date of care"), null=True, blank=True)
    quantity = models.PositiveSmallIntegerField(_("quantity"), default=1)
    amount = models.DecimalField(
        _("amount"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    convenience_fee = models.DecimalField(
        _("convenience fee"), max_digits=10, decimal_places=2, default=Decimal("0.00")
    )
    approved_quantity = models.PositiveSmallIntegerField(
        _("approved quantity"), null=True, blank=True
    )
    approved_tariff = models.DecimalField(
        _("approved tariff"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    approved_rate = models.DecimalField(
        _("approved rate"), max_digits=5, decimal_places=4, null=True, blank=True
    )
    refused_for = models.CharField(_("refused for"), max_length=30, choices=Reason, blank=True)

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        ordering = ["bill_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="line_has_its_place_on_the_bill",
                fields=["bill", "position"],
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(name="line_quantity_is_positive", condition=Q(quantity__gte=1)),
            models.CheckConstraint(
                name="line_amounts_are_not_negative",
                condition=(Q(amount__isnull=True) | Q(amount__gte=0)) & Q(convenience_fee__gte=0),
            ),
            models.CheckConstraint(
                name="line_approves_at_most_what_was_sent",
                condition=Q(approved_quantity__isnull=True)
                | Q(approved_quantity__lte=models.F("quantity")),
            ),
            models.CheckConstraint(
                name="line_approved_rate_is_a_share",
                condition=Q(approved_rate__isnull=True)
                | Q(approved_rate__gte=0, approved_rate__lte=1),
            ),
            models.CheckConstraint(
                name="line_approved_tariff_is_not_negative",
                condition=Q(approved_tariff__isnull=True) | Q(approved_tariff__gte=0),
            ),
            models.CheckConstraint(
                name="line_refused_for_is_known",
                condition=Q(refused_for__in=["", *Reason.values]),
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.position} of bill {self.bill_id}"


class BillPage(models.Model):
    """A photo or a PDF file of a bill, its proof of payment or its prescription."""

    bill = models.ForeignKey(
        Bill, verbose_name=_("bill"), on_delete=models.CASCADE, related_name="pages"
    )
    document = models.OneToOneField(
        "documents.Document",
        verbose_name=_("document"),
        on_delete=models.PROTECT,
        related_name="bill_page",
    )
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=15, choices=PageKind, default=PageKind.INVOICE)
    turned = models.PositiveSmallIntegerField(_("turned clockwise, degrees"), default=0)
    codes_sought_at = models.DateTimeField(
        _("looked at for codes"), null=True, blank=True, editable=False
    )

    objects = BillPageQuerySet.as_manager()

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["bill_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="bill_page_has_its_place",
                fields=["bill", "position"],
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="bill_page_kind_is_known", condition=Q(kind__in=PageKind.values)
            ),
            models.CheckConstraint(
                name="bill_page_turned_by_quarters", condition=Q(turned__in=[0, 90, 180, 270])
            ),
        ]

    def __str__(self) -> str:
        return f"page {self.position} of bill {self.bill_id}"

"""Payments, the files in which they travel to the bank, and to whom they go."""

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cns_portal.db import DaySpan, Only
from cns_portal.sealing.fields import SealedBytes, SealedText
from reimbursements.choices.money import BatchState, Method, PayeeForm, PayeeState, PaymentState
from reimbursements.models.statements import Statement
from reimbursements.querysets import PayeeQuerySet, PaymentQuerySet


class PaymentBatch(models.Model):
    """One credit-transfer file (pain.001): prepared by one agent, released by another."""

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=BatchState)
    method = models.CharField(_("paid by"), max_length=10, choices=Method, default=Method.TRANSFER)
    prepared_at = models.DateTimeField(_("prepared"))
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("prepared by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    released_at = models.DateTimeField(_("released"), null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("released by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    execute_on = models.DateField(_("to be executed on"))
    executed_at = models.DateTimeField(_("executed"), null=True, blank=True)
    count = models.PositiveIntegerField(_("number of payments"))
    control_sum = models.DecimalField(_("control sum"), max_digits=14, decimal_places=2)
    content = SealedBytes(_("file"), null=True, blank=True)

    class Meta:
        verbose_name = _("payment file")
        verbose_name_plural = _("payment files")
        ordering = ["-prepared_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="payment_batch_is_no_cheque", condition=Q(method__in=["transfer", "instant"])
            ),
            models.CheckConstraint(
                name="payment_batch_released_iff_dated",
                condition=Q(state__in=["prepared", "dropped"], released_at__isnull=True)
                & Q(released_by__isnull=True)
                | Q(state__in=["released", "executed"], released_at__isnull=False)
                & Q(released_by__isnull=False),
            ),
            models.CheckConstraint(
                name="payment_batch_has_four_eyes",
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("prepared_by")),
            ),
            models.CheckConstraint(
                name="payment_batch_executed_iff_dated",
                condition=Q(state="executed", executed_at__isnull=False)
                | ~Q(state="executed") & Q(executed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="payment_batch_released_has_its_file",
                condition=~Q(state__in=["released", "executed"]) | Q(content__isnull=False),
            ),
            models.CheckConstraint(
                name="payment_batch_is_not_empty",
                condition=Q(state="dropped") | Q(count__gte=1, control_sum__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"payment file {self.pk} ({self.state})"


class Payment(models.Model):
    """The money of one statement, once. What came back is paid anew by a row of its own."""

    statement = models.ForeignKey(
        Statement, verbose_name=_("statement"), on_delete=models.PROTECT, related_name="payments"
    )
    state = models.CharField(_("state"), max_length=10, choices=PaymentState)
    method = models.CharField(_("paid by"), max_length=10, choices=Method, default=Method.TRANSFER)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    created_at = models.DateTimeField(_("created"))
    end_to_end_id = models.CharField(_("reference at the bank"), max_length=35)
    iban = SealedText(_("IBAN"), null=True, blank=True)
    holder = SealedText(_("account holder"), null=True, blank=True)
    to_proxy = models.BooleanField(
        _("to the account of a proxy"),
        default=False,
        help_text=_("Who came to the desk for the person; the account stays the one given there."),
    )
    batch = models.ForeignKey(
        PaymentBatch,
        verbose_name=_("payment file"),
        on_delete=models.PROTECT,
        related_name="payments",
        null=True,
        blank=True,
    )
    cheque_number = models.CharField(_("number of the cheque"), max_length=30, blank=True)
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)
    returned_at = models.DateTimeField(_("came back"), null=True, blank=True)
    returned_because = models.CharField(_("why it came back"), max_length=60, blank=True)
    to_follow = models.BooleanField(
        _("claim and person are still to be told of its state"), default=False, editable=False
    )

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(
                name="payment_to_pay", fields=["created_at"], condition=Q(state="waiting")
            ),
            models.Index(name="payment_to_follow", fields=["id"], condition=Q(to_follow=True)),
            models.Index(
                name="payment_by_cheque",
                fields=["cheque_number"],
                condition=~Q(cheque_number=""),
            ),
            models.Index(
                name="payment_came_back", fields=["returned_at"], condition=Q(state="returned")
            ),
        ]
        constraints = [
            models.UniqueConstraint(name="payment_reference_is_unique", fields=["end_to_end_id"]),
            models.UniqueConstraint(
                name="payment_once_per_statement",
                fields=["statement"],
                condition=~Q(state__in=["returned", "replaced"]),
            ),
            models.CheckConstraint(
                name="payment_state_is_known", condition=Q(state__in=PaymentState.values)
            ),
            models.CheckConstraint(name="payment_is_of_something", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="payment_cheque_iff_numbered",
                condition=Q(method="cheque") & ~Q(cheque_number="")
                | Q(method__in=["transfer", "instant"], cheque_number=""),
            ),
            models.CheckConstraint(
                name="payment_travels_in_a_file",
                condition=Q(method="cheque", batch__isnull=True)
                | Q(state="waiting", batch__isnull=True)
                | ~Q(method="cheque")
                & ~Q(state="waiting")
                & Q(batch__isnull=False, iban__isnull=False, holder__isnull=False),
            ),
            models.CheckConstraint(
                name="payment_to_a_proxy_is_instant",
                condition=Q(to_proxy=False)
                | Q(method="instant", iban__isnull=False, holder__isnull=False),
            ),
            models.CheckConstraint(
                name="payment_paid_has_its_day",
                condition=~Q(state="paid") | Q(paid_at__isnull=False),
            ),
            models.CheckConstraint(
                name="payment_returned_iff_dated",
                condition=Q(state__in=["returned", "replaced"], returned_at__isnull=False)
                | ~Q(state__in=["returned", "replaced"]) & Q(returned_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.end_to_end_id


class PayeeDeclaration(models.Model):
    """That reimbursements go to somebody else than the main insured person (CSS, article 84)."""

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True)
    person = models.ForeignKey(
        "insured.InsuredPerson",
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="payee_declarations",
    )
    form = models.CharField(_("form"), max_length=1, choices=PayeeForm)
    state = models.CharField(
        _("state"), max_length=10, choices=PayeeState, default=PayeeState.IN_FORCE
    )
    holder = SealedText(_("paid to"))
    iban = SealedText(_("IBAN"))
    country = models.CharField(_("country of the account"), max_length=2)
    last_four = models.CharField(_("last four characters"), max_length=4)
    bank_name = models.CharField(_("bank"), max_length=150, blank=True)
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"), null=True, blank=True)
    declared_at = models.DateTimeField(_("declared"))
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("declared by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = PayeeQuerySet.as_manager()

    class Meta:
        verbose_name = _("declaration of a payee")
        verbose_name_plural = _("declarations of payees")
        ordering = ["-declared_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="payee_declaration_form_is_known", condition=Q(form__in=PayeeForm.values)
            ),
            models.CheckConstraint(
                name="payee_declaration_ended_iff_dated",
                condition=Q(state="in_force", ended_at__isnull=True)
                | Q(state__in=["revoked", "replaced"], ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="payee_declaration_ends_after_it_begins",
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
            ),
            ExclusionConstraint(
                name="payee_declaration_one_at_a_time",
                expressions=[
                    (Only("person"), RangeOperators.OVERLAPS),
                    (DaySpan("first_day", "last_day", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
                condition=Q(state="in_force") & ~Q(form="b"),
            ),
        ]

    def __str__(self) -> str:
        return f"payee {self.country} … {self.last_four}"

"""A claim: one mailing of bills, and how far it has come."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cns_portal.sealing.fields import SealedJSON
from reimbursements.choices.claims import Channel, ClaimState, Original
from reimbursements.querysets import ClaimQuerySet


class Claim(models.Model):
    """What somebody sends for reimbursement at one time: one or several bills.

    A draft has no procedure yet. `as_sent` is a picture of what was sent, sealed; the rows below
    are the present truth, completed and corrected by agents. `state` repeats that of the procedure.
    """

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True)
    procedure = models.OneToOneField(
        "procedures.Procedure",
        verbose_name=_("procedure"),
        on_delete=models.PROTECT,
        related_name="claim",
        null=True,
        blank=True,
    )
    person = models.ForeignKey(
        "insured.InsuredPerson",
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="claims",
    )
    state = models.CharField(
        _("state"), max_length=15, choices=ClaimState, default=ClaimState.DRAFT
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.ONLINE)
    created_at = models.DateTimeField(_("begun"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("begun by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    changed_at = models.DateTimeField(_("changed"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sent by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    as_sent = SealedJSON(_("as it was sent"), null=True, blank=True)
    original = models.CharField(
        _("original"), max_length=12, choices=Original, default=Original.AWAITED
    )
    original_received_at = models.DateTimeField(_("original received"), null=True, blank=True)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("agent"),
        on_delete=models.PROTECT,
        related_name="claims_taken",
        null=True,
        blank=True,
    )
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True)
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)
    answer_until = models.DateField(_("answer until"), null=True, blank=True)
    waited = models.DurationField(
        _("time spent waiting for the person"), default=timedelta, editable=False
    )
    decided_at = models.DateTimeField(
        _("decided"), null=True, blank=True, help_text=_("When its last bill was decided.")
    )
    payee = models.ForeignKey(
        "reimbursements.PayeeDeclaration",
        verbose_name=_("paid to"),
        on_delete=models.PROTECT,
        related_name="claims",
        null=True,
        blank=True,
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["sent_at", "pk"]
        permissions = [
            ("decide_claim", _("Can decide claims")),
            ("pay_claim", _("Can prepare and release payments")),
        ]
        indexes = [
            models.Index(name="claim_of_a_person", fields=["person", "-sent_at"]),
            models.Index(
                name="claim_waiting_by_day",
                fields=["sent_at", "id"],
                condition=Q(state__in=["sent", "being_checked", "needs_you", "proposed"]),
            ),
            models.Index(name="claim_by_day", fields=["sent_at", "id"]),
            models.Index(
                name="claim_decided_by_day",
                fields=["decided_at"],
                condition=Q(decided_at__isnull=False),
            ),
            models.Index(
                name="claim_draft_by_day", fields=["changed_at"], condition=Q(state="draft")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="claim_state_is_known", condition=Q(state__in=ClaimState.values)
            ),
            models.CheckConstraint(
                name="claim_channel_is_known", condition=Q(channel__in=Channel.values)
            ),
            models.CheckConstraint(
                name="claim_draft_iff_not_sent",
                condition=Q(
                    state="draft",
                    procedure__isnull=True,
                    sent_at__isnull=True,
                    sent_by__isnull=True,
                    as_sent__isnull=True,
                )
                | ~Q(state="draft")
                & Q(
                    procedure__isnull=False,
                    sent_at__isnull=False,
                    sent_by__isnull=False,
                    as_sent__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="claim_taken_iff_dated",
                condition=Q(agent__isnull=True, taken_at__isnull=True)
                | Q(agent__isnull=False, taken_at__isnull=False),
            ),
            models.CheckConstraint(
                name="claim_being_checked_has_its_agent",
                condition=~Q(state__in=["being_checked", "needs_you", "proposed"])
                | Q(agent__isnull=False),
            ),
            models.CheckConstraint(
                name="claim_asked_iff_needs_you",
                condition=Q(state="needs_you", asked_at__isnull=False)
                | ~Q(state="needs_you") & Q(asked_at__isnull=True, answer_until__isnull=True),
            ),
            models.CheckConstraint(
                name="claim_decided_has_its_day",
                condition=~Q(state__in=["decided", "ordered", "paid", "returned"])
                | Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="claim_original_received_iff_dated",
                condition=Q(original="received", original_received_at__isnull=False)
                | ~Q(original="received") & Q(original_received_at__isnull=True),
            ),
            models.CheckConstraint(
                name="claim_original_is_known", condition=Q(original__in=Original.values)
            ),
            models.CheckConstraint(
                name="claim_waited_is_not_negative", condition=Q(waited__gte=timedelta(0))
            ),
        ]

    def __str__(self) -> str:
        return f"claim {self.pk} ({self.state})"

"""What stands around a claim: authorisations, objections, recalculations."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cns_portal.sealing.fields import SealedText
from reimbursements.choices.care import Care
from reimbursements.choices.money import ObjectionState, RecalculationState
from reimbursements.models.bills import Bill
from reimbursements.models.decisions import Decision
from reimbursements.models.nomenclature import TariffLoad
from reimbursements.models.statements import Statement
from reimbursements.querysets import AuthorisationQuerySet, ObjectionQuerySet


class Authorisation(models.Model):
    """What the CNS allowed beforehand: an act, a kind of care, or care abroad."""

    person = models.ForeignKey(
        "insured.InsuredPerson",
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="authorisations",
    )
    code = models.CharField(_("code of the act"), max_length=20, blank=True)
    care = models.CharField(_("kind of care"), max_length=30, choices=Care, blank=True)
    abroad = models.BooleanField(_("for care abroad"), default=False)
    quantity = models.PositiveSmallIntegerField(_("quantity"), null=True, blank=True)
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"), null=True, blank=True)
    granted_at = models.DateTimeField(_("granted"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("granted by"),
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = AuthorisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("authorisation")
        verbose_name_plural = _("authorisations")
        ordering = ["person", "first_day"]
        constraints = [
            models.CheckConstraint(
                name="authorisation_allows_something",
                condition=~Q(code="") | Q(care__in=Care.values) | Q(abroad=True),
            ),
            models.CheckConstraint(
                name="authorisation_ends_after_it_begins",
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
            ),
        ]

    def __str__(self) -> str:
        return f"authorisation {self.pk}"


class Objection(models.Model):
    """That somebody does not agree with a statement, and what became of it."""

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True)
    statement = models.ForeignKey(
        Statement, verbose_name=_("statement"), on_delete=models.PROTECT, related_name="objections"
    )
    grounds = SealedText(_("grounds"))
    state = models.CharField(
        _("state"), max_length=15, choices=ObjectionState, default=ObjectionState.SENT
    )
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
    answer = SealedText(_("answer"), default=str, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["sent_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="objection_state_is_known", condition=Q(state__in=ObjectionState.values)
            ),
            models.UniqueConstraint(
                name="objection_open_once_per_statement",
                fields=["statement"],
                condition=Q(state__in=["sent", "being_checked"]),
            ),
            models.CheckConstraint(
                name="objection_decided_iff_dated",
                condition=Q(state__in=["upheld", "rejected"], decided_at__isnull=False)
                & Q(decided_by__isnull=False)
                | ~Q(state__in=["upheld", "rejected"])
                & Q(decided_at__isnull=True, decided_by__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"objection {self.pk} ({self.state})"


class Recalculation(models.Model):
    """A decided bill that a change of tariffs in the past touches: before and after."""

    bill = models.ForeignKey(
        Bill, verbose_name=_("bill"), on_delete=models.PROTECT, related_name="recalculations"
    )
    load = models.ForeignKey(
        TariffLoad,
        verbose_name=_("loaded tariffs"),
        on_delete=models.PROTECT,
        related_name="recalculations",
    )
    before = models.DecimalField(_("reimbursed before"), max_digits=10, decimal_places=2)
    after = models.DecimalField(_("would be reimbursed now"), max_digits=10, decimal_places=2)
    state = models.CharField(
        _("state"), max_length=10, choices=RecalculationState, default=RecalculationState.FOUND
    )
    found_at = models.DateTimeField(_("found"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    decision = models.OneToOneField(
        Decision,
        verbose_name=_("new decision"),
        on_delete=models.PROTECT,
        related_name="recalculation",
        null=True,
        blank=True,
    )
    reason = models.CharField(_("why it was left"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("recalculation")
        verbose_name_plural = _("recalculations")
        ordering = ["found_at", "pk"]
        indexes = [
            models.Index(
                name="recalculation_waiting",
                fields=["found_at", "id"],
                condition=Q(state="found"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="recalculation_once_per_bill_and_load", fields=["bill", "load"]
            ),
            models.CheckConstraint(
                name="recalculation_state_is_known",
                condition=Q(state__in=RecalculationState.values),
            ),
            models.CheckConstraint(
                name="recalculation_changes_something", condition=~Q(before=F("after"))
            ),
            models.CheckConstraint(
                name="recalculation_decided_iff_dated",
                condition=Q(state="found", decided_at__isnull=True, decided_by__isnull=True)
                | ~Q(state="found") & Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"recalculation of bill {self.bill_id}"

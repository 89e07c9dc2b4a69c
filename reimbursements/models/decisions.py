"""What was decided about a bill, line by line, with every amount and why."""

from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cns_portal.sealing.fields import SealedNote, SealedText
from reimbursements.choices.care import Care
from reimbursements.choices.money import DecisionKind, DecisionState
from reimbursements.choices.reasons import Verdict
from reimbursements.models.bills import Bill, Line
from reimbursements.querysets import DecisionQuerySet, LineDecisionQuerySet

PARTS = F("reimbursed") + F("participation") + F("over_tariff") + F("refused")


def euro(label: str) -> models.DecimalField:
    """A column of an amount with cents."""
    return models.DecimalField(label, max_digits=10, decimal_places=2, default=Decimal("0.00"))


def not_negative(*columns: str) -> Q:
    """None of the columns is below zero."""
    return Q(*((f"{column}__gte", 0) for column in columns))


class Decision(models.Model):
    """The decision about one bill. A later one replaces it; it is never edited."""

    bill = models.ForeignKey(
        Bill, verbose_name=_("bill"), on_delete=models.PROTECT, related_name="decisions"
    )
    kind = models.CharField(
        _("kind"), max_length=15, choices=DecisionKind, default=DecisionKind.FIRST
    )
    state = models.CharField(_("state"), max_length=10, choices=DecisionState)
    verdict = models.CharField(_("outcome"), max_length=10, choices=Verdict)
    proposed_at = models.DateTimeField(_("proposed"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("proposed by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    second_reasons = ArrayField(
        models.CharField(max_length=20), verbose_name=_("why a second agent"), default=list
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
    message = SealedText(_("message to the person"), default=str, blank=True)
    sent_back_because = SealedText(_("why it was sent back"), default=str, blank=True)
    tariffs = models.CharField(_("tariffs used"), max_length=80, blank=True)
    invoiced = euro(_("invoiced"))
    tariff = euro(_("tariff"))
    participation = euro(_("participation"))
    reimbursed = euro(_("reimbursed"))
    over_tariff = euro(_("over the tariff"))
    refused = euro(_("refused"))
    statement = models.ForeignKey(
        "reimbursements.Statement",
        verbose_name=_("statement"),
        on_delete=models.PROTECT,
        related_name="decisions",
        null=True,
        blank=True,
    )
    replaces = models.OneToOneField(
        "self",
        verbose_name=_("replaces"),
        on_delete=models.PROTECT,
        related_name="replaced_by",
        null=True,
        blank=True,
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["bill_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="decision_one_in_force_per_bill",
                fields=["bill"],
                condition=Q(state="in_force"),
            ),
            models.UniqueConstraint(
                name="decision_one_proposed_per_bill",
                fields=["bill"],
                condition=Q(state="proposed"),
            ),
            models.CheckConstraint(
                name="decision_state_is_known", condition=Q(state__in=DecisionState.values)
            ),
            models.CheckConstraint(
                name="decision_kind_is_known", condition=Q(kind__in=DecisionKind.values)
            ),
            models.CheckConstraint(
                name="decision_outcome_is_known",
                condition=Q(verdict__in=["accepted", "partly", "refused"]),
            ),
            models.CheckConstraint(name="decision_adds_up", condition=Q(invoiced=PARTS)),
            models.CheckConstraint(
                name="decision_amounts_are_not_negative",
                condition=not_negative(
                    "tariff", "participation", "reimbursed", "over_tariff", "refused"
                ),
            ),
            models.CheckConstraint(
                name="decision_decided_iff_dated",
                condition=Q(state="proposed", decided_at__isnull=True, decided_by__isnull=True)
                | ~Q(state="proposed") & Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="decision_with_a_second_agent_has_four_eyes",
                condition=Q(second_reasons=[])
                | Q(decided_by__isnull=True)
                | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="decision_in_a_statement_is_decided",
                condition=Q(statement__isnull=True) | Q(state__in=["in_force", "replaced"]),
            ),
        ]

    def __str__(self) -> str:
        return f"decision {self.pk} ({self.state})"


class LineDecision(models.Model):
    """One line as it was decided: amounts, reasons and the steps of the calculation.

    Repeats who was treated, when and with what, so that limits over a period ask one table, and
    so that a later correction of the line changes nothing here. Never edited: a trigger refuses,
    but for what wraps the key of a sealed label, when the portal gets a new one.
    """

    decision = models.ForeignKey(
        Decision, verbose_name=_("decision"), on_delete=models.CASCADE, related_name="lines"
    )
    line = models.ForeignKey(
        Line, verbose_name=_("line"), on_delete=models.PROTECT, related_name="decisions"
    )
    patient = models.ForeignKey(
        "insured.InsuredPerson",
        verbose_name=_("person treated"),
        on_delete=models.PROTECT,
        related_name="decided_lines",
    )
    code = models.CharField(_("code"), max_length=20, blank=True)
    label = SealedNote(_("label"), default="", blank=True)
    care = models.CharField(_("kind of care"), max_length=30, choices=Care)
    served_on = models.DateField(_("date of care"), null=True, blank=True)
    quantity = models.PositiveSmallIntegerField(_("quantity that counted"))
    verdict = models.CharField(_("outcome"), max_length=10, choices=Verdict)
    invoiced = euro(_("invoiced"))
    tariff = euro(_("tariff"))
    participation = euro(_("participation"))
    reimbursed = euro(_("reimbursed"))
    over_tariff = euro(_("over the tariff"))
    refused = euro(_("refused"))
    rate = models.DecimalField(_("rate"), max_digits=5, decimal_places=4, null=True, blank=True)
    reasons = models.JSONField(_("reasons"), default=list)
    steps = models.JSONField(_("steps"), default=list)

    objects = LineDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decided line")
        verbose_name_plural = _("decided lines")
        ordering = ["decision_id", "pk"]
        indexes = [
            models.Index(name="line_decision_of_a_patient", fields=["patient", "served_on"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="line_decision_once_per_line", fields=["decision", "line"]
            ),
            models.CheckConstraint(name="line_decision_adds_up", condition=Q(invoiced=PARTS)),
            models.CheckConstraint(
                name="line_decision_amounts_are_not_negative",
                condition=not_negative(
                    "tariff", "participation", "reimbursed", "over_tariff", "refused"
                ),
            ),
            models.CheckConstraint(
                name="line_decision_care_is_known", condition=Q(care__in=Care.values)
            ),
            models.CheckConstraint(
                name="line_decision_outcome_is_known",
                condition=Q(verdict__in=["accepted", "partly", "refused"]),
            ),
            models.CheckConstraint(
                name="line_decision_refused_says_why",
                condition=Q(refused=0) | ~Q(reasons=[]),
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.line_id} in decision {self.decision_id}"

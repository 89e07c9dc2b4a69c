"""What was forgotten when, and whose data are to be erased."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cns_portal.privacy.choices import OrderState


class ForgettingRun(models.Model):
    """One time that all holdings were asked to forget what is past its time."""

    started_at = models.DateTimeField(_("begun"), db_index=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    thorough = models.BooleanField(_("until nothing was left"), default=False)

    class Meta:
        verbose_name = _("run of forgetting")
        verbose_name_plural = _("runs of forgetting")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="forgetting_run_ends_after_it_begins",
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=models.F("started_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"forgetting of {self.started_at:%Y-%m-%d %H:%M}"


class ForgettingLine(models.Model):
    """What came of one holding in a run: so many records, or the kind of error that stopped it."""

    run = models.ForeignKey(
        ForgettingRun, verbose_name=_("run"), on_delete=models.CASCADE, related_name="lines"
    )
    holding = models.CharField(_("holding"), max_length=60)
    count = models.PositiveIntegerField(_("records forgotten"), default=0)
    left = models.BooleanField(_("more is left for the next run"), default=False)
    error = models.CharField(_("error"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("line of a run")
        verbose_name_plural = _("lines of a run")
        ordering = ["holding"]
        constraints = [
            models.UniqueConstraint(
                name="forgetting_line_one_per_holding", fields=["run", "holding"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holding}: {self.count}"


class ErasureOrder(models.Model):
    """That what may go of a person's data is erased as soon as nothing open needs it.

    `reference` names the case in which it was asked for. What goes and what stays is not written
    here: each holding says it, before and after.
    """

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True)
    dossier = models.ForeignKey(
        "accounts.Dossier",
        verbose_name=_("dossier"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    reference = models.CharField(_("reference"), max_length=40, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=OrderState, default=OrderState.WAITING
    )
    ordered_at = models.DateTimeField(_("ordered"))
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("ordered by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    tried_at = models.DateTimeField(_("last tried"), null=True, blank=True)
    stopped_by = models.CharField(_("stopped by"), max_length=160, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("order of erasure")
        verbose_name_plural = _("orders of erasure")
        ordering = ["-ordered_at", "-pk"]
        indexes = [
            models.Index(
                name="erasure_order_to_carry_out",
                fields=["ordered_at"],
                condition=Q(state__in=["waiting", "running"]),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="erasure_order_state_is_known", condition=Q(state__in=OrderState.values)
            ),
            models.CheckConstraint(
                name="erasure_order_closed_iff_dated",
                condition=Q(
                    state__in=[OrderState.DONE, OrderState.CANCELLED], closed_at__isnull=False
                )
                | (
                    ~Q(state__in=[OrderState.DONE, OrderState.CANCELLED])
                    & Q(closed_at__isnull=True)
                ),
            ),
            models.UniqueConstraint(
                name="erasure_order_one_open_per_dossier",
                fields=["dossier"],
                condition=Q(state__in=["waiting", "running"]),
            ),
        ]

    def __str__(self) -> str:
        return f"erasure {self.public_id}"


class ErasureStep(models.Model):
    """That one holding was erased for an order: a worker that is killed goes on behind it."""

    order = models.ForeignKey(
        ErasureOrder, verbose_name=_("order"), on_delete=models.CASCADE, related_name="steps"
    )
    holding = models.CharField(_("holding"), max_length=60)
    gone = models.PositiveIntegerField(_("records erased"), default=0)
    kept = models.PositiveIntegerField(_("records kept"), default=0)
    kept_until = models.DateField(_("kept until"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"))

    class Meta:
        verbose_name = _("step of an erasure")
        verbose_name_plural = _("steps of an erasure")
        ordering = ["done_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="erasure_step_one_per_holding", fields=["order", "holding"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holding}: {self.gone}"

"""Tariffs and parameters: from which day each value holds, on what basis, known since when.

A value holds until the next one of the same name. Rows are never edited: what follows, or corrects
from an earlier day on, is a row of its own. A row that was corrected keeps the load that replaced
it, so that it stays visible what was known when; a trigger refuses every other change.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reimbursements.choices.care import Care, Nomenclature
from reimbursements.querysets import TariffRowQuerySet


class TariffLoad(models.Model):
    """One reviewed set of data files that was loaded, and what it changed."""

    name = models.CharField(_("name"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    loaded_at = models.DateTimeField(_("loaded"))
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("loaded by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    changes = models.JSONField(_("what changed"), default=dict)
    touches_from = models.DateField(
        _("touches care from"),
        null=True,
        blank=True,
        help_text=_("The first day of care that a change in the past touches."),
    )
    looked_at = models.DateTimeField(
        _("past decisions looked at"),
        null=True,
        blank=True,
        help_text=_("When all decisions since that day had been calculated again."),
    )
    progress = models.BigIntegerField(_("looked at up to bill"), default=0)

    class Meta:
        verbose_name = _("loaded tariffs")
        verbose_name_plural = _("loaded tariffs")
        ordering = ["-loaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="tariff_load_has_a_sum", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ActValue(models.Model):
    """An act of a nomenclature from a day on: coefficient × key letter, or a fixed amount."""

    code = models.CharField(_("code"), max_length=20)
    nomenclature = models.CharField(_("nomenclature"), max_length=20, choices=Nomenclature)
    label = models.CharField(_("label"), max_length=250)
    care = models.CharField(_("kind of care"), max_length=30, choices=Care)
    key_letter = models.CharField(_("key letter"), max_length=60, blank=True)
    coefficient = models.DecimalField(
        _("coefficient"), max_digits=9, decimal_places=4, null=True, blank=True
    )
    fixed_amount = models.DecimalField(
        _("fixed amount"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    flags = ArrayField(models.CharField(max_length=30), verbose_name=_("flags"), default=list)
    needs_value = models.BooleanField(
        _("no tariff is published"), default=False, help_text=_("An agent decides.")
    )
    ended = models.BooleanField(_("ended"), default=False)
    valid_from = models.DateField(_("valid from"))
    legal_basis = models.CharField(_("legal basis"), max_length=250)
    source = models.CharField(_("source"), max_length=300)
    mark = models.CharField(_("how sure"), max_length=10, blank=True)
    known_since = models.DateTimeField(_("known since"))
    load = models.ForeignKey(
        TariffLoad, verbose_name=_("loaded with"), on_delete=models.PROTECT, related_name="acts"
    )
    replaced_with = models.ForeignKey(
        TariffLoad,
        verbose_name=_("corrected with"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    objects = TariffRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("act")
        verbose_name_plural = _("acts")
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                name="act_value_one_from_a_day",
                fields=["code", "valid_from"],
                condition=Q(replaced_with__isnull=True),
            ),
            models.CheckConstraint(
                name="act_value_is_worth_one_thing",
                condition=Q(ended=True)
                | Q(needs_value=True, coefficient__isnull=True, fixed_amount__isnull=True)
                | Q(needs_value=False, coefficient__gt=0, fixed_amount__isnull=True)
                & ~Q(key_letter="")
                | Q(needs_value=False, coefficient__isnull=True, fixed_amount__gte=0)
                & Q(key_letter=""),
            ),
            models.CheckConstraint(
                name="act_value_care_is_known", condition=Q(care__in=Care.values)
            ),
            models.CheckConstraint(
                name="act_value_nomenclature_is_known",
                condition=Q(nomenclature__in=Nomenclature.values),
            ),
            models.CheckConstraint(
                name="act_value_says_where_from",
                condition=~Q(source="") & ~Q(legal_basis=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from}"


class ParameterValue(models.Model):
    """A rate, a key letter, a flat rate, a limit, … from a day on."""

    name = models.CharField(_("name"), max_length=100)
    amount = models.DecimalField(_("value"), max_digits=14, decimal_places=4, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20)
    valid_from = models.DateField(_("valid from"))
    legal_basis = models.CharField(_("legal basis"), max_length=250)
    source = models.CharField(_("source"), max_length=300)
    mark = models.CharField(_("how sure"), max_length=10, blank=True)
    known_since = models.DateTimeField(_("known since"))
    load = models.ForeignKey(
        TariffLoad, verbose_name=_("loaded with"), on_delete=models.PROTECT, related_name="values"
    )
    replaced_with = models.ForeignKey(
        TariffLoad,
        verbose_name=_("corrected with"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    objects = TariffRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("parameter")
        verbose_name_plural = _("parameters")
        ordering = ["name", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                name="parameter_value_one_from_a_day",
                fields=["name", "valid_from"],
                condition=Q(replaced_with__isnull=True),
            ),
            models.CheckConstraint(
                name="parameter_value_is_not_negative",
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
            ),
            models.CheckConstraint(
                name="parameter_value_share_is_at_most_one",
                condition=~Q(unit="share") | Q(amount__isnull=True) | Q(amount__lte=1),
            ),
            models.CheckConstraint(
                name="parameter_value_says_where_from",
                condition=~Q(source="") & ~Q(legal_basis=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.valid_from}"

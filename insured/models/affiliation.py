"""Who insures a person, since when: what was declared, and the timeline that follows from it."""

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cns_portal.db import DaySpan, Only, Word
from insured.choices import DECLARED, Cover, Fund, ImportState, Movement, Standing
from insured.choices.declaration_files import Encoding
from insured.models.person import InsuredPerson
from insured.querysets import DeclarationQuerySet, PeriodQuerySet

INCLUSIVE = models.Value("[]")


class DeclarationImport(models.Model):
    """A file of declarations and how far reading it has come."""

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True)
    name = models.CharField(_("file name"), max_length=200)
    encoding = models.CharField(
        _("encoding"), max_length=12, choices=Encoding, default=Encoding.UTF_8
    )
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    content = models.BinaryField(_("content"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ImportState, default=ImportState.WAITING
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    lines_read = models.PositiveIntegerField(_("lines read"), default=0)
    lines_total = models.PositiveIntegerField(_("lines in all"), null=True, blank=True)
    report = models.JSONField(_("report"), default=dict, blank=True)
    claimed_at = models.DateTimeField(_("taken up"), null=True, blank=True)
    created_at = models.DateTimeField(_("received"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("import of declarations")
        verbose_name_plural = _("imports of declarations")
        ordering = ["-created_at", "-pk"]
        permissions = [("import_declarations", _("Can import declarations"))]
        constraints = [
            models.CheckConstraint(
                name="import_state_is_known", condition=Q(state__in=ImportState.values)
            ),
            models.CheckConstraint(
                name="import_encoding_is_known", condition=Q(encoding__in=Encoding.values)
            ),
            models.CheckConstraint(
                name="import_is_over_iff_dated",
                condition=Q(state__in=["done", "failed"], finished_at__isnull=False)
                | (~Q(state__in=["done", "failed"]) & Q(finished_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RejectedRow(models.Model):
    """A line that could not be taken, with its reason; the line itself is not kept."""

    source = models.ForeignKey(
        DeclarationImport,
        verbose_name=_("import"),
        on_delete=models.CASCADE,
        related_name="rejected",
    )
    line = models.PositiveIntegerField(_("line"))
    number = models.CharField(_("declaration number"), max_length=40, blank=True)
    field = models.CharField(_("field"), max_length=40, blank=True)
    reason = models.CharField(_("reason"), max_length=40)

    class Meta:
        verbose_name = _("rejected row")
        verbose_name_plural = _("rejected rows")
        ordering = ["line"]
        constraints = [
            models.UniqueConstraint(name="rejected_row_once_per_line", fields=["source", "line"]),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"


class Declaration(models.Model):
    """What the Centre commun declared: a fact that is kept as it came.

    An entry names the first day of affiliation, an exit its last day.
    """

    number = models.CharField(_("declaration number"), max_length=40)
    person = models.ForeignKey(
        InsuredPerson,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="declarations",
    )
    movement = models.CharField(_("movement"), max_length=5, choices=Movement)
    cover = models.CharField(_("as"), max_length=20, choices=Cover)
    fund = models.CharField(_("fund"), max_length=5, choices=Fund)
    employer_number = models.CharField(_("employer number"), max_length=20, blank=True)
    employer_name = models.CharField(_("employer"), max_length=150, blank=True)
    effective_on = models.DateField(_("day"))
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    standing = models.CharField(
        _("standing"), max_length=15, choices=Standing, default=Standing.COUNTED
    )
    contradiction = models.CharField(_("contradiction"), max_length=40, blank=True)
    set_aside_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("set aside by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    set_aside_because = models.CharField(_("set aside because"), max_length=500, blank=True)
    source = models.ForeignKey(
        DeclarationImport,
        verbose_name=_("import"),
        on_delete=models.SET_NULL,
        related_name="declarations",
        null=True,
        blank=True,
    )
    received_at = models.DateTimeField(_("received"))

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = _("declaration")
        verbose_name_plural = _("declarations")
        permissions = [("resolve_contradictions", _("Can set a declaration aside"))]
        indexes = [
            models.Index(
                name="declaration_contradicting",
                fields=["received_at"],
                condition=Q(standing="contradicting"),
            ),
        ]
        constraints = [
            # Another content under a known number is kept beside it until an agent decides:
            # which of the two came first must not matter.
            models.UniqueConstraint(
                name="declaration_is_kept_once",
                fields=[
                    "number",
                    "person",
                    "movement",
                    "cover",
                    "fund",
                    "employer_number",
                    "effective_on",
                ],
            ),
            models.CheckConstraint(
                name="declaration_movement_is_known", condition=Q(movement__in=Movement.values)
            ),
            models.CheckConstraint(
                name="declaration_cover_is_declared", condition=Q(cover__in=DECLARED)
            ),
            models.CheckConstraint(
                name="declaration_fund_is_known", condition=Q(fund__in=Fund.values)
            ),
            models.CheckConstraint(
                name="declaration_contradicts_iff_it_says_how",
                condition=(Q(standing="contradicting") & ~Q(contradiction=""))
                | (~Q(standing="contradicting") & Q(contradiction="")),
            ),
            models.CheckConstraint(
                name="declaration_set_aside_iff_somebody_said_why",
                condition=(
                    Q(standing="set_aside", set_aside_by__isnull=False) & ~Q(set_aside_because="")
                )
                | (~Q(standing="set_aside") & Q(set_aside_by__isnull=True, set_aside_because="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.movement})"


class AffiliationPeriod(models.Model):
    """A stretch of days of a person's insurance, both included. Computed, never typed.

    `services.declarations` writes these rows from the declarations and the family; nobody else.
    """

    person = models.ForeignKey(
        InsuredPerson,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="periods",
    )
    cover = models.CharField(_("as"), max_length=20, choices=Cover)
    fund = models.CharField(_("fund"), max_length=5, choices=Fund)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), null=True, blank=True)
    employer_number = models.CharField(_("employer number"), max_length=20, blank=True)
    employer_name = models.CharField(_("employer"), max_length=150, blank=True)
    through = models.ForeignKey(
        InsuredPerson,
        verbose_name=_("through"),
        on_delete=models.PROTECT,
        related_name="periods_of_others",
        null=True,
        blank=True,
    )

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("period of affiliation")
        verbose_name_plural = _("periods of affiliation")
        ordering = ["first_day", "pk"]
        indexes = [models.Index(name="period_of_a_person", fields=["person", "first_day"])]
        constraints = [
            models.CheckConstraint(
                name="period_cover_is_known", condition=Q(cover__in=Cover.values)
            ),
            models.CheckConstraint(name="period_fund_is_known", condition=Q(fund__in=Fund.values)),
            models.CheckConstraint(
                name="period_ends_after_it_begins",
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
            ),
            models.CheckConstraint(
                name="period_is_through_somebody_iff_co_insured",
                condition=Q(cover=Cover.CO_INSURED, through__isnull=False)
                | (~Q(cover=Cover.CO_INSURED) & Q(through__isnull=True)),
            ),
            models.CheckConstraint(
                name="period_is_through_somebody_else",
                condition=Q(through__isnull=True) | ~Q(through=F("person")),
            ),
            ExclusionConstraint(
                name="period_one_of_a_kind_at_a_time",
                expressions=[
                    (Only("person"), RangeOperators.OVERLAPS),
                    (Word("cover"), RangeOperators.OVERLAPS),
                    (DaySpan("first_day", "last_day", INCLUSIVE), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.cover} {self.first_day}"

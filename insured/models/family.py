"""Families: who acts for a child, and who is insured through whom."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from cns_portal.db import DaySpan, Only
from insured.choices import GuardianshipSource, Relation, TieBasis, TieEnd
from insured.models.person import InsuredPerson
from insured.querysets import GuardianshipQuerySet, TieQuerySet

INCLUSIVE = Value("[]")
COUPLE = ["spouse", "partner"]


class Guardianship(models.Model):
    """That a parent, or somebody in a parent's place, acts for a child until it is 18.

    The 18th birthday is a rule (`rules.acting`), not a column: `last_day` says what ended earlier.
    """

    holder = models.ForeignKey(
        InsuredPerson, verbose_name=_("parent"), on_delete=models.PROTECT, related_name="wards"
    )
    child = models.ForeignKey(
        InsuredPerson, verbose_name=_("child"), on_delete=models.PROTECT, related_name="guardians"
    )
    source = models.CharField(_("known from"), max_length=10, choices=GuardianshipSource)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), null=True, blank=True)

    objects = GuardianshipQuerySet.as_manager()

    class Meta:
        verbose_name = _("guardianship")
        verbose_name_plural = _("guardianships")
        constraints = [
            models.CheckConstraint(
                name="guardianship_is_over_somebody_else", condition=~Q(holder=F("child"))
            ),
            models.CheckConstraint(
                name="guardianship_source_is_known",
                condition=Q(source__in=GuardianshipSource.values),
            ),
            models.CheckConstraint(
                name="guardianship_ends_after_it_begins",
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
            ),
            ExclusionConstraint(
                name="guardianship_once_at_a_time",
                expressions=[
                    (Only("holder"), RangeOperators.OVERLAPS),
                    (Only("child"), RangeOperators.OVERLAPS),
                    (DaySpan("first_day", "last_day", INCLUSIVE), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder_id} → {self.child_id}"


class FamilyTie(models.Model):
    """That somebody is registered as co-insured with a main insured person (CSS, article 7).

    Whether this insures them on a day also depends on the main insured person's own affiliation:
    the periods of the timeline say that.
    """

    principal = models.ForeignKey(
        InsuredPerson,
        verbose_name=_("main insured person"),
        on_delete=models.PROTECT,
        related_name="members",
    )
    member = models.ForeignKey(
        InsuredPerson,
        verbose_name=_("co-insured person"),
        on_delete=models.PROTECT,
        related_name="ties",
    )
    relation = models.CharField(_("relation"), max_length=20, choices=Relation)
    basis = models.CharField(_("basis"), max_length=10, choices=TieBasis)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), null=True, blank=True)
    end_reason = models.CharField(_("ended because"), max_length=20, choices=TieEnd, blank=True)
    beyond_thirty_until = models.DateField(
        _("may remain co-insured from 30 on, until"), null=True, blank=True
    )
    request = models.ForeignKey(
        "insured.Request",
        verbose_name=_("request"),
        on_delete=models.SET_NULL,
        related_name="ties",
        null=True,
        blank=True,
    )
    created_at = models.DateTimeField(_("registered"))

    objects = TieQuerySet.as_manager()

    class Meta:
        verbose_name = _("co-insurance")
        verbose_name_plural = _("co-insurances")
        ordering = ["first_day", "pk"]
        constraints = [
            models.CheckConstraint(
                name="tie_is_between_two_people", condition=~Q(principal=F("member"))
            ),
            models.CheckConstraint(
                name="tie_relation_is_known", condition=Q(relation__in=Relation.values)
            ),
            models.CheckConstraint(
                name="tie_basis_is_known", condition=Q(basis__in=TieBasis.values)
            ),
            models.CheckConstraint(
                name="tie_is_never_automatic_for_a_couple",
                condition=Q(basis=TieBasis.DECISION)
                | Q(relation__in=["own_child", "adopted_child", "foster_child"]),
            ),
            models.CheckConstraint(
                name="tie_ends_after_it_begins",
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
            ),
            models.CheckConstraint(
                name="tie_ended_iff_it_says_why",
                condition=Q(last_day__isnull=True, end_reason="")
                | (Q(last_day__isnull=False, end_reason__in=TieEnd.values)),
            ),
            ExclusionConstraint(
                name="tie_one_at_a_time_per_member",
                expressions=[
                    (Only("member"), RangeOperators.OVERLAPS),
                    (DaySpan("first_day", "last_day", INCLUSIVE), RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="tie_one_spouse_or_partner_at_a_time",
                expressions=[
                    (Only("principal"), RangeOperators.OVERLAPS),
                    (DaySpan("first_day", "last_day", INCLUSIVE), RangeOperators.OVERLAPS),
                ],
                condition=Q(relation__in=COUPLE),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} ({self.relation} of {self.principal_id})"

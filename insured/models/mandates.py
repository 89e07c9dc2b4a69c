"""Mandates: an adult lets somebody else do some things for them, for some time."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from insured.choices import MandateEvidence, MandateScope
from insured.models.person import InsuredPerson
from insured.querysets import MandateQuerySet


class Mandate(models.Model):
    """Who may open whose file, for what, from when until when.

    The holder is named by matricule and becomes known (`holder`) on accepting. What the mandate is
    on a given day (offered, in force, ended) is a rule over these columns: `rules.acting`.
    """

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True)
    grantor = models.ForeignKey(
        InsuredPerson,
        verbose_name=_("given by"),
        on_delete=models.PROTECT,
        related_name="mandates_given",
    )
    holder = models.ForeignKey(
        InsuredPerson,
        verbose_name=_("held by"),
        on_delete=models.PROTECT,
        related_name="mandates_held",
        null=True,
        blank=True,
    )
    holder_matricule = models.CharField(_("number of the holder"), max_length=13)
    holder_name = models.CharField(_("name of the holder"), max_length=200)
    scopes = ArrayField(
        models.CharField(max_length=20, choices=MandateScope), verbose_name=_("opens")
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), null=True, blank=True)
    evidence = models.CharField(_("evidence"), max_length=10, choices=MandateEvidence)
    document = models.ForeignKey(
        "documents.Document",
        verbose_name=_("paper"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("registered by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    offered_at = models.DateTimeField(_("offered"))
    offer_ends_at = models.DateTimeField(_("offer ends"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    declined_at = models.DateTimeField(_("declined"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("revoked by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering = ["-offered_at", "-pk"]
        permissions = [("register_mandate", _("Can register a mandate shown on paper"))]
        indexes = [
            models.Index(
                name="mandate_offered_to",
                fields=["holder_matricule"],
                condition=Q(accepted_at__isnull=True, declined_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="mandate_is_for_somebody_else",
                condition=Q(holder__isnull=True) | ~Q(holder=F("grantor")),
            ),
            models.CheckConstraint(
                name="mandate_has_a_holder_iff_accepted",
                condition=Q(holder__isnull=False, accepted_at__isnull=False)
                | Q(holder__isnull=True, accepted_at__isnull=True),
            ),
            models.CheckConstraint(
                name="mandate_is_not_accepted_and_declined",
                condition=Q(accepted_at__isnull=True) | Q(declined_at__isnull=True),
            ),
            models.CheckConstraint(
                name="mandate_opens_something_known",
                condition=Q(scopes__len__gte=1) & Q(scopes__contained_by=MandateScope.values),
            ),
            models.CheckConstraint(
                name="mandate_ends_after_it_begins",
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
            ),
            models.CheckConstraint(
                name="mandate_revoked_iff_somebody_did",
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="mandate_evidence_is_known", condition=Q(evidence__in=MandateEvidence.values)
            ),
            models.CheckConstraint(
                name="mandate_on_paper_has_its_paper",
                condition=~Q(evidence="paper") | Q(document__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"mandate {self.public_id}"

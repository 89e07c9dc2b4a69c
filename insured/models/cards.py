"""Social security cards: a national side, and a European side that expires."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from insured.choices import CardReason, CardState
from insured.models.person import InsuredPerson
from insured.querysets import CardQuerySet


class Card(models.Model):
    """One card of a person, from the order to its end."""

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True)
    person = models.ForeignKey(
        InsuredPerson, verbose_name=_("person"), on_delete=models.PROTECT, related_name="cards"
    )
    state = models.CharField(
        _("state"), max_length=10, choices=CardState, default=CardState.ORDERED
    )
    reason = models.CharField(_("ordered because"), max_length=20, choices=CardReason)
    ordered_at = models.DateTimeField(_("ordered"))
    sent_on = models.DateField(_("sent"), null=True, blank=True)
    european_from = models.DateField(_("European side from"))
    european_until = models.DateField(_("European side until"))
    ended_at = models.DateTimeField(_("no longer in use since"), null=True, blank=True)
    replaces = models.ForeignKey(
        "self",
        verbose_name=_("replaces"),
        on_delete=models.PROTECT,
        related_name="replaced_by",
        null=True,
        blank=True,
    )
    request = models.ForeignKey(
        "insured.Request",
        verbose_name=_("request"),
        on_delete=models.SET_NULL,
        related_name="cards",
        null=True,
        blank=True,
    )

    objects = CardQuerySet.as_manager()

    class Meta:
        verbose_name = _("social security card")
        verbose_name_plural = _("social security cards")
        ordering = ["-ordered_at", "-pk"]
        indexes = [
            models.Index(
                name="card_to_renew", fields=["european_until"], condition=Q(state="active")
            ),
            models.Index(name="card_of_a_person", fields=["person", "-ordered_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="card_state_is_known", condition=Q(state__in=CardState.values)
            ),
            models.CheckConstraint(
                name="card_reason_is_known", condition=Q(reason__in=CardReason.values)
            ),
            models.CheckConstraint(
                name="card_european_side_ends_after_it_begins",
                condition=Q(european_until__gte=F("european_from")),
            ),
            models.CheckConstraint(
                name="card_is_sent_iff_dated",
                condition=Q(state=CardState.ORDERED, sent_on__isnull=True)
                | Q(state__in=["sent", "active", "to_return", "returned"], sent_on__isnull=False)
                | ~Q(state__in=["ordered", "sent", "active", "to_return", "returned"]),
            ),
            models.CheckConstraint(
                name="card_is_over_iff_dated",
                condition=Q(state__in=["lost", "replaced", "returned"], ended_at__isnull=False)
                | (~Q(state__in=["lost", "replaced", "returned"]) & Q(ended_at__isnull=True)),
            ),
            models.UniqueConstraint(
                name="card_one_in_use_per_person",
                fields=["person"],
                condition=Q(state__in=["active", "to_return"]),
            ),
            models.UniqueConstraint(
                name="card_one_on_its_way_per_person",
                fields=["person"],
                condition=Q(state__in=["ordered", "sent"]),
            ),
            models.CheckConstraint(
                name="card_replaces_another_one",
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("pk")),
            ),
        ]

    def __str__(self) -> str:
        return f"card {self.public_id}"

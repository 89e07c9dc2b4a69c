"""A case and what happened to it."""

import uuid

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cns_portal.procedures import kinds
from cns_portal.procedures.choices import HAPPENINGS, ActorKind, Phase
from cns_portal.procedures.querysets import ProcedureEventQuerySet, ProcedureQuerySet
from cns_portal.sealing.fields import SealedNote


class Procedure(models.Model):
    """One case of a person. The room that opened it has its own record with a key to this one.

    `phase` and `current_state` repeat the last event, so that a list needs no second query; only
    `services` writes them, together with the event.
    """

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True)
    reference = models.CharField(_("reference"), max_length=9)
    kind = models.CharField(_("kind"), max_length=40)
    dossier = models.ForeignKey(
        "accounts.Dossier",
        verbose_name=_("dossier"),
        on_delete=models.PROTECT,
        related_name="procedures",
        null=True,
        blank=True,
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    contact_email = models.EmailField(_("contact e-mail of a person without sign-in"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    phase = models.CharField(_("phase"), max_length=20, choices=Phase)
    current_state = models.CharField(_("state"), max_length=40)
    created_at = models.DateTimeField(_("created"))
    updated_at = models.DateTimeField(_("last event"))

    objects = ProcedureQuerySet.as_manager()

    class Meta:
        verbose_name = _("procedure")
        verbose_name_plural = _("procedures")
        permissions = [("answer_procedure", _("Can answer and ask people about their procedures"))]
        indexes = [models.Index(name="procedure_by_dossier", fields=["dossier", "-created_at"])]
        constraints = [
            models.UniqueConstraint(name="procedure_reference_is_unique", fields=["reference"]),
            models.CheckConstraint(
                name="procedure_phase_is_known", condition=Q(phase__in=Phase.values)
            ),
            models.CheckConstraint(
                name="procedure_language_is_known",
                condition=Q(language__in=["fr", "de", "lb", "en"]),
            ),
            models.CheckConstraint(
                name="procedure_has_a_kind_and_a_state",
                condition=~Q(kind="") & ~Q(current_state=""),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def title(self) -> str:
        """What the room calls such a case, in the language of the moment."""
        return str(kinds.kind(self.kind).label)

    @property
    def state_label(self) -> str:
        """The room's word for the state; the phase where the room has none."""
        return str(kinds.kind(self.kind).states.get(self.current_state, self.get_phase_display()))


class ProcedureEvent(models.Model):
    """One line of a case's history. A trigger refuses to change it; it goes with its procedure.

    Only what wraps the key of a sealed reason may change, for a new key of the portal.
    """

    procedure = models.ForeignKey(
        Procedure, verbose_name=_("procedure"), on_delete=models.CASCADE, related_name="events"
    )
    at = models.DateTimeField(_("at"))
    phase = models.CharField(_("phase"), max_length=20, choices=Phase)
    state = models.CharField(_("state"), max_length=40)
    what = models.CharField(_("what happened"), max_length=100)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("actor"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    actor_kind = models.CharField(_("kind of actor"), max_length=10, choices=ActorKind)
    on_behalf_of = models.CharField(_("on behalf of"), max_length=200, blank=True)
    reason = SealedNote(_("reason"), default="", blank=True)
    public = models.BooleanField(_("shown to the person"), default=True)

    objects = ProcedureEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event of a procedure")
        verbose_name_plural = _("events of procedures")
        indexes = [
            # Lines are only ever added, so that they lie in the order of time: a few kilobytes
            # tell which pages a period is on.
            BrinIndex(name="procedure_event_by_time", fields=["at"], autosummarize=True),
        ]
        constraints = [
            models.CheckConstraint(
                name="procedure_event_phase_is_known", condition=Q(phase__in=Phase.values)
            ),
            models.CheckConstraint(
                name="procedure_event_actor_kind_is_known",
                condition=Q(actor_kind__in=ActorKind.values),
            ),
            models.CheckConstraint(
                name="procedure_event_by_an_agent_names_the_agent",
                condition=~Q(actor_kind=ActorKind.AGENT) | Q(actor__isnull=False),
            ),
            models.CheckConstraint(
                name="procedure_event_by_the_system_names_nobody",
                condition=~Q(actor_kind=ActorKind.SYSTEM) | Q(actor__isnull=True),
            ),
            models.CheckConstraint(
                name="procedure_event_says_what_happened",
                condition=~Q(what="") & ~Q(state=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} ({self.state})"

    @property
    def label(self) -> str:
        """What happened, in the room's words or the floor's; the phase where neither has any."""
        happenings = {**HAPPENINGS, **kinds.kind(self.procedure.kind).happenings}
        return str(happenings.get(self.what, self.get_phase_display()))

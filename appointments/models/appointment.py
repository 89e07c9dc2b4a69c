"""Appointments and the people in them."""

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from appointments.choices import Channel, Role, Status, TopicCode
from appointments.models.agencies import Agency, Desk
from appointments.querysets import AppointmentQuerySet
from appointments.rules.states import OCCUPIES_THE_DESK, STANDING
from cns_portal import clock
from cns_portal.db import Only, TimeSpan
from cns_portal.kernel import codes
from cns_portal.sealing.fields import SealedNote

CHECK_IN_CODE_LENGTH = 16
"""30 letters to the 16th are 78 bits: never guessed at a terminal, and still typed there."""


def new_check_in_code() -> str:
    """An opaque code for the QR: nothing can be read from it or guessed."""
    return codes.random_code(CHECK_IN_CODE_LENGTH)


class Appointment(models.Model):
    """One person's time at one desk, from the moment it is kept for somebody.

    `starts_at` to `ends_at` is the person's time; the desk is taken until `occupied_until`.
    Length, place and topic are written down here, so that later changes of hours or offers do
    not move what was agreed.
    """

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True)
    procedure = models.ForeignKey(
        "procedures.Procedure",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("procedure"),
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("agency")
    )
    desk = models.ForeignKey(
        Desk, on_delete=models.PROTECT, related_name="+", verbose_name=_("desk")
    )
    topic = models.CharField(_("topic"), max_length=20, choices=TopicCode.choices)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    occupied_until = models.DateTimeField(_("desk taken until"))
    status = models.CharField(
        _("status"), max_length=12, choices=Status.choices, default=Status.HELD
    )

    hold_key = models.CharField(max_length=64, blank=True, db_index=True)
    hold_expires_at = models.DateTimeField(_("kept until"), null=True, blank=True)
    hold_extensions = models.PositiveSmallIntegerField(default=0)

    person_key = models.BigIntegerField(
        null=True,
        blank=True,
        help_text=_("A keyed hash of the person concerned: one person is in one place at a time."),
    )
    signed_in = models.BooleanField(_("with authentication"), default=False)
    for_another = models.BooleanField(_("for another person"), default=False)
    question = SealedNote(_("what it is about"), default="", blank=True)
    identity_copy = models.ForeignKey(
        "documents.Document",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("copy of the identity card"),
    )
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default="en"
    )
    consented_at = models.DateTimeField(_("consent given"), null=True, blank=True)

    requested_at = models.DateTimeField(_("sent"), null=True, blank=True)
    left_to_agent_at = models.DateTimeField(_("left to an agent"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)

    basis = models.JSONField(
        _("what the rules saw"),
        null=True,
        blank=True,
        help_text=_("Hours and limits of the moment in which the time was agreed."),
    )

    check_in_code = models.CharField(
        max_length=32, unique=True, default=new_check_in_code, editable=False
    )
    revision = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text=_("SEQUENCE in the calendar file.")
    )
    rescheduled_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("moved from"),
    )
    created_at = models.DateTimeField(_("chosen"), default=clock.now, editable=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["starts_at"]
        indexes = [
            models.Index(
                name="appointment_taken_times",
                fields=["agency", "starts_at"],
                include=["desk", "occupied_until", "hold_expires_at"],
                condition=Q(status__in=sorted(OCCUPIES_THE_DESK)),
            ),
            models.Index(name="appointment_agenda", fields=["agency", "starts_at"]),
            models.Index(
                name="appointment_undecided",
                fields=["requested_at"],
                condition=Q(status="requested"),
            ),
            models.Index(
                name="appointment_expected",
                fields=["starts_at"],
                condition=Q(status="confirmed"),
            ),
            models.Index(
                name="appointment_expiring",
                fields=["hold_expires_at"],
                condition=Q(status="held"),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="appointment_status_is_known", condition=Q(status__in=sorted(Status.values))
            ),
            models.CheckConstraint(
                name="appointment_ends_after_it_starts", condition=Q(starts_at__lt=F("ends_at"))
            ),
            models.CheckConstraint(
                name="appointment_desk_is_taken_to_its_end",
                condition=Q(ends_at__lte=F("occupied_until")),
            ),
            models.CheckConstraint(
                name="appointment_never_reimburses_by_video",
                condition=~Q(topic="reimbursement", channel="video"),
            ),
            models.CheckConstraint(
                name="appointment_held_iff_expiring",
                condition=Q(status="held", hold_expires_at__isnull=False)
                | (~Q(status="held") & Q(hold_expires_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="appointment_sent_has_a_procedure",
                condition=Q(status__in=["held", "expired"])
                | Q(
                    procedure__isnull=False,
                    requested_at__isnull=False,
                    consented_at__isnull=False,
                    person_key__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="appointment_cancelled_iff_dated",
                condition=Q(status="cancelled", cancelled_at__isnull=False)
                | (~Q(status="cancelled") & Q(cancelled_at__isnull=True)),
            ),
            models.UniqueConstraint(
                name="appointment_one_open_per_procedure",
                fields=["procedure"],
                condition=Q(status__in=sorted(OCCUPIES_THE_DESK)),
            ),
            models.UniqueConstraint(
                name="appointment_one_hold_per_visitor",
                fields=["hold_key"],
                condition=Q(status="held"),
            ),
            ExclusionConstraint(
                name="appointment_one_at_a_time_per_desk",
                expressions=[
                    (Only("desk_id"), RangeOperators.OVERLAPS),
                    (TimeSpan("starts_at", "occupied_until"), RangeOperators.OVERLAPS),
                ],
                condition=Q(status__in=sorted(OCCUPIES_THE_DESK)),
            ),
            ExclusionConstraint(
                name="appointment_one_place_at_a_time_per_person",
                expressions=[
                    (Only("person_key"), RangeOperators.OVERLAPS),
                    (TimeSpan("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(status__in=sorted(STANDING), person_key__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.starts_at:%Y-%m-%d %H:%M}Z"


class Participant(models.Model):
    """The details of a person in an appointment, as given at the time."""

    appointment = models.ForeignKey(
        Appointment, on_delete=models.CASCADE, related_name="participants"
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    first_name = models.CharField(_("first name"), max_length=150)
    last_name = models.CharField(_("last name"), max_length=150)
    matricule = models.CharField(_("matricule"), max_length=13, blank=True, db_index=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    birth_place = models.CharField(_("place of birth"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    street = models.CharField(_("street and number"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    locality = models.CharField(_("locality"), max_length=100, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    insured_with_cns = models.BooleanField(_("insured with the CNS"), null=True, blank=True)

    class Meta:
        verbose_name = _("person in the appointment")
        verbose_name_plural = _("people in the appointment")
        indexes = [
            models.Index(
                OpClass(Upper("last_name"), name="text_pattern_ops"),
                name="participant_by_last_name",
            ),
            models.Index(
                OpClass(Upper("first_name"), name="text_pattern_ops"),
                name="participant_by_first_name",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="participant_once_per_role", fields=["appointment", "role"]
            ),
            models.CheckConstraint(
                name="participant_matricule_or_birth_date",
                condition=~Q(matricule="") | Q(birth_date__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"

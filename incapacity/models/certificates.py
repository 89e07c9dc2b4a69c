"""A certificate of incapacity for work, and how far it has come."""

import uuid
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cns_portal.sealing.fields import SealedJSON, SealedText
from incapacity.choices.certificates import (
    Cause,
    CertificateState,
    Channel,
    MatriculeOnSheet,
    Outings,
    Sequel,
    SheetLanguage,
)
from incapacity.querysets import CertificateQuerySet

NOT_SENT = ["draft", "arrived", "kept"]
WITH_AN_AGENT = ["being_checked", "needs_you", "at_board"]
DECIDED = ["accepted", "refused"]


class Certificate(models.Model):
    """What one sheet says, as the person entered it or as it arrived electronically.

    Without a procedure until it is sent. `as_sent` is a picture of what was sent, sealed; the
    columns are the present truth, corrected by agents. The diagnosis is in `Diagnosis` and nowhere
    else. `state` repeats that of the procedure.
    """

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True)
    procedure = models.OneToOneField(
        "procedures.Procedure",
        verbose_name=_("procedure"),
        on_delete=models.PROTECT,
        related_name="certificate",
        null=True,
        blank=True,
    )
    person = models.ForeignKey(
        "insured.InsuredPerson",
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="certificates",
    )
    state = models.CharField(
        _("state"), max_length=15, choices=CertificateState, default=CertificateState.DRAFT
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.ONLINE)

    # -- what the sheet says --------------------------------------------------------------------
    cause = models.CharField(_("cause"), max_length=10, choices=Cause, blank=True)
    sequel = models.CharField(
        _("first certificate or not"), max_length=12, choices=Sequel, default=Sequel.INITIAL
    )
    earlier = models.ForeignKey(
        "self",
        verbose_name=_("earlier certificate"),
        on_delete=models.SET_NULL,
        related_name="later",
        null=True,
        blank=True,
    )
    country = models.CharField(_("country of the doctor"), max_length=2, default="LU")
    sheet_language = models.CharField(
        _("language of the sheet"), max_length=5, choices=SheetLanguage, blank=True
    )
    first_day = models.DateField(_("first day"), null=True, blank=True)
    last_day = models.DateField(_("last day"), null=True, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    doctor_name = models.CharField(_("doctor"), max_length=150, blank=True)
    doctor_code = models.CharField(_("code of the doctor"), max_length=20, blank=True)
    outings = models.CharField(
        _("leaving the house"), max_length=10, choices=Outings, default=Outings.NOT_SAID
    )
    in_hospital = models.BooleanField(_("emergency stay in hospital"), default=False)
    stay = SealedJSON(
        _("address of stay"),
        null=True,
        blank=True,
        help_text=_("Where the person stays when not at home; empty at home."),
    )
    matricule_on_sheet = models.CharField(
        _("matricule on the sheet"), max_length=8, choices=MatriculeOnSheet, blank=True
    )

    sheet_matricule = models.CharField(
        _("matricule read on the sheet"),
        max_length=13,
        blank=True,
        help_text=_("As the person read it there, to compare; empty where nobody did."),
    )

    # -- a sick child, a birth ------------------------------------------------------------------
    child = models.ForeignKey(
        "insured.InsuredPerson",
        verbose_name=_("child"),
        on_delete=models.PROTECT,
        related_name="certificates_for_me",
        null=True,
        blank=True,
    )
    child_matricule = models.CharField(_("matricule of the child"), max_length=13, blank=True)
    child_born_on = models.DateField(_("birth of the child"), null=True, blank=True)
    child_in_hospital = models.BooleanField(_("the child is in hospital"), default=False)
    child_doubled = models.BooleanField(
        _("special supplementary allowance"),
        default=False,
        help_text=_("It is paid for the child: the days are doubled, at any age."),
    )
    leave_days = models.DecimalField(
        _("days of leave taken"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        help_text=_("Empty where nobody has stated them."),
    )
    expected_on = models.DateField(_("expected date of birth"), null=True, blank=True)

    # -- what the person adds -------------------------------------------------------------------
    late_because = SealedText(_("why it is late"), default=str, blank=True)
    note = SealedText(_("note for the agent"), default=str, blank=True)
    employer_told_on = models.DateField(_("employer told on"), null=True, blank=True)
    employer_given_on = models.DateField(
        _("sheet 2 given to the employer on"), null=True, blank=True
    )
    own_sheet_kept_on = models.DateField(_("sheet 3 put away on"), null=True, blank=True)
    nudged_at = models.DateTimeField(_("reminded of sheet 2"), null=True, blank=True)

    # -- its way --------------------------------------------------------------------------------
    created_at = models.DateTimeField(_("begun"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("begun by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text=_("Empty for what arrived electronically."),
    )
    changed_at = models.DateTimeField(_("changed"))
    passes_on_at = models.DateTimeField(
        _("passed on by itself at"),
        null=True,
        blank=True,
        help_text=_("Of an electronic certificate, as long as it waits for that."),
    )
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sent by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text=_("Empty where an electronic certificate was passed on by itself."),
    )
    as_sent = SealedJSON(_("as it was sent"), null=True, blank=True)
    due_on = models.DateField(
        _("deadline at the CNS"),
        null=True,
        blank=True,
        help_text=_("As worked out when it was sent; empty where no deadline holds."),
    )
    late = models.BooleanField(_("sent late"), default=False)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("agent"),
        on_delete=models.PROTECT,
        related_name="certificates_taken",
        null=True,
        blank=True,
    )
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True)
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)
    answer_until = models.DateField(_("answer until"), null=True, blank=True)
    waited = models.DurationField(
        _("time spent waiting for the person"), default=timedelta, editable=False
    )
    board_since = models.DateTimeField(_("with the medical board since"), null=True, blank=True)
    board_question = SealedText(_("question to the medical board"), default=str, blank=True)
    board_opinion = SealedText(_("opinion of the medical board"), default=str, blank=True)
    board_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("opinion by"),
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
    decision = SealedJSON(_("what was decided"), null=True, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["sent_at", "pk"]
        permissions = [
            ("decide_certificate", _("Can decide certificates")),
            ("view_medical", _("Can see sheets and diagnoses")),
            ("give_opinion", _("Can give the opinion of the medical board")),
        ]
        indexes = [
            models.Index(name="certificate_of_a_person", fields=["person", "-first_day"]),
            models.Index(
                name="certificate_of_a_child",
                fields=["child", "first_day"],
                condition=Q(child__isnull=False),
            ),
            models.Index(
                # Agents also search by the beginning of a number.
                name="certificate_of_a_typed_child",
                fields=["child_matricule"],
                opclasses=["varchar_pattern_ops"],
                condition=~Q(child_matricule=""),
            ),
            models.Index(
                name="certificate_waiting_by_day",
                fields=["sent_at", "id"],
                condition=Q(state__in=["sent", "being_checked", "needs_you", "at_board"]),
            ),
            models.Index(name="certificate_by_day", fields=["sent_at", "id"]),
            models.Index(
                name="certificate_by_decision",
                fields=["decided_at"],
                condition=Q(decided_at__isnull=False),
            ),
            models.Index(
                name="certificate_withdrawn_by_day",
                fields=["changed_at"],
                condition=Q(state="withdrawn"),
            ),
            models.Index(
                name="certificate_to_pass_on",
                fields=["passes_on_at"],
                condition=Q(state="arrived"),
            ),
            models.Index(
                name="certificate_not_given_yet",
                fields=["first_day"],
                condition=Q(employer_given_on__isnull=True, nudged_at__isnull=True)
                & Q(state__in=["sent", "being_checked", "needs_you", "at_board", "accepted"]),
            ),
            models.Index(
                name="certificate_draft_by_day", fields=["changed_at"], condition=Q(state="draft")
            ),
            models.Index(
                name="certificate_kept_by_day", fields=["changed_at"], condition=Q(state="kept")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="certificate_state_is_known", condition=Q(state__in=CertificateState.values)
            ),
            models.CheckConstraint(
                name="certificate_channel_is_known", condition=Q(channel__in=Channel.values)
            ),
            models.CheckConstraint(
                name="certificate_cause_is_known", condition=Q(cause__in=["", *Cause.values])
            ),
            models.CheckConstraint(
                name="certificate_sequel_is_known", condition=Q(sequel__in=Sequel.values)
            ),
            models.CheckConstraint(
                name="certificate_outings_is_known", condition=Q(outings__in=Outings.values)
            ),
            models.CheckConstraint(
                name="certificate_sheet_language_is_known",
                condition=Q(sheet_language__in=["", *SheetLanguage.values]),
            ),
            models.CheckConstraint(
                name="certificate_matricule_on_sheet_is_known",
                condition=Q(matricule_on_sheet__in=["", *MatriculeOnSheet.values]),
            ),
            models.CheckConstraint(
                name="certificate_sheet_matricule_is_thirteen_digits",
                condition=Q(sheet_matricule="") | Q(sheet_matricule__regex=r"^[0-9]{13}$"),
            ),
            models.CheckConstraint(
                name="certificate_country_has_two_letters",
                condition=Q(country__regex=r"^[A-Z]{2}$"),
            ),
            models.CheckConstraint(
                name="certificate_child_matricule_is_thirteen_digits",
                condition=Q(child_matricule="") | Q(child_matricule__regex=r"^[0-9]{13}$"),
            ),
            models.CheckConstraint(
                name="certificate_sent_has_its_cause_and_days",
                condition=Q(state="draft")
                | ~Q(cause="")
                & Q(first_day__isnull=False, last_day__isnull=False, issued_on__isnull=False),
            ),
            models.CheckConstraint(
                # A draft may hold what was typed wrongly until it is sent.
                name="certificate_sent_ends_after_it_begins",
                condition=Q(state="draft") | Q(last_day__gte=F("first_day")),
            ),
            models.CheckConstraint(
                name="certificate_earlier_is_another",
                condition=Q(earlier__isnull=True) | ~Q(earlier=F("id")),
            ),
            models.CheckConstraint(
                name="certificate_child_is_another_person",
                condition=Q(child__isnull=True) | ~Q(child=F("person")),
            ),
            models.CheckConstraint(
                name="certificate_child_is_for_family_reasons",
                condition=Q(cause="family")
                | Q(
                    child__isnull=True,
                    child_matricule="",
                    child_born_on__isnull=True,
                    child_in_hospital=False,
                    child_doubled=False,
                    leave_days__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="certificate_sent_for_a_child_names_it",
                condition=Q(state="draft")
                | ~Q(cause="family")
                | Q(child__isnull=False)
                | ~Q(child_matricule=""),
            ),
            models.CheckConstraint(
                name="certificate_leave_days_are_positive",
                condition=Q(leave_days__isnull=True) | Q(leave_days__gt=Decimal(0)),
            ),
            models.CheckConstraint(
                name="certificate_expected_birth_is_for_maternity",
                condition=Q(cause="maternity") | Q(expected_on__isnull=True),
            ),
            models.CheckConstraint(
                name="certificate_procedure_iff_sent",
                condition=Q(
                    state__in=NOT_SENT,
                    procedure__isnull=True,
                    sent_at__isnull=True,
                    sent_by__isnull=True,
                    as_sent__isnull=True,
                    late=False,
                    due_on__isnull=True,
                )
                | ~Q(state__in=NOT_SENT)
                & Q(
                    procedure__isnull=False,
                    sent_at__isnull=False,
                    as_sent__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="certificate_sent_by_somebody_or_electronic",
                condition=Q(state__in=NOT_SENT)
                | Q(sent_by__isnull=False)
                | Q(channel="electronic"),
            ),
            models.CheckConstraint(
                name="certificate_begun_by_somebody_or_electronic",
                condition=Q(created_by__isnull=False) | Q(channel="electronic"),
            ),
            models.CheckConstraint(
                name="certificate_arrived_is_electronic",
                condition=~Q(state__in=["arrived", "kept"]) | Q(channel="electronic"),
            ),
            models.CheckConstraint(
                name="certificate_passes_on_iff_arrived",
                condition=Q(state="arrived", passes_on_at__isnull=False)
                | ~Q(state="arrived") & Q(passes_on_at__isnull=True),
            ),
            models.CheckConstraint(
                name="certificate_late_has_its_deadline",
                condition=Q(late=False) | Q(due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="certificate_taken_iff_dated",
                condition=Q(agent__isnull=True, taken_at__isnull=True)
                | Q(agent__isnull=False, taken_at__isnull=False),
            ),
            models.CheckConstraint(
                name="certificate_being_checked_has_its_agent",
                condition=~Q(state__in=WITH_AN_AGENT) | Q(agent__isnull=False),
            ),
            models.CheckConstraint(
                name="certificate_asked_iff_needs_you",
                condition=Q(state="needs_you", asked_at__isnull=False)
                | ~Q(state="needs_you") & Q(asked_at__isnull=True, answer_until__isnull=True),
            ),
            models.CheckConstraint(
                name="certificate_at_board_iff_dated",
                condition=Q(state="at_board", board_since__isnull=False)
                | ~Q(state="at_board") & Q(board_since__isnull=True),
            ),
            models.CheckConstraint(
                name="certificate_decided_iff_dated",
                condition=Q(
                    state__in=DECIDED,
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                    decision__isnull=False,
                )
                | ~Q(state__in=DECIDED)
                & Q(decided_at__isnull=True, decided_by__isnull=True, decision__isnull=True),
            ),
            models.CheckConstraint(
                name="certificate_waited_is_not_negative", condition=Q(waited__gte=timedelta(0))
            ),
        ]

    def __str__(self) -> str:
        return f"certificate {self.pk} ({self.state})"

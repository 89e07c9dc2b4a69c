"""A request to the data protection officer, and how far it has come."""

import uuid
from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cns_portal.rights.choices.requests import LetterBy, RightsKind, RightsState
from cns_portal.rights.querysets import RightsRequestQuerySet
from cns_portal.sealing.fields import SealedJSON, SealedText
from insured.selectors import looks

OPEN = ["sent", "being_checked", "needs_you"]
WITH_THE_OFFICER = ["being_checked", "needs_you"]
DECIDED = ["accepted", "partly_accepted", "refused", "answered"]
GRANTED = ["accepted", "partly_accepted"]


class RightsRequest(models.Model):
    """One use of a right over personal data.

    Whoever signed in has sent it from a file (`person`, `sent_by`). Without signing in it has an
    `applicant`, their e-mail in the procedure and a copy of their identity document until the
    answer; `person` is then filled in once the officer knows who it is. `details` is what was
    asked, in the shape of the kind (`services.sending`). `state` repeats that of the procedure.
    """

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=RightsKind)
    procedure = models.OneToOneField(
        "procedures.Procedure",
        verbose_name=_("procedure"),
        on_delete=models.PROTECT,
        related_name="rights_request",
    )
    person = models.ForeignKey(
        "insured.InsuredPerson",
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="rights_requests",
        null=True,
        blank=True,
    )
    applicant = SealedJSON(
        _("person who did not sign in"),
        null=True,
        blank=True,
        help_text=_("Name and matricule as they were given."),
    )
    identity_copy = models.OneToOneField(
        "documents.Document",
        verbose_name=_("copy of the identity document"),
        on_delete=models.PROTECT,
        related_name="rights_request_identity",
        null=True,
        blank=True,
    )
    details = SealedJSON(_("what is asked"))
    state = models.CharField(
        _("state"), max_length=15, choices=RightsState, default=RightsState.SENT
    )
    sent_key = models.UUIDField(_("key of the form"), default=uuid.uuid4, unique=True)
    sent_at = models.DateTimeField(_("sent"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sent by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    due_on = models.DateField(_("answer due on"))
    extended_at = models.DateTimeField(_("time extended"), null=True, blank=True)
    extension = SealedText(_("reasons for the longer time"), default=str, blank=True)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("agent"),
        on_delete=models.PROTECT,
        related_name="rights_requests_taken",
        null=True,
        blank=True,
    )
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True)
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)
    answer_until = models.DateField(_("answer until"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    decision = SealedJSON(_("answer"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    lifted_from = models.DateField(
        _("not blocked any more from"),
        null=True,
        blank=True,
        help_text=_("A granted restriction holds until the day before; without a day it goes on."),
    )
    changed_at = models.DateTimeField(_("last change"))

    objects = RightsRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request about personal data")
        verbose_name_plural = _("requests about personal data")
        ordering = ["due_on", "pk"]
        permissions = [("answer_rightsrequest", _("Can answer requests about personal data"))]
        indexes = [
            models.Index(
                name="rights_request_waiting",
                fields=["due_on", "id"],
                condition=Q(state__in=OPEN),
            ),
            models.Index(name="rights_request_by_day", fields=["sent_at", "id"]),
            models.Index(name="rights_request_of_a_person", fields=["person", "-sent_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="rights_request_kind_is_known", condition=Q(kind__in=RightsKind.values)
            ),
            models.CheckConstraint(
                name="rights_request_state_is_known", condition=Q(state__in=RightsState.values)
            ),
            models.CheckConstraint(
                name="rights_request_names_who_sent_it",
                condition=Q(sent_by__isnull=False, person__isnull=False, applicant__isnull=True)
                | Q(sent_by__isnull=True, applicant__isnull=False),
            ),
            models.CheckConstraint(
                name="rights_request_copy_only_without_sign_in",
                condition=Q(identity_copy__isnull=True) | Q(sent_by__isnull=True),
            ),
            models.CheckConstraint(
                name="rights_request_taken_iff_dated",
                condition=Q(agent__isnull=True, taken_at__isnull=True)
                | Q(agent__isnull=False, taken_at__isnull=False),
            ),
            models.CheckConstraint(
                name="rights_request_being_checked_has_its_agent",
                condition=~Q(state__in=WITH_THE_OFFICER) | Q(agent__isnull=False),
            ),
            models.CheckConstraint(
                name="rights_request_waits_for_the_person_iff_asked",
                condition=Q(state="needs_you", asked_at__isnull=False, answer_until__isnull=False)
                | (~Q(state="needs_you") & Q(asked_at__isnull=True, answer_until__isnull=True)),
            ),
            models.CheckConstraint(
                name="rights_request_decided_iff_dated",
                condition=Q(
                    state__in=DECIDED,
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                    decision__isnull=False,
                )
                | (
                    ~Q(state__in=DECIDED)
                    & Q(decided_at__isnull=True, decided_by__isnull=True, decision__isnull=True)
                ),
            ),
            models.CheckConstraint(
                name="rights_request_withdrawn_iff_dated",
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="rights_request_lifts_only_a_granted_restriction",
                condition=Q(lifted_from__isnull=True)
                | Q(kind="restriction", state__in=GRANTED, lifted_from__gt=F("decided_at__date")),
            ),
            models.CheckConstraint(
                name="rights_request_due_after_it_was_sent",
                condition=Q(due_on__gt=F("sent_at__date")),
            ),
            models.UniqueConstraint(
                name="rights_request_open_once_per_kind_and_person",
                fields=["person", "kind"],
                condition=Q(state__in=OPEN, kind__in=["access", "erasure"], sent_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.procedure_id}"

    @property
    def signed_in(self) -> bool:
        """Whether it was sent from a file, after signing in."""
        return self.sent_by_id is not None

    def concerns(self, account_id: int) -> bool:
        """Whether whoever signs in so sent it, or it is about them."""
        about = self.person.account_id if self.person_id else None
        return account_id in {self.sent_by_id, about}

    @cached_property
    def looked_by(self) -> int | None:
        """The account that made the look this asks about; None for every other request."""
        if self.kind != RightsKind.ACCESS_QUESTION or self.person_id is None:
            return None
        return looks.made_by(self.person, self.details.get("look", 0))


class RightsDocument(models.Model):
    """Evidence that came with a request."""

    request = models.ForeignKey(
        RightsRequest, verbose_name=_("request"), on_delete=models.CASCADE, related_name="documents"
    )
    document = models.OneToOneField(
        "documents.Document",
        verbose_name=_("document"),
        on_delete=models.PROTECT,
        related_name="rights_request_document",
    )

    class Meta:
        verbose_name = _("document of a request about personal data")
        verbose_name_plural = _("documents of requests about personal data")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.document_id} of {self.request_id}"


class RightsLetter(models.Model):
    """A question to, or an answer from, somebody who did not sign in and so has no messages."""

    request = models.ForeignKey(
        RightsRequest, verbose_name=_("request"), on_delete=models.CASCADE, related_name="letters"
    )
    by = models.CharField(_("written by"), max_length=10, choices=LetterBy)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    text = SealedText(_("text"))
    sent_key = models.UUIDField(_("key of the form"), default=uuid.uuid4, unique=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("letter about a request")
        verbose_name_plural = _("letters about requests")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="rights_letter_writer_is_known", condition=Q(by__in=LetterBy.values)
            ),
            models.CheckConstraint(
                name="rights_letter_of_an_officer_names_them",
                condition=Q(by="officer", author__isnull=False)
                | Q(by="applicant", author__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by} {self.request_id}"

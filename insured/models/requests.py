"""Requests that an agent decides."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cns_portal.sealing.fields import SealedJSON
from insured.choices import AbroadAnswer, RequestDocumentKind, RequestKind, RequestState
from insured.models.person import InsuredPerson
from insured.querysets import RequestQuerySet

DECIDED = ["accepted", "refused", "issued", "answered"]
OPEN = ["sent", "being_checked", "needs_you"]


class Request(models.Model):
    """One thing that somebody asks of the CNS about their insurance.

    `details` is what they stated, sealed; its shape is that of the kind (`services.requests`).
    `state` repeats the state of the procedure, so that queues need no second table.
    """

    procedure = models.OneToOneField(
        "procedures.Procedure",
        verbose_name=_("procedure"),
        on_delete=models.PROTECT,
        related_name="insured_request",
    )
    person = models.ForeignKey(
        InsuredPerson, verbose_name=_("person"), on_delete=models.PROTECT, related_name="requests"
    )
    about = models.ForeignKey(
        InsuredPerson,
        verbose_name=_("about"),
        on_delete=models.PROTECT,
        related_name="requests_about",
        null=True,
        blank=True,
    )
    kind = models.CharField(_("kind"), max_length=25, choices=RequestKind)
    state = models.CharField(_("state"), max_length=15, choices=RequestState)
    details = SealedJSON(_("details"))
    sent_at = models.DateTimeField(_("sent"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sent by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("agent"),
        on_delete=models.PROTECT,
        related_name="requests_taken",
        null=True,
        blank=True,
    )
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True)
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
    decision = SealedJSON(_("what was decided"), null=True, blank=True)
    answer_kind = models.CharField(
        _("answer of the other fund"), max_length=5, choices=AbroadAnswer, blank=True
    )
    answered_on = models.DateField(_("answered on"), null=True, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        ordering = ["sent_at", "pk"]
        permissions = [("decide_request", _("Can decide requests"))]
        indexes = [
            models.Index(
                name="request_waiting",
                fields=["kind", "sent_at"],
                condition=Q(state__in=["sent", "being_checked", "needs_you"]),
            ),
            models.Index(
                name="request_waiting_by_day",
                fields=["sent_at", "id"],
                condition=Q(state__in=["sent", "being_checked", "needs_you"]),
            ),
            models.Index(name="request_by_day", fields=["sent_at", "id"]),
            models.Index(name="request_of_a_person", fields=["person", "-sent_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="request_kind_is_known", condition=Q(kind__in=RequestKind.values)
            ),
            models.CheckConstraint(
                name="request_state_is_known", condition=Q(state__in=RequestState.values)
            ),
            models.CheckConstraint(
                name="request_decided_iff_dated",
                condition=Q(state__in=DECIDED, decided_at__isnull=False, decided_by__isnull=False)
                | (~Q(state__in=DECIDED) & Q(decided_at__isnull=True, decided_by__isnull=True)),
            ),
            models.CheckConstraint(
                name="request_being_checked_has_its_agent",
                condition=~Q(state__in=["being_checked", "needs_you"]) | Q(agent__isnull=False),
            ),
            models.CheckConstraint(
                name="request_taken_iff_dated",
                condition=Q(agent__isnull=True, taken_at__isnull=True)
                | Q(agent__isnull=False, taken_at__isnull=False),
            ),
            models.CheckConstraint(
                name="request_answered_iff_dated",
                condition=(
                    Q(state=RequestState.ANSWERED, answered_on__isnull=False)
                    & Q(answer_kind__in=AbroadAnswer.values)
                )
                | (~Q(state=RequestState.ANSWERED) & Q(answered_on__isnull=True, answer_kind="")),
            ),
            models.UniqueConstraint(
                name="request_open_once_per_kind_and_person",
                fields=["person", "about", "kind"],
                condition=Q(state__in=OPEN) & ~Q(kind__in=["co_insurance", "s2", "stay_abroad"]),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.procedure_id}"

    def concerns(self, account_id: int) -> bool:
        """Whether whoever signs in so sent it, or it is from them or about them."""
        people = filter(None, (self.person, self.about))
        return account_id in {self.sent_by_id, *(person.account_id for person in people)}


class RequestDocument(models.Model):
    """A file that came with a request."""

    request = models.ForeignKey(
        Request, verbose_name=_("request"), on_delete=models.CASCADE, related_name="documents"
    )
    document = models.OneToOneField(
        "documents.Document",
        verbose_name=_("document"),
        on_delete=models.PROTECT,
        related_name="insured_request_document",
    )
    kind = models.CharField(_("kind"), max_length=20, choices=RequestDocumentKind)

    class Meta:
        verbose_name = _("document of a request")
        verbose_name_plural = _("documents of requests")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="request_document_kind_is_known",
                condition=Q(kind__in=RequestDocumentKind.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.request_id}"

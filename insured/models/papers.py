"""Papers that the portal issues, and that anybody who is handed one can verify."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cns_portal.sealing.fields import SealedJSON
from insured.choices import PaperKind
from insured.models.person import InsuredPerson
from insured.querysets import PaperQuerySet


class Paper(models.Model):
    """A certificate or form as it was issued.

    `facts` is what stands on the paper, sealed: the paper is printed from it and never from what
    the portal knows later. `initials` is all that a stranger with the code learns of the name.
    """

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True)
    person = models.ForeignKey(
        InsuredPerson, verbose_name=_("person"), on_delete=models.PROTECT, related_name="papers"
    )
    kind = models.CharField(_("kind"), max_length=15, choices=PaperKind)
    code = models.CharField(_("code to verify it"), max_length=20)
    initials = models.CharField(_("initials"), max_length=10)
    facts = SealedJSON(_("what stands on it"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"), null=True, blank=True)
    issued_at = models.DateTimeField(_("issued"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("issued by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    request = models.ForeignKey(
        "insured.Request",
        verbose_name=_("request"),
        on_delete=models.SET_NULL,
        related_name="papers",
        null=True,
        blank=True,
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_because = models.CharField(_("withdrawn because"), max_length=200, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["-issued_at", "-pk"]
        permissions = [("issue_paper", _("Can issue and withdraw papers"))]
        indexes = [models.Index(name="paper_of_a_person", fields=["person", "-issued_at"])]
        constraints = [
            models.UniqueConstraint(name="paper_code_is_unique", fields=["code"]),
            models.CheckConstraint(
                name="paper_code_is_long_enough", condition=Q(code__regex=r"^[A-Z0-9]{16,20}$")
            ),
            models.CheckConstraint(
                name="paper_kind_is_known", condition=Q(kind__in=PaperKind.values)
            ),
            models.CheckConstraint(
                name="paper_language_is_known", condition=Q(language__in=["fr", "de", "lb", "en"])
            ),
            models.CheckConstraint(
                name="paper_ends_after_it_begins",
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
            ),
            models.CheckConstraint(
                name="paper_replacing_a_card_ends",
                condition=~Q(kind=PaperKind.REPLACEMENT) | Q(last_day__isnull=False),
            ),
            models.CheckConstraint(
                name="paper_withdrawn_iff_it_says_why",
                condition=(Q(withdrawn_at__isnull=True) & Q(withdrawn_because=""))
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


def posted_as(paper: Paper) -> str:
    """Under which key the message with the paper is posted."""
    return f"paper:{paper.pk}"


def withdrawn_as(paper: Paper) -> str:
    """Under which key the message is posted that says that it was withdrawn."""
    return f"{posted_as(paper)}:withdrawn"

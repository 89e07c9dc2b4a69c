"""What the search looks through."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cns_portal.content.choices.entries import Kind
from cns_portal.content.querysets import SearchEntryQuerySet
from cns_portal.db import DaySpan, Only, Word


class SearchEntry(models.Model):
    """An entry as the readers of one language find it: by their words, or else by English ones.

    Written by the services that publish, in their transaction. `words` and `title` are folded:
    no accents, small letters. Where a new version waits for its day there are several rows, each
    for its days: `shown_from` belongs to them, `shown_until` does not; empty is without an end.
    """

    entry = models.ForeignKey(
        "content.Entry", verbose_name=_("page"), on_delete=models.CASCADE, related_name="+"
    )
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    text = models.ForeignKey(
        "content.Text", verbose_name=_("text"), on_delete=models.CASCADE, related_name="+"
    )
    title = models.TextField(_("title"))
    words = SearchVectorField(_("words"))
    shown_from = models.DateField(_("shown from"), null=True, blank=True)
    shown_until = models.DateField(_("shown until"), null=True, blank=True)

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the search")
        verbose_name_plural = _("entries of the search")
        indexes = [
            # Texts are published now and then and searched all the time: nothing waits in a list
            # that every search would have to read.
            GinIndex(name="content_search_by_word", fields=["words"], fastupdate=False),
        ]
        constraints = [
            ExclusionConstraint(
                name="content_search_one_per_language_at_a_time",
                expressions=[
                    (Only("entry"), "&&"),
                    (Word("language"), "&&"),
                    (DaySpan("shown_from", "shown_until", models.Value("[)")), "&&"),
                ],
            ),
            models.CheckConstraint(
                name="content_search_ends_after_it_begins",
                condition=Q(shown_from__isnull=True)
                | Q(shown_until__isnull=True)
                | Q(shown_until__gt=F("shown_from")),
            ),
            models.CheckConstraint(
                name="content_search_language_is_known",
                condition=Q(language__in=["fr", "de", "lb", "en"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"

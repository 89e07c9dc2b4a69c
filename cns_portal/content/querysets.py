"""What may be asked about entries and their texts."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Subquery, Value, When

from cns_portal.content.choices.entries import SOURCE, State


class EntryQuerySet(models.QuerySet):
    def seen_on(self, day: date) -> Self:
        """Those that readers get on this day: begun, not ended, and published in English."""
        return self.dated_for(day)._published(SOURCE)

    def dated_for(self, day: date) -> Self:
        """Those whose dates are right, whether or not there is something to read."""
        return self.filter(within("", day))

    def with_drafts(self) -> Self:
        """Those with something that readers do not get yet, in any language."""
        return self.filter(Exists(self._texts().drafts()))

    def with_new_versions(self) -> Self:
        """Those of which a new version waits for its day, in any language."""
        return self.filter(Exists(self._texts().scheduled()))

    def missing_in(self, language: str) -> Self:
        """Published in English, not in this language."""
        return self._published(SOURCE).exclude(Exists(self._texts().published().in_(language)))

    def behind_in(self, language: str) -> Self:
        """Those of which the English text is newer than what this one was translated from."""
        translated = self._texts().published().in_(language)
        # One level deeper: seen from the translation, the page is its `entry_id`.
        source = (
            translated.model.objects.published()
            .in_(SOURCE)
            .filter(entry=OuterRef("entry_id"))
            .values("version")[:1]
        )
        behind = Q(based_on__isnull=True) | Q(based_on__lt=Subquery(source))
        return self._published(SOURCE).filter(Exists(translated.filter(behind)))

    def _published(self, language: str) -> Self:
        return self.filter(Exists(self._texts().published().in_(language)))

    def _texts(self) -> TextQuerySet:
        """Of the entry in question."""
        texts = self.model._meta.get_field("texts").related_model.objects
        return texts.filter(entry=OuterRef("pk"))


class TextQuerySet(models.QuerySet):
    def published(self) -> Self:
        return self.filter(state=State.PUBLISHED)

    def in_(self, language: str) -> Self:
        return self.filter(language=language)

    def drafts(self) -> Self:
        return self.filter(state=State.DRAFT)

    def scheduled(self) -> Self:
        return self.filter(state=State.SCHEDULED)

    def given_on(self, day: date) -> Self:
        """What is published, and what takes its place on this day or did so before."""
        return self.filter(Q(state=State.PUBLISHED) | Q(starts_on__lte=day))

    def best_for(self, language: str, day: date) -> Self:
        """One text per entry that readers get on this day: of this language, otherwise English."""
        wanted = Case(
            When(language=language, then=Value(0)), default=Value(1), output_field=IntegerField()
        )
        return (
            self.given_on(day)
            .filter(language__in={language, SOURCE})
            .order_by("entry_id", wanted, F("starts_on").asc(nulls_last=True))
            .distinct("entry_id")
        )


class SearchEntryQuerySet(models.QuerySet):
    def seen_on(self, day: date) -> Self:
        """Those whose pages readers get on this day, with the words of this day."""
        begun = Q(shown_from__isnull=True) | Q(shown_from__lte=day)
        return self.filter(within("entry__", day), begun, _before("shown_until", day))


def within(prefix: str, day: date) -> Q:
    """From the first day on; the day of taking off no longer belongs to it."""
    return Q(**{f"{prefix}publish_on__lte": day}) & _before(f"{prefix}unpublish_on", day)


def _before(end: str, day: date) -> Q:
    return Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": day})


class PageOpinionQuerySet(models.QuerySet):
    def between(self, first: date | None, last: date) -> Self:
        """Those given on these days, both counted; from the beginning without a first one."""
        found = self.filter(given_on__lte=last)
        return found.filter(given_on__gte=first) if first else found

    def about(self, page: str) -> Self:
        return self.filter(page=page)

    def with_words(self) -> Self:
        """Those with a comment, the newest first."""
        return self.filter(has_comment=True).order_by("-given_on", "-pk")

    def before(self, day: date) -> Self:
        return self.filter(given_on__lt=day)

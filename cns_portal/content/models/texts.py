"""The words of an entry: one row per language and version."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cns_portal.content.choices.entries import SOURCE, State
from cns_portal.content.querysets import TextQuerySet


class Text(models.Model):
    """One version in one language. Versions that were published stay, to tell who wrote what when.

    `saves` counts how often a draft was saved: whoever saves says which of them was before their
    eyes. `based_on` is the version of the English text that a translation was made from.
    A version that waits for its day (`starts_on`) is what readers get from that day on, whether or
    not somebody has made it the published one by then (`services.due`).
    `edited_by` is empty where the portal's own texts brought it.
    """

    entry = models.ForeignKey(
        "content.Entry", verbose_name=_("page"), on_delete=models.CASCADE, related_name="texts"
    )
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(_("version"))
    based_on = models.PositiveIntegerField(_("translated from version"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    summary = models.TextField(
        _("summary"), blank=True, help_text=_("One or two sentences, for lists and search.")
    )
    body = models.TextField(_("text"), blank=True)
    who_is_concerned = models.TextField(_("who is concerned"), blank=True)
    how_to_proceed = models.TextField(_("how to proceed"), blank=True)
    good_to_know = models.TextField(_("good to know"), blank=True)
    keywords = models.TextField(
        _("further words"),
        blank=True,
        help_text=_("Words with which readers look for this. They are not shown."),
    )
    saves = models.PositiveIntegerField(_("number of changes"), default=1)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("edited by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    edited_at = models.DateTimeField(_("edited"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("published by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    starts_on = models.DateField(_("readers get it from"), null=True, blank=True)
    replaced_at = models.DateTimeField(_("replaced"), null=True, blank=True)

    objects = TextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints = [
            models.CheckConstraint(
                name="content_text_state_is_known", condition=Q(state__in=State.values)
            ),
            models.CheckConstraint(
                name="content_text_language_is_known",
                condition=Q(language__in=["fr", "de", "lb", "en"]),
            ),
            models.UniqueConstraint(
                name="content_text_version_is_unique", fields=["entry", "language", "version"]
            ),
            models.UniqueConstraint(
                name="content_text_one_draft_per_language",
                fields=["entry", "language"],
                condition=Q(state=State.DRAFT),
            ),
            models.UniqueConstraint(
                name="content_text_one_published_per_language",
                fields=["entry", "language"],
                condition=Q(state=State.PUBLISHED),
            ),
            models.UniqueConstraint(
                name="content_text_one_scheduled_per_language",
                fields=["entry", "language"],
                condition=Q(state=State.SCHEDULED),
            ),
            models.CheckConstraint(
                name="content_text_has_a_day_iff_it_is_scheduled",
                condition=Q(state=State.SCHEDULED, starts_on__isnull=False)
                | (~Q(state=State.SCHEDULED) & Q(starts_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="content_text_has_a_moment_iff_it_was_published",
                condition=Q(state=State.DRAFT, published_at__isnull=True)
                | (~Q(state=State.DRAFT) & Q(published_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="content_text_has_an_end_iff_it_was_replaced",
                condition=Q(state=State.REPLACED, replaced_at__isnull=False)
                | (~Q(state=State.REPLACED) & Q(replaced_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="content_text_was_published_with_a_title",
                condition=Q(state=State.DRAFT) | ~Q(title=""),
            ),
            models.CheckConstraint(
                name="content_text_source_is_translated_from_nothing",
                condition=~Q(language=SOURCE) | Q(based_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.language} {self.version}"

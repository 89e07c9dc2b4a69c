"""Texts that agents keep ready, in the languages of the people who read them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from insured.choices.replies import ReplyUse

LANGUAGES = ("fr", "de", "lb", "en")


class ReplyTemplate(models.Model):
    """One ready text. A supervisor writes it; French is always there, the others may be missing.

    Titles are for agents, texts for the person who reads the answer. Names in braces are filled
    in when the text is used (`choices.replies.Placeholder`). `kind`: see `services.reply_kinds`.
    """

    code = models.SlugField(
        _("code"), max_length=60, help_text=_("Letters, digits and dashes. It never changes.")
    )
    kind = models.CharField(
        _("kind of request"),
        max_length=30,
        blank=True,
        help_text=_("Empty: offered for every kind."),
    )
    use = models.CharField(_("offered when"), max_length=10, choices=ReplyUse)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    is_active = models.BooleanField(_("offered"), default=True)
    title_fr = models.CharField(_("title in French"), max_length=100)
    title_de = models.CharField(_("title in German"), max_length=100, blank=True)
    title_lb = models.CharField(_("title in Luxembourgish"), max_length=100, blank=True)
    title_en = models.CharField(_("title in English"), max_length=100, blank=True)
    text_fr = models.TextField(_("text in French"), max_length=2000)
    text_de = models.TextField(_("text in German"), max_length=2000, blank=True)
    text_lb = models.TextField(_("text in Luxembourgish"), max_length=2000, blank=True)
    text_en = models.TextField(_("text in English"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("ready text")
        verbose_name_plural = _("ready texts")
        ordering = ["use", "kind", "position", "code"]
        constraints = [
            models.UniqueConstraint(name="reply_template_code_is_unique", fields=["code"]),
            models.CheckConstraint(
                name="reply_template_kind_is_a_code", condition=Q(kind__regex=r"^[a-z0-9_]*$")
            ),
            models.CheckConstraint(
                name="reply_template_use_is_known", condition=Q(use__in=ReplyUse.values)
            ),
            models.CheckConstraint(
                name="reply_template_has_words_in_french",
                condition=~Q(title_fr="") & ~Q(text_fr=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def texts(self) -> dict[str, str]:
        """The texts by language; empty where one is missing."""
        return {language: getattr(self, f"text_{language}") for language in LANGUAGES}

    @property
    def title(self) -> str:
        """In the agent's language, else in French."""
        return getattr(self, f"title_{(get_language() or 'fr')[:2]}", "") or self.title_fr

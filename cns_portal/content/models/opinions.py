"""What readers think of a page. Nothing in it leads to whoever wrote it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cns_portal.content.choices.opinions import Rating
from cns_portal.content.querysets import PageOpinionQuerySet
from cns_portal.content.rules.opinions import LONGEST
from cns_portal.sealing.fields import SealedText


class PageOpinion(models.Model):
    """One opinion: the page without its language, the two answers, a comment. A day, no moment.

    The comment is sealed, because people write what they were asked not to.
    """

    sent_key = models.UUIDField(
        _("key of the form"), help_text=_("So that a form sent twice counts once.")
    )
    page = models.CharField(_("page"), max_length=200)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    found = models.BooleanField(_("found what they were looking for"))
    rating = models.PositiveSmallIntegerField(_("rating"), choices=Rating)
    comment = SealedText(_("comment"), max_length=LONGEST, blank=True)
    has_comment = models.BooleanField(_("with a comment"), default=False)
    given_on = models.DateField(_("day"))

    objects = PageOpinionQuerySet.as_manager()

    class Meta:
        verbose_name = _("opinion about a page")
        verbose_name_plural = _("opinions about pages")
        # Nobody writes or changes one in the admin.
        default_permissions = ("view",)
        indexes = [
            models.Index(name="page_opinion_by_day", fields=["given_on", "page"]),
            models.Index(name="page_opinion_by_page", fields=["page", "-given_on"]),
        ]
        constraints = [
            models.UniqueConstraint(name="page_opinion_counts_once", fields=["sent_key"]),
            models.CheckConstraint(
                name="page_opinion_rating_is_known", condition=Q(rating__in=Rating.values)
            ),
            models.CheckConstraint(
                name="page_opinion_language_is_known",
                condition=Q(language__in=["fr", "de", "lb", "en"]),
            ),
            models.CheckConstraint(
                name="page_opinion_names_a_page", condition=Q(page__startswith="/")
            ),
        ]

    def __str__(self) -> str:
        return f"opinion {self.pk}"

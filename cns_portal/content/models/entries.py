"""A page that editors keep, without its words."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cns_portal.content.choices.entries import Grid, Kind
from cns_portal.content.querysets import EntryQuerySet


class Entry(models.Model):
    """A situation, a procedure, a piece of news, a question or a body. Its words are `Text`s.

    `created_by` and `changed_by` are empty where the portal's own texts brought it: once an
    editor has changed something, the portal's texts leave it alone.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    slug = models.CharField(
        _("address"),
        max_length=80,
        help_text=_("The end of the page's address: small letters, digits and hyphens."),
    )
    grid = models.CharField(_("grid of the front page"), max_length=10, choices=Grid, blank=True)
    icon = models.CharField(
        _("icon"), max_length=40, blank=True, help_text=_("The name of a picture of the portal.")
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=100, help_text=_("Small numbers come first.")
    )
    publish_on = models.DateField(_("readers see it from"))
    unpublish_on = models.DateField(
        _("taken off on"),
        null=True,
        blank=True,
        help_text=_("From this day on nobody sees it. Empty: it stays."),
    )
    action = models.CharField(
        _("leads to"),
        max_length=60,
        blank=True,
        help_text=_("The page of the portal in which readers do what this is about."),
    )
    related = models.ManyToManyField(
        "self", verbose_name=_("related pages"), symmetrical=False, blank=True, related_name="+"
    )
    contacts = models.ManyToManyField(
        "self",
        verbose_name=_("who to contact"),
        symmetrical=False,
        blank=True,
        related_name="contact_of",
        limit_choices_to={"kind": Kind.BODY},
    )
    sources = models.TextField(
        _("sources"),
        blank=True,
        help_text=_("Where the facts come from, one a line. Readers do not see it."),
    )
    saves = models.PositiveIntegerField(
        _("number of changes"),
        default=1,
        help_text=_("Tells whether somebody changed it meanwhile."),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    created_at = models.DateTimeField(_("created"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("changed by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    changed_at = models.DateTimeField(_("changed"))

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("page of the editors")
        verbose_name_plural = _("pages of the editors")
        permissions = [("publish_text", _("Can publish texts and take pages off"))]
        indexes = [models.Index(name="content_entry_in_order", fields=["kind", "position", "slug"])]
        constraints = [
            models.CheckConstraint(
                name="content_entry_kind_is_known", condition=Q(kind__in=Kind.values)
            ),
            models.UniqueConstraint(
                name="content_entry_address_is_unique_in_its_kind", fields=["kind", "slug"]
            ),
            models.CheckConstraint(
                name="content_entry_address_is_plain",
                condition=Q(slug__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"),
            ),
            models.CheckConstraint(
                name="content_entry_has_a_grid_iff_it_is_a_situation",
                condition=Q(kind=Kind.SITUATION, grid__in=Grid.values)
                | (~Q(kind=Kind.SITUATION) & Q(grid="")),
            ),
            models.CheckConstraint(
                name="content_entry_ends_after_it_begins",
                condition=Q(unpublish_on__isnull=True) | Q(unpublish_on__gte=F("publish_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug}"


class BodyDetails(models.Model):
    """How a body is reached: what is the same in every language.

    Nothing here is known without a source: where one gives no telephone, none is written down.
    """

    entry = models.OneToOneField(
        Entry,
        verbose_name=_("body"),
        on_delete=models.CASCADE,
        related_name="body",
        primary_key=True,
        limit_choices_to={"kind": Kind.BODY},
    )
    part_of = models.ForeignKey(
        Entry,
        verbose_name=_("department of"),
        on_delete=models.PROTECT,
        related_name="parts",
        null=True,
        blank=True,
        limit_choices_to={"kind": Kind.BODY},
    )
    address = models.TextField(
        _("address"), blank=True, help_text=_("Where its door is, line by line.")
    )
    postal_address = models.TextField(
        _("postal address"), blank=True, help_text=_("Where letters go, if not to the address.")
    )
    phones = models.TextField(
        _("telephones"),
        blank=True,
        help_text=_("One a line; hours after a stroke: (+352) 27 57 1 | workdays 08:00-16:00"),
    )
    hours = models.TextField(
        _("opening hours"),
        blank=True,
        help_text=_("Lines such as: mon-fri 08:30-11:30 13:00-16:00"),
    )
    fax = models.CharField(_("fax"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("website"), blank=True)
    source = models.CharField(
        _("source"), max_length=300, help_text=_("Where this is written, with its address.")
    )
    checked_on = models.DateField(_("checked on"))

    class Meta:
        verbose_name = _("details of a body")
        verbose_name_plural = _("details of bodies")
        constraints = [
            models.CheckConstraint(
                name="content_body_says_where_it_is_from", condition=~Q(source="")
            ),
            models.CheckConstraint(
                name="content_body_is_no_part_of_itself",
                condition=Q(part_of__isnull=True) | ~Q(part_of=F("entry")),
            ),
            models.CheckConstraint(
                name="content_body_website_is_of_the_web",
                condition=Q(website="") | Q(website__regex=r"^https?://"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.entry)

"""Where people are received: agencies and their desks."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appointments.choices import Channel
from appointments.querysets import AgencyQuerySet


class Agency(models.Model):
    """A CNS office that receives people by appointment."""

    slug = models.SlugField(_("short name in addresses"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    street = models.CharField(_("street and number"), max_length=120)
    postcode = models.CharField(
        _("postcode"), max_length=10, validators=[RegexValidator(r"^L-\d{4}$")]
    )
    locality = models.CharField(_("locality"), max_length=80)
    demonstration_address = models.BooleanField(
        _("demonstration address"),
        default=False,
        help_text=_("The real address is not known here; pages say that this one is invented."),
    )
    access_note = models.CharField(_("how to get there and in"), max_length=300, blank=True)
    email = models.EmailField(
        _("e-mail of the staff"),
        blank=True,
        help_text=_("Each booking of this agency is told to this address."),
    )
    active = models.BooleanField(_("takes appointments"), default=True)
    position = models.PositiveSmallIntegerField(_("position in lists"), default=0)
    agents = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("agents"),
        related_name="+",
        blank=True,
        limit_choices_to={"is_staff": True},
    )

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """On one line."""
        return f"{self.street}, {self.postcode} {self.locality}"


class Desk(models.Model):
    """One place in an agency where one agent receives one person at a time."""

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="desks", verbose_name=_("agency")
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    name = models.CharField(_("name"), max_length=40)
    position = models.PositiveSmallIntegerField(
        _("order of staffing"),
        default=0,
        help_text=_("Hours that open two desks open the first two."),
    )
    active = models.BooleanField(_("in service"), default=True)

    class Meta:
        verbose_name = _("desk")
        verbose_name_plural = _("desks")
        ordering = ["agency", "channel", "position", "name"]
        constraints = [
            models.CheckConstraint(
                name="desk_channel_is_known", condition=Q(channel__in=["on_site", "video"])
            ),
            models.UniqueConstraint(
                name="desk_name_once_per_agency", fields=["agency", "channel", "name"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} · {self.name}"

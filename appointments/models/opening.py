"""When agencies are open: dated rows that staff edit, and counters of what has changed."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from appointments.choices import Channel
from appointments.models.agencies import Agency
from cns_portal.db import DaySpan, MinuteSpan, Only, Word


class OpeningHours(models.Model):
    """One stretch of a weekday, from a day on. A change is a new row: the past stays true."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    agency = models.ForeignKey(
        Agency, on_delete=models.CASCADE, related_name="opening_hours", verbose_name=_("agency")
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)
    opens_at = models.TimeField(_("opens"))
    closes_at = models.TimeField(_("closes"))
    desks = models.PositiveSmallIntegerField(
        _("desks served"), null=True, blank=True, help_text=_("Empty: all desks in service.")
    )
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until and including"), null=True, blank=True)

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["agency", "channel", "weekday", "opens_at"]
        constraints = [
            models.CheckConstraint(
                name="opening_hours_weekday_is_known", condition=Q(weekday__lte=6)
            ),
            models.CheckConstraint(
                name="opening_hours_close_after_they_open",
                condition=Q(opens_at__lt=F("closes_at")),
                violation_error_message=_("The closing time must be later than the opening time."),
            ),
            models.CheckConstraint(
                name="opening_hours_end_after_they_begin",
                condition=Q(valid_until__isnull=True) | Q(valid_from__lte=F("valid_until")),
                violation_error_message=_("The last day must not be before the first day."),
            ),
            ExclusionConstraint(
                name="opening_hours_do_not_overlap",
                expressions=[
                    (Only("agency_id"), RangeOperators.OVERLAPS),
                    (Word("channel"), RangeOperators.OVERLAPS),
                    (Only("weekday"), RangeOperators.OVERLAPS),
                    (MinuteSpan("opens_at", "closes_at"), RangeOperators.OVERLAPS),
                    (
                        DaySpan("valid_from", "valid_until", Value("[]")),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_(
                    "These hours overlap others of the same weekday. End the others first."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens_at:%H:%M}–{self.closes_at:%H:%M}"


class SpecialOpening(models.Model):
    """Hours of one day that replace the weekly ones."""

    agency = models.ForeignKey(
        Agency, on_delete=models.CASCADE, related_name="+", verbose_name=_("agency")
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    day = models.DateField(_("day"))
    opens_at = models.TimeField(_("opens"))
    closes_at = models.TimeField(_("closes"))
    desks = models.PositiveSmallIntegerField(_("desks served"), null=True, blank=True)
    on_public_holiday = models.BooleanField(
        _("also on a public holiday"),
        default=False,
        help_text=_("Without this, a public holiday stays closed."),
    )
    note = models.CharField(
        _("why"), max_length=120, blank=True, help_text=_("Only staff read it.")
    )

    class Meta:
        verbose_name = _("special opening")
        verbose_name_plural = _("special openings")
        ordering = ["day", "opens_at"]
        constraints = [
            models.CheckConstraint(
                name="special_opening_closes_after_it_opens",
                condition=Q(opens_at__lt=F("closes_at")),
                violation_error_message=_("The closing time must be later than the opening time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.day} {self.opens_at:%H:%M}–{self.closes_at:%H:%M}"


class Closure(models.Model):
    """A day or part of a day on which an agency is closed; without an agency, all of them."""

    agency = models.ForeignKey(
        Agency,
        on_delete=models.CASCADE,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("agency"),
        help_text=_("Empty: all agencies."),
    )
    channel = models.CharField(
        _("channel"),
        max_length=10,
        choices=Channel.choices,
        blank=True,
        help_text=_("Empty: at the agency and by video call."),
    )
    day = models.DateField(_("day"))
    from_time = models.TimeField(_("from"), null=True, blank=True)
    until_time = models.TimeField(_("until"), null=True, blank=True)
    reason = models.CharField(
        _("reason"), max_length=120, help_text=_("People read it when they ask for this time.")
    )

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        ordering = ["-day"]
        constraints = [
            models.CheckConstraint(
                name="closure_has_both_times_or_none",
                condition=Q(from_time__isnull=True, until_time__isnull=True)
                | Q(from_time__isnull=False, until_time__isnull=False),
                violation_error_message=_("Give both times, or none for the whole day."),
            ),
            models.CheckConstraint(
                name="closure_ends_after_it_begins",
                condition=Q(from_time__isnull=True) | Q(from_time__lt=F("until_time")),
                violation_error_message=_("The end must be later than the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency or _('All agencies')} {self.day}"


class AgencyDay(models.Model):
    """Changes whenever the appointments of an agency's day change: a trigger writes it.

    Lists of free times are kept in memory under this number. It is advice for lists only;
    booking always looks at the appointments themselves.
    """

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    version = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="agency_day_is_counted_once", fields=["agency", "day"]),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.day} v{self.version}"


class CalendarVersion(models.Model):
    """Changes whenever hours, closures, desks, agencies or offers change: a trigger writes it."""

    version = models.BigIntegerField()
    reviewed = models.BigIntegerField(
        default=0,
        db_default=0,
        help_text="The version against which all appointments to come were last checked.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="calendar_version_is_one_row", condition=Q(id=1)),
        ]

    def __str__(self) -> str:
        return f"v{self.version}"

"""Closures and special openings: what they would touch is shown before they are saved."""

from django import forms
from django.contrib import admin, messages
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from appointments.admin import outside
from appointments.admin.scoping import AgencyRowsAdmin
from appointments.models import Appointment, Closure, SpecialOpening
from appointments.selectors import agenda
from cns_portal import clock

CONFIRMED = "_save_all_the_same"


class ImpactForm(forms.ModelForm):
    """A change of hours that is saved at once when it touches nobody, else when told to."""

    def find_touched(self) -> list[Appointment]:
        """The open appointments that the change leaves in a closed time."""
        raise NotImplementedError

    def _post_clean(self) -> None:
        super()._post_clean()
        self.touched: list[Appointment] = []
        if self.errors or not self.has_changed():
            return
        self.touched = self.find_touched()
        if self.touched and CONFIRMED not in self.data:
            self.add_error(None, self._warning(len(self.touched)))

    @staticmethod
    def _warning(count: int) -> str:
        return ngettext(
            "%(count)d open appointment lies in the time that would be closed. It stays until you "
            "move or cancel it. Look at the list below before you save.",
            "%(count)d open appointments lie in the time that would be closed. They stay until "
            "you move or cancel each of them. Look at the list below before you save.",
            count,
        ) % {"count": count}


class ClosureForm(ImpactForm):
    class Meta:
        model = Closure
        fields = ["agency", "channel", "day", "from_time", "until_time", "reason"]

    def find_touched(self) -> list[Appointment]:
        closure = self.instance
        return agenda.touched_by_closure(
            agency_id=closure.agency_id,
            channel=closure.channel,
            day=closure.day,
            from_time=closure.from_time,
            until_time=closure.until_time,
        )


class SpecialOpeningForm(ImpactForm):
    class Meta:
        model = SpecialOpening
        fields = [
            "agency", "channel", "day", "opens_at", "closes_at", "desks", "on_public_holiday",
        ]  # fmt: skip

    def find_touched(self) -> list[Appointment]:
        return agenda.touched_by_special_opening(self.instance, instead_of=self.instance.pk)


class ImpactAdmin(AgencyRowsAdmin):
    """The page lists what a change touches, with a second button that saves all the same."""

    change_form_template = "admin/appointments/impact_change_form.html"
    date_hierarchy = "day"
    list_filter = ["channel"]

    def render_change_form(self, request, context, *args, **kwargs):
        form = context["adminform"].form
        touched = getattr(form, "touched", [])
        context["touched"] = [
            {
                "appointment": appointment,
                "address": reverse("admin:appointments_appointment_change", args=[appointment.pk]),
            }
            for appointment in touched
        ]
        context["confirmed_name"] = CONFIRMED
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        if touched := form.touched:
            address = f"{reverse('admin:appointments_appointment_changelist')}?day={obj.day}"
            text = ngettext(
                "%(count)d appointment still stands in the closed time.",
                "%(count)d appointments still stand in the closed time.",
                len(touched),
            ) % {"count": len(touched)}
            link = format_html(
                '<a href="{}">{}</a>', address, _("Show the appointments of the day")
            )
            messages.warning(request, format_html("{} {}", text, link))


@admin.register(Closure)
class ClosureAdmin(ImpactAdmin):
    form = ClosureForm
    list_display = ["day", "where", "channel", "from_time", "until_time", "reason"]
    search_fields = ["reason"]

    @admin.display(description=_("agency"), ordering="agency__name")
    def where(self, closure: Closure) -> str:
        return closure.agency.name if closure.agency else _("All agencies")


@admin.register(SpecialOpening)
class SpecialOpeningAdmin(ImpactAdmin):
    form = SpecialOpeningForm
    list_display = [
        "day", "agency", "channel", "opens_at", "closes_at", "desks", "on_public_holiday",
    ]  # fmt: skip

    def delete_model(self, request, obj) -> None:
        super().delete_model(request, obj)
        left = agenda.left_outside(obj.agency_id, now=clock.now(), day=obj.day)
        outside.warn(request, left)

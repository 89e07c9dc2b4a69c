"""Closures and special openings: whom they would touch is asked about before they are saved."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from appointments.admin import outside, showing
from appointments.admin.scoping import AgencyRowsAdmin
from appointments.models import Appointment, Closure, SpecialOpening
from appointments.selectors import agenda
from cns_portal import clock

CONFIRMED, BACK = "_save_all_the_same", "_back"
"""The two answers to the question."""


class ImpactForm(forms.ModelForm):
    """A change of hours that is saved at once when it touches nobody, else when told to.

    While it is not told to, it is not valid, and yet nothing in it is wrong: it has no errors.
    """

    def find_touched(self) -> list[Appointment]:
        """The open appointments that the change leaves in a closed time."""
        raise NotImplementedError

    def _post_clean(self) -> None:
        super()._post_clean()
        self.touched: list[Appointment] = []
        if not self.errors and self.has_changed():
            self.touched = self.find_touched()

    @property
    def asks(self) -> bool:
        """Whether the agent has yet to see whom the change touches, and to answer."""
        if not self.is_bound or self.errors or CONFIRMED in self.data or BACK in self.data:
            return False
        return bool(self.touched)

    def is_valid(self) -> bool:
        return super().is_valid() and not self.asks and BACK not in self.data


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
    """A change that touches somebody leads to a page of its own, with a list and two answers."""

    question_template = "admin/appointments/impact.html"
    all_the_same: str
    """The button that saves it."""
    date_hierarchy = "day"
    list_filter = ["channel"]

    def render_change_form(self, request, context, *args, **kwargs):
        form = context["adminform"].form
        if not getattr(form, "asks", False):  # without the permission, the form is a stock one
            return super().render_change_form(request, context, *args, **kwargs)
        return self._question(request, context, form)

    def _question(self, request: HttpRequest, context: dict, form: ImpactForm) -> TemplateResponse:
        """Whom it touches; what was typed goes along in hidden fields."""
        count = len(form.touched)
        title = ngettext(
            "%(count)d open appointment lies in the time that would be closed",
            "%(count)d open appointments lie in the time that would be closed",
            count,
        ) % {"count": count}
        context |= {
            "title": title,
            "subtitle": None,
            "opts": self.opts,
            "form": form,
            "touched": [(showing.address_of(row.pk), row) for row in form.touched],
            "all_the_same": self.all_the_same,
            "confirmed_name": CONFIRMED,
            "back_name": BACK,
        }
        return TemplateResponse(request, self.question_template, context)

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
    all_the_same = _("Close all the same")
    list_display = ["day", "where", "channel", "from_time", "until_time", "reason"]
    search_fields = ["reason"]

    @admin.display(description=_("agency"), ordering="agency__name")
    def where(self, closure: Closure) -> str:
        return closure.agency.name if closure.agency else _("All agencies")


@admin.register(SpecialOpening)
class SpecialOpeningAdmin(ImpactAdmin):
    form = SpecialOpeningForm
    all_the_same = _("Change the hours all the same")
    list_display = [
        "day", "agency", "channel", "opens_at", "closes_at", "desks", "on_public_holiday",
    ]  # fmt: skip

    def delete_model(self, request, obj) -> None:
        super().delete_model(request, obj)
        left = agenda.left_outside(obj.agency_id, now=clock.now(), day=obj.day)
        outside.warn(request, left)

"""Closures and special openings: whom they would touch is asked about before they are saved."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from appointments.admin.impact import PlanAdmin
from appointments.admin.scoping import AgencyRowsAdmin
from appointments.models import Closure, SpecialOpening


class DatedRowsAdmin(PlanAdmin, AgencyRowsAdmin):
    date_hierarchy = "day"
    list_filter = ["channel"]


@admin.register(Closure)
class ClosureAdmin(DatedRowsAdmin):
    fields = ["agency", "channel", "day", "from_time", "until_time", "reason"]
    list_display = ["day", "where", "channel", "from_time", "until_time", "reason"]
    search_fields = ["reason"]

    @admin.display(description=_("agency"), ordering="agency__name")
    def where(self, closure: Closure) -> str:
        return closure.agency.name if closure.agency else _("All agencies")


@admin.register(SpecialOpening)
class SpecialOpeningAdmin(DatedRowsAdmin):
    fields = [
        "agency", "channel", "day", "opens_at", "closes_at", "desks", "on_public_holiday", "note",
    ]  # fmt: skip
    list_display = [
        "day", "agency", "channel", "opens_at", "closes_at", "desks", "on_public_holiday", "note",
    ]  # fmt: skip

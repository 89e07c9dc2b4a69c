"""Topics, channels and limits: for supervisors."""

from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import reverse

from appointments.admin.impact import PlanAdmin
from appointments.admin.scoping import RecordedAdmin
from appointments.models import BookingPolicy, TopicOffer

THE_ONLY_ROW = 1


@admin.register(TopicOffer)
class TopicOfferAdmin(PlanAdmin, RecordedAdmin):
    list_display = [
        "topic", "channel", "active", "slot_minutes", "buffer_minutes", "notice_minutes",
        "horizon_days", "left_to_agent",
    ]  # fmt: skip
    list_display_links = ["topic"]


@admin.register(BookingPolicy)
class BookingPolicyAdmin(RecordedAdmin):
    """One row: its list is its page."""

    def has_add_permission(self, request) -> bool:
        return super().has_add_permission(request) and not BookingPolicy.objects.exists()

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def changelist_view(self, request, extra_context=None):
        if BookingPolicy.objects.exists():
            address = reverse("admin:appointments_bookingpolicy_change", args=[THE_ONLY_ROW])
        elif self.has_add_permission(request):
            address = reverse("admin:appointments_bookingpolicy_add")
        else:
            return super().changelist_view(request, extra_context)
        return HttpResponseRedirect(address)

    def save_model(self, request, obj, form, change) -> None:
        obj.pk = THE_ONLY_ROW
        super().save_model(request, obj, form, change)

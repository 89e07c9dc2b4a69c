"""Terminals and displays: set up, heard of, revoked. A token is shown once and stored nowhere."""

from django.conf import settings
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from appointments.admin.scoping import AgencyRowsAdmin
from appointments.choices import DeviceKind
from appointments.models import Device
from appointments.services import devices
from appointments.services.acting import By
from cns_portal import pdf
from cns_portal.kernel import codes


@admin.register(Device)
class DeviceAdmin(AgencyRowsAdmin):
    """Supervisors set devices up and revoke them; agents see those of their agencies."""

    list_display = ["name", "agency", "kind", "last_seen_at", "state"]
    list_filter = ["kind"]
    fields = ["agency", "kind", "name"]

    def get_urls(self):
        """Without deleting: a revoked device stays, so that the trail can name it."""
        prefix = "appointments_device"
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name=f"{prefix}_changelist"),
            path("add/", view(self.add_view), name=f"{prefix}_add"),
            path("<int:object_id>/change/", view(self.one_device), name=f"{prefix}_change"),
            path("<int:object_id>/revoke/", view(self.revoke), name=f"{prefix}_revoke"),
        ]

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    @admin.display(description=_("state"))
    def state(self, device: Device) -> str:
        return _("Revoked") if device.revoked_at else _("In use")

    # -- setting up ------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Device, form, change) -> None:
        obj.token = devices.set_up(obj, by=By.agent(request.user))

    def response_add(self, request: HttpRequest, obj: Device, post_url_continue=None):
        """The token, in the answer itself: it is in no address, no session and no message."""
        return self._page(
            request,
            "admin/appointments/device/token.html",
            obj,
            title=_("%(device)s is set up") % {"device": obj},
            token=codes.grouped(obj.token),
            picture=pdf.qr.svg(obj.token, label=_("The token as a QR code")),
        )

    # -- one device ------------------------------------------------------------------------

    def one_device(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """What is known about it."""
        device = self._visible(request, object_id)
        return self._page(request, "admin/appointments/device/page.html", device, title=str(device))

    def revoke(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Asks on GET, revokes on POST."""
        device = self._visible(request, object_id)
        if not self.has_change_permission(request, device):
            raise Http404
        if request.method == "POST":
            devices.revoke(device.pk, by=By.agent(request.user))
            messages.success(request, _("%(device)s is revoked.") % {"device": device})
            return HttpResponseRedirect(reverse("admin:appointments_device_changelist"))
        return self._page(
            request,
            "admin/appointments/device/revoke.html",
            device,
            title=_("Revoke %(device)s") % {"device": device},
        )

    def _visible(self, request: HttpRequest, object_id: int) -> Device:
        device = None
        if self.has_view_permission(request):
            device = self.get_queryset(request).filter(pk=object_id).first()
        if device is None:
            raise Http404
        return device

    def _page(self, request: HttpRequest, template: str, device: Device, **shown) -> HttpResponse:
        name = "display" if device.kind == DeviceKind.DISPLAY else "terminal"
        address = reverse(f"appointment_links:{name}", args=[device.agency.slug])
        context = {
            **self.admin_site.each_context(request),
            "opts": Device._meta,
            "device": device,
            "address": settings.SITE_URL + address,
            "may_revoke": self.has_change_permission(request, device) and not device.revoked_at,
            **shown,
        }
        response = TemplateResponse(request, template, context)
        response["Cache-Control"] = "private, no-store"
        return response

"""Senders of electronic certificates: set up, given another key, revoked. A token is shown once."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal.kernel.refusal import Refused
from incapacity.choices.electronic import SenderRefusal
from incapacity.models import ElectronicMessage, Sender
from incapacity.services import senders

FIELD_OF = {SenderRefusal.NOT_A_CODE: "code", SenderRefusal.CODE_TAKEN: "code"}
"""Where a refusal belongs; the others are about the key."""


def _key_field(**options) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Public key"),
        help_text=gettext_lazy(
            "Ed25519 in PEM: it begins with -----BEGIN PUBLIC KEY-----. Compare its fingerprint "
            "with the sender on the telephone."
        ),
        widget=forms.Textarea(attrs={"rows": 4, "cols": 32, "autocomplete": "off"}),
        max_length=1000,
        **options,
    )


class NewSenderForm(forms.Form):
    """How a sender is called, and its key."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy("How it is called in its messages; it cannot be changed."),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        help_text=gettext_lazy("The insured read it beside the certificates that come from there."),
    )
    public_key = _key_field()


class RotateForm(forms.Form):
    """Another token in any case; another key if one is given."""

    public_key = _key_field(required=False)
    at_once = forms.BooleanField(
        label=gettext_lazy("End the former token and key now"),
        help_text=gettext_lazy("When somebody else may have them."),
        required=False,
    )


@admin.register(Sender)
class SenderAdmin(admin.ModelAdmin):
    """For supervisors. Nothing is deleted: what a sender sent keeps its name."""

    list_display = ["code", "name", "state", "last_message", "active_from"]
    list_per_page = 50
    actions = None

    def get_urls(self):
        view, prefix, one = self.admin_site.admin_view, "incapacity_sender", "<int:object_id>/"
        return [
            path("", view(self.changelist_view), name=f"{prefix}_changelist"),
            path("add/", view(self.new), name=f"{prefix}_add"),
            path(f"{one}change/", view(self.one), name=f"{prefix}_change"),
            path(f"{one}rotate/", view(self.rotate), name=f"{prefix}_rotate"),
            path(f"{one}revoke/", view(self.revoke), name=f"{prefix}_revoke"),
        ]

    def get_queryset(self, request: HttpRequest):
        latest = ElectronicMessage.objects.filter(sender=OuterRef("pk")).order_by("-received_at")
        return (
            super()
            .get_queryset(request)
            .annotate(heard_at=Subquery(latest.values("received_at")[:1]))
        )

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    @admin.display(description=gettext_lazy("state"))
    def state(self, sender: Sender) -> str:
        return _("Revoked") if sender.revoked_at else _("In use")

    @admin.display(description=gettext_lazy("last message"))
    def last_message(self, sender: Sender):
        return sender.heard_at

    # -- pages --------------------------------------------------------------------------------

    def new(self, request: HttpRequest) -> HttpResponse:
        """Sets a sender up; the answer shows its token."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = NewSenderForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                sender, token = senders.set_up(**form.cleaned_data, actor=request.user)
            except Refused as refused:
                form.add_error(FIELD_OF.get(refused.reason, "public_key"), refused.sentence)
            else:
                return self._token(request, sender, token)
        return self._page(request, "form", None, title=_("Set up a sender"), form=form)

    def one(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """What is known about it."""
        sender = self._visible(request, object_id)
        return self._page(request, "page", sender, title=str(sender))

    def rotate(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Asks on GET; on POST gives it another token, which the answer shows."""
        sender = self._changeable(request, object_id)
        form = RotateForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                sender, token = senders.rotate(sender.pk, **form.cleaned_data, actor=request.user)
            except Refused as refused:
                form.add_error("public_key", refused.sentence)
            else:
                return self._token(request, sender, token)
        title = _("Another token or key for {sender}").format(sender=sender)
        return self._page(request, "form", sender, title=title, form=form)

    def revoke(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Asks on GET, revokes on POST."""
        sender = self._changeable(request, object_id)
        if request.method == "POST":
            senders.revoke(sender.pk, actor=request.user)
            messages.success(request, _("{sender} is revoked.").format(sender=sender))
            return HttpResponseRedirect(reverse("admin:incapacity_sender_changelist"))
        title = _("Revoke {sender}").format(sender=sender)
        return self._page(request, "revoke", sender, title=title)

    # -- what they have in common -------------------------------------------------------------

    def _visible(self, request: HttpRequest, object_id: int) -> Sender:
        sender = None
        if self.has_view_permission(request):
            sender = self.get_queryset(request).filter(pk=object_id).first()
        if sender is None:
            raise Http404
        return sender

    def _changeable(self, request: HttpRequest, object_id: int) -> Sender:
        sender = self._visible(request, object_id)
        if sender.revoked_at or not self.has_change_permission(request, sender):
            raise Http404
        return sender

    def _token(self, request: HttpRequest, sender: Sender, token: str) -> HttpResponse:
        """In the answer itself: it is in no address, no session and no message."""
        title = _("The token of {sender}").format(sender=sender)
        return self._page(request, "token", sender, title=title, token=token)

    def _page(
        self, request: HttpRequest, template: str, sender: Sender | None, **shown
    ) -> HttpResponse:
        may_change = sender is not None and self.has_change_permission(request, sender)
        context = {
            **self.admin_site.each_context(request),
            "opts": Sender._meta,
            "sender": sender,
            "address": senders.address(),
            "fingerprint": senders.fingerprint(sender.public_key) if sender else "",
            "may_change": may_change and not sender.revoked_at,
            **shown,
        }
        name = f"admin/incapacity/sender/{template}.html"
        response = TemplateResponse(request, name, context)
        response["Cache-Control"] = "private, no-store"
        return response

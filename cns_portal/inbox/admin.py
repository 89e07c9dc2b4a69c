"""What was posted and how far it got. Texts are not shown: they are for the recipient."""

from django.contrib import admin, messages
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cns_portal import audit
from cns_portal.accounts.models import Dossier
from cns_portal.audit.reading import ReadingRecorded
from cns_portal.inbox import services
from cns_portal.inbox.models import Email, Message
from cns_portal.kernel.refusal import Refused


class PostingAdmin(ReadingRecorded):
    """Reading only; an action calls the service."""

    date_hierarchy = "created_at"
    ordering = ["-created_at", "-pk"]
    show_full_result_count = False
    purpose = "inbox.delivery"

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def change_view(self, request, object_id, form_url="", extra_context=None):
        posting = self.get_object(request, object_id)
        if posting is not None and self.has_view_permission(request, posting):
            audit.record_view(
                request.user, posting, purpose=self.purpose, dossier=self.dossier_of(posting)
            )
        return super().change_view(request, object_id, form_url, extra_context)

    def dossier_of(self, posting) -> Dossier | None:
        """Whose it is; None when it went to somebody without a dossier, or to the staff."""
        raise NotImplementedError

    def dossier_id(self, row) -> int | None:
        dossier = self.dossier_of(row)
        return dossier.pk if dossier else None

    def call_for_each(self, request, queryset, verb) -> int:
        """Call the service for each row; a refusal is shown with the row it is about."""
        done = 0
        for posting in queryset:
            try:
                verb(posting, actor=request.user)
            except Refused as refused:
                self.message_user(request, f"{posting.pk}: {refused.sentence}", messages.WARNING)
            else:
                done += 1
        return done


@admin.register(Email)
class EmailAdmin(PostingAdmin):
    list_display = [
        "created_at", "reference", "recipient", "subject", "status", "attempts", "sent_at",
        "last_error",
    ]  # fmt: skip
    list_filter = ["status", "language"]
    search_fields = ["=reference", "=recipient", "=message_id"]
    fields = [
        "created_at", "reference", "recipient", "subject", "language", "status", "attempts",
        "refusals", "not_before", "sent_at", "last_error", "message_id", "resend_of",
    ]  # fmt: skip
    readonly_fields = fields
    actions = ["resend"]
    list_select_related = ["announces__dossier"]

    def dossier_of(self, posting: Email) -> Dossier | None:
        return posting.announces.dossier if posting.announces else None

    def has_resend_permission(self, request) -> bool:
        return request.user.has_perm("inbox.resend_email")

    @admin.action(description=_("Send the selected e-mails again"), permissions=["resend"])
    def resend(self, request, queryset) -> None:
        sent = self.call_for_each(request, queryset, services.resend)
        if sent:
            self.message_user(
                request,
                ngettext(
                    "%(count)d e-mail will be sent again.",
                    "%(count)d e-mails will be sent again.",
                    sent,
                )
                % {"count": sent},
                messages.SUCCESS,
            )


@admin.register(Message)
class MessageAdmin(PostingAdmin):
    list_display = ["created_at", "reference", "status", "attempts", "delivered_at", "last_error"]
    list_filter = ["status", "language"]
    search_fields = ["=reference"]
    fields = [
        "created_at", "reference", "language", "status", "attempts", "refusals", "not_before",
        "delivered_at", "last_error",
    ]  # fmt: skip
    readonly_fields = fields
    actions = ["retry"]
    list_select_related = ["dossier"]

    def dossier_of(self, posting: Message) -> Dossier | None:
        return posting.dossier

    def has_retry_permission(self, request) -> bool:
        return request.user.has_perm("inbox.retry_message")

    @admin.action(description=_("Deliver the selected messages again"), permissions=["retry"])
    def retry(self, request, queryset) -> None:
        if self.call_for_each(request, queryset, services.retry_message):
            self.message_user(
                request, gettext("The messages will be delivered again."), messages.SUCCESS
            )

"""The front page, my space, and the pages about the portal itself."""

from django.urls import path

from cns_portal.home.views import about, conversation, front, procedures, record, sitemap, space
from cns_portal.home.views import messages as inbox

app_name = "home"

urlpatterns = [
    path("", front.Front.as_view(), name="front"),
    path("accessibility/", about.Accessibility.as_view(), name="accessibility"),
    path("data-protection/", about.DataProtection.as_view(), name="privacy"),
    path("data-protection/record/", record.Record.as_view(), name="record"),
    path("data-protection/record.csv", record.RecordFile.as_view(), name="record_file"),
    path("legal-notice/", about.LegalNotice.as_view(), name="legal"),
    path("cookies/", about.Cookies.as_view(), name="cookies"),
    path("sitemap/", sitemap.SiteMap.as_view(), name="sitemap"),
    path("espace/", space.Space.as_view(), name="space"),
    path("espace/messages/", inbox.Messages.as_view(), name="messages"),
    path("espace/messages/<uuid:public_id>/", inbox.OneMessage.as_view(), name="message"),
    path(
        "espace/messages/<uuid:public_id>/attachments/<int:position>/",
        inbox.OneAttachment.as_view(),
        name="attachment",
    ),
    path("espace/procedures/", procedures.Procedures.as_view(), name="procedures"),
    path("espace/procedures/<str:reference>/", procedures.OneProcedure.as_view(), name="procedure"),
    path("espace/procedures/<str:reference>/reply/", conversation.Reply.as_view(), name="reply"),
    path(
        "espace/procedures/<str:reference>/reply/files/",
        conversation.OneMoreFile.as_view(),
        name="reply_file",
    ),
    path(
        "espace/procedures/<str:reference>/files/<uuid:public_id>/",
        conversation.OneFile.as_view(),
        name="file",
    ),
    path("espace/procedures/<str:reference>/copy/", conversation.SentCopy.as_view(), name="copy"),
    path(
        "espace/procedures/<str:reference>/withdraw/",
        conversation.Withdraw.as_view(),
        name="withdraw",
    ),
]

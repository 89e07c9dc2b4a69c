"""Addresses of the rights over personal data: below a language."""

from django.urls import path

from cns_portal.rights.views import asking, exports, outside, overview

app_name = "rights"

urlpatterns = [
    path("data-protection/request/", outside.OutsideRequest.as_view(), name="outside"),
    path("data-protection/request/sent/", outside.OutsideSent.as_view(), name="outside_sent"),
    path("espace/data/rights/", overview.Rights.as_view(), name="list"),
    path("espace/data/rights/access/", exports.Access.as_view(), name="access"),
    path(
        "espace/data/rights/access/<uuid:public_id>/",
        exports.DownloadCopy.as_view(),
        name="access_download",
    ),
    path("espace/data/rights/access/missing/", asking.Missing.as_view(), name="missing"),
    path("espace/data/rights/correction/", asking.Correction.as_view(), name="correction"),
    path("espace/data/rights/restriction/", asking.Restriction.as_view(), name="restriction"),
    path("espace/data/rights/objection/", asking.Objection.as_view(), name="objection"),
    path("espace/data/rights/objection/erasure/", asking.Erasure.as_view(), name="erasure"),
    path("espace/data/rights/question/", asking.Question.as_view(), name="question"),
    path("espace/data/rights/question/<int:entry>/", asking.LookQuestion.as_view(), name="look"),
    path("espace/data/rights/<uuid:public_id>/", overview.OneRequest.as_view(), name="request"),
]

fixed = (
    [path("data-request/<str:token>/", outside.Link.as_view(), name="link")],
    "rights_links",
)
"""The emailed link, without a language: the request has one of its own."""

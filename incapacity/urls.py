"""Addresses of the room: below a language, one list a subject."""

from django.urls import path

from incapacity.views import asking, drafts, ecit, own_copy, receipts
from incapacity.views import certificates as certificate_views
from incapacity.views import electronic as electronic_views
from incapacity.views import overview as overview_views
from incapacity.views import pages as page_views
from incapacity.views import when_i_am_ill as ill

app_name = "incapacity"

# Overview and counting.
overview = [
    path("espace/incapacity/", overview_views.Overview.as_view(), name="list"),
    path("espace/incapacity/days/", overview_views.DayByDay.as_view(), name="days"),
    path("espace/incapacity/days/days.csv", overview_views.DaysFile.as_view(), name="days_csv"),
    path("espace/incapacity/copy.json", own_copy.OwnCopy.as_view(), name="own_copy"),
]

# What a person sends.
sending = [
    path("espace/incapacity/new/", drafts.Begin.as_view(), name="new"),
    path("espace/incapacity/drafts/<uuid:public_id>/", drafts.Draft.as_view(), name="draft"),
    path("espace/incapacity/drafts/<uuid:public_id>/keep/", drafts.Keep.as_view(), name="keep"),
    path("espace/incapacity/drafts/<uuid:public_id>/check/", drafts.Check.as_view(), name="check"),
    path("espace/incapacity/<uuid:public_id>/sent/", receipts.Sent.as_view(), name="sent"),
    path(
        "espace/incapacity/<uuid:public_id>/receipt.pdf",
        receipts.Receipt.as_view(),
        name="receipt",
    ),
    path("espace/incapacity/<uuid:public_id>/copy.pdf", receipts.SentCopy.as_view(), name="copy"),
    path("espace/incapacity/<uuid:public_id>/prolong/", drafts.Prolong.as_view(), name="prolong"),
]

# The files of a draft.
pages = [
    path(
        "espace/incapacity/drafts/<uuid:public_id>/pages/",
        page_views.Files.as_view(),
        name="draft_pages",
    ),
    path(
        "espace/incapacity/<uuid:public_id>/pages/<uuid:file>/",
        page_views.Picture.as_view(),
        name="page_picture",
    ),
]

# What arrived electronically.
electronic = [
    path(
        "espace/incapacity/electronic/<uuid:public_id>/",
        electronic_views.Electronic.as_view(),
        name="electronic",
    ),
]

# A certificate after it was sent, and the requests around it.
certificates = [
    path("espace/incapacity/stay-abroad/", asking.StayAbroad.as_view(), name="stay_abroad"),
    path("espace/incapacity/outings/", asking.Outings.as_view(), name="outings"),
    path(
        "espace/incapacity/<uuid:public_id>/",
        certificate_views.OneCertificate.as_view(),
        name="certificate",
    ),
    path(
        "espace/incapacity/<uuid:public_id>/tick/",
        certificate_views.TickOff.as_view(),
        name="tick",
    ),
]

# For everybody.
public = [path("when-i-am-ill/", ill.WhenIAmIll.as_view(), name="when_i_am_ill")]

# The more particular address first: a certificate's is `espace/incapacity/<uuid>/`.
urlpatterns = [*overview, *sending, *pages, *electronic, *certificates, *public]

fixed = (
    [path("ecit/v1/certificates", ecit.Certificates.as_view(), name="certificates")],
    "incapacity_ecit",
)
"""Addresses without a language: what programs post to."""

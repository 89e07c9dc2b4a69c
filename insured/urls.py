"""Addresses of the hall: below a language."""

from django.urls import path

from insured.views import acting, mandates

app_name = "insured"

urlpatterns = [
    path("espace/open/", acting.OpenFile.as_view(), name="open_file"),
    path("espace/family/acting/", mandates.Acting.as_view(), name="acting"),
    path("espace/family/acting/new/", mandates.NewMandate.as_view(), name="mandate_new"),
    path("espace/family/acting/<uuid:public_id>/", mandates.OneMandate.as_view(), name="mandate"),
]

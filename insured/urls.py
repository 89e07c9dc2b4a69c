"""Addresses of the hall: below a language."""

from django.urls import path

from insured.views import acting

app_name = "insured"

urlpatterns = [
    path("espace/open/", acting.OpenFile.as_view(), name="open_file"),
]

"""The portal's addresses, and one that shows each error page by its status."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from cns_portal.urls import urlpatterns as of_the_portal


@login_not_required
def error_page(request: HttpRequest, name: str) -> HttpResponse:
    """With an OK, so that the browser does not complain about what is wanted here."""
    return render(request, f"{name}.html")


urlpatterns = [path("error-pages/<str:name>/", error_page), *of_the_portal]

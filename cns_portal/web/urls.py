"""Addresses of the design layer: the style guide and the visitor's choices."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from cns_portal.web import views

app_name = "web"
urlpatterns = [
    path("styleguide/", views.styleguide, name="styleguide"),
    path("theme/", views.theme, name="theme"),
    path("language/", login_not_required(set_language), name="language"),
]

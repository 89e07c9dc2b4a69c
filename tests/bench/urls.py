"""The portal's addresses, and the two that only a benchmark needs."""

from django.urls import path

from cns_portal.urls import urlpatterns as portal
from tests.bench import views

urlpatterns = [
    path("bench/floor/", views.floor),
    path("bench/forget/", views.forget),
    *portal,
]

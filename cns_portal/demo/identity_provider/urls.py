"""Addresses of the simulated provider; served by its own process, never by the portal."""

from django.urls import path

from cns_portal.demo.identity_provider import views

urlpatterns = [
    path("", views.front),
    path(".well-known/openid-configuration", views.discovery),
    path("jwks.json", views.jwks),
    path("authorize", views.authorize),
    path("token", views.token),
    path("userinfo", views.userinfo),
]

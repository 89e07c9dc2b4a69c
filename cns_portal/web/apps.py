"""Registers the design layer with Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "cns_portal.web"
    label = "web"

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "cns_portal.home"
    label = "home"

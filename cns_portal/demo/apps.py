from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "cns_portal.demo"
    label = "demo"

from django.apps import AppConfig


class SealingConfig(AppConfig):
    name = "cns_portal.sealing"
    label = "sealing"

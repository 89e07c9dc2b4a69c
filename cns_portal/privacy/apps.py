from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "cns_portal.privacy"
    label = "privacy"

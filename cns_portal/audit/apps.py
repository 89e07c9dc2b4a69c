from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "cns_portal.audit"
    label = "audit"

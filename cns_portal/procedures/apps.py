from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "cns_portal.procedures"
    label = "procedures"

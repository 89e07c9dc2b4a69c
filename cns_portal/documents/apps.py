from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "cns_portal.documents"
    label = "documents"

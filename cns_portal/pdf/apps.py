from django.apps import AppConfig


class PdfConfig(AppConfig):
    name = "cns_portal.pdf"
    label = "pdf"

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "cns_portal.documents"
    label = "documents"

    def ready(self) -> None:
        from cns_portal.documents import checks  # noqa: F401  (registers itself)

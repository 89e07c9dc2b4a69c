from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "cns_portal.documents"
    label = "documents"

    def ready(self) -> None:
        from cns_portal.documents import checks, keys  # noqa: F401  (checks register themselves)
        from cns_portal.sealing import rotation

        rotation.declare("files", keys.pieces)

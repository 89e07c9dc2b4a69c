from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "cns_portal.procedures"
    label = "procedures"

    def ready(self) -> None:
        """Tell the documents who reads what is sent with a message, and who waits for the check."""
        from cns_portal import documents
        from cns_portal.procedures.selectors.thread import agent_may_open

        documents.grants(agent_may_open)
        documents.when_checked("procedures.follow_files")

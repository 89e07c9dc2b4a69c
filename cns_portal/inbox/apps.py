from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "cns_portal.inbox"
    label = "inbox"

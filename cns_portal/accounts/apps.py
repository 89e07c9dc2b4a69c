from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class AccountsConfig(AppConfig):
    name = "cns_portal.accounts"
    label = "accounts"
    default = True

    def ready(self) -> None:
        from cns_portal.accounts import sealed_sessions, second_factor, sessions
        from cns_portal.sealing import rotation

        sessions.listen()
        rotation.declare("second factors", second_factor.pieces)
        rotation.declare("sessions", sealed_sessions.pieces)


class AgentAdminConfig(admin_apps.AdminConfig):
    """`django.contrib.admin` with the agents' site in place of the stock one."""

    default_site = "cns_portal.accounts.admin_site.AgentAdminSite"
    default = False

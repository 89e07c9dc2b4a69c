from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "cns_portal.accounts"
    label = "accounts"

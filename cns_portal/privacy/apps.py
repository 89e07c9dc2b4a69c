from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "cns_portal.privacy"
    label = "privacy"
    verbose_name = _("Retention and erasure")

    def ready(self) -> None:
        """Find the `privacy.py` of every application: packages of the same floor cannot call us."""
        from cns_portal.privacy.own import HOLDINGS
        from cns_portal.privacy.registry import declare

        for holding in HOLDINGS:
            declare(holding)
        for config in apps.get_app_configs():
            if config is not self and module_has_submodule(config.module, "privacy"):
                module = import_module(f"{config.name}.privacy")
                for holding in getattr(module, "HOLDINGS", ()):
                    declare(holding)

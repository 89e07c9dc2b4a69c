from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "cns_portal.demo"
    label = "demo"

    def ready(self) -> None:
        from cns_portal.accounts import second_factor
        from cns_portal.demo.second_factor import code_of

        second_factor.show_code_with(code_of)  # asked in DEMO_MODE only

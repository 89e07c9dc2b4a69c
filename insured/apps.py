from django.apps import AppConfig


class InsuredConfig(AppConfig):
    name = "insured"

    def ready(self) -> None:
        from cns_portal.accounts import sign_in
        from insured.selectors import people as selectors
        from insured.services import files as services

        sign_in.on_recognised(services.recognise)
        sign_in.find_account_with(selectors.account_with)

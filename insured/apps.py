from django.apps import AppConfig


class InsuredConfig(AppConfig):
    name = "insured"

    def ready(self) -> None:
        from cns_portal.accounts import sign_in
        from insured import selectors, services

        sign_in.on_recognised(services.recognise)
        sign_in.find_account_with(selectors.account_with)

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "cns_portal.home"
    label = "home"

    def ready(self) -> None:
        """The pages about the portal itself ask their readers what they think of them."""
        from cns_portal import content

        pages = ("front", "accessibility", "privacy", "legal", "cookies", "sitemap")
        content.ask_opinions_on(*(f"home:{name}" for name in pages))

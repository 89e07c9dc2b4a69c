from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "cns_portal.content"
    label = "content"
    verbose_name = _("Content")

    def ready(self) -> None:
        """Every page that editors write asks its readers what they think of it."""
        from cns_portal.content.choices.opinions import ask_opinions_on

        pages = ("situation", "procedures", "procedure", "news", "news_item", "questions")
        lists = ("directory", "body", "search")
        ask_opinions_on(*(f"content:{name}" for name in (*pages, *lists)))

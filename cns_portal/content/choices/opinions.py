"""The words of what readers think of a page, and which pages ask them."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from cns_portal.kernel.identifying import Kind


class Rating(IntegerChoices):
    """From very poor to very good."""

    VERY_POOR = 1, _("Very poor")
    POOR = 2, _("Poor")
    FAIR = 3, _("Fair")
    GOOD = 4, _("Good")
    VERY_GOOD = 5, _("Very good")


class OpinionRefusal(TextChoices):
    """Why an opinion is not kept."""

    NAMES_SOMEBODY = (
        "names_somebody",
        _("Nothing was sent yet: please take out of your comment what says who somebody is."),
    )
    UNKNOWN_PAGE = "unknown_page", _("This page does not ask for opinions.")


IDENTIFYING = {
    Kind.EMAIL: _("An e-mail address: %(text)s"),
    Kind.ACCOUNT: _("A bank account number: %(text)s"),
    Kind.MATRICULE: _("A matricule (national identification number): %(text)s"),
    Kind.PHONE: _("A telephone number: %(text)s"),
}
"""What was found in a comment, shown to whoever has just typed it, and to nobody else."""

_asking: set[str] = set()


def ask_opinions_on(*url_names: str) -> None:
    """Let these pages ask at their foot what readers think of them. Never one that is personal."""
    _asking.update(url_names)


def asks_for_opinions(url_name: str) -> bool:
    """Whether the page of this name does."""
    return url_name in _asking


def asking_pages() -> frozenset[str]:
    """All of them."""
    return frozenset(_asking)

"""The words of how somebody is reached."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ContactRefusal(TextChoices):
    """Why an e-mail address is not changed."""

    SAME_ADDRESS = "same_address", _("This is your e-mail address already.")
    TOO_MANY = (
        "too_many",
        _("Too many addresses were tried today. Please try again tomorrow."),
    )
    LINK_USED = (
        "link_used",
        _("This link was used already, or another address was entered after it was sent."),
    )
    LINK_EXPIRED = (
        "link_expired",
        _("This link is no longer good. Enter the address once more, and you get another one."),
    )

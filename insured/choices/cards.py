"""The words of social security cards."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CardState(TextChoices):
    ORDERED = "ordered", _("Ordered")
    SENT = "sent", _("Sent")
    ACTIVE = "active", _("In use")
    LOST = "lost", _("Reported lost")
    REPLACED = "replaced", _("Replaced by a newer card")
    TO_RETURN = "to_return", _("To be returned")
    RETURNED = "returned", _("Returned")


class CardReason(TextChoices):
    FIRST_AFFILIATION = "first_affiliation", _("First affiliation")
    NEW_AFFILIATION = "new_affiliation", _("Affiliated again")
    RENEWAL = "renewal", _("The European side expires")
    LOST = "lost", _("Lost or stolen")
    DAMAGED = "damaged", _("Damaged")
    NOT_RECEIVED = "not_received", _("Did not arrive")
    DATA_CHANGED = "data_changed", _("Name or number changed")


class CardRefusal(TextChoices):
    """Why something cannot be done with a card."""

    NOT_AFFILIATED = (
        "not_affiliated",
        _("A card is issued only to somebody who is affiliated, and only for that time."),
    )
    NO_MATRICULE = (
        "no_matricule",
        _("A card carries the national identification number, and this file has none yet."),
    )
    ON_ITS_WAY = (
        "on_its_way",
        _("A new card has been ordered already. There is no need for another one."),
    )
    TOO_EARLY = (
        "too_early",
        _("A card takes up to three weeks. Please wait until {day} before you report this."),
    )
    NOT_IN_HAND = ("not_in_hand", _("This card is no longer in use."))
    NOT_TO_RETURN = (
        "not_to_return",
        _("This card does not have to be returned while you are affiliated."),
    )
    ADDRESS_UNCHECKED = (
        "address_unchecked",
        _("Please check the address first: the card is sent there."),
    )
    OTHER_STATE = ("other_state", _("In the meantime something else happened to this card."))
    MONTHS_OUT_OF_RANGE = (
        "months_out_of_range",
        _("The European side is valid for one month at least and for five years at most."),
    )

"""What people are told about their social security card."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cns_portal.kernel.civil_time import day_of
from insured.choices import CardReason
from insured.models import Card
from insured.notices.notice import Notice
from insured.rules import cards as rules


def ordered(card: Card) -> Notice:
    """That a card was ordered, why, and by when it arrives."""
    why = {
        CardReason.FIRST_AFFILIATION: _("You are affiliated, so a card was ordered for you."),
        CardReason.NEW_AFFILIATION: _("You are affiliated again, so a card was ordered for you."),
        CardReason.RENEWAL: _(
            "The European side of your card expires soon, so the next card was ordered for you. "
            "Use the present one until the new one arrives."
        ),
        CardReason.LOST: _("You reported that your card is lost, so a new one was ordered."),
        CardReason.DAMAGED: _("You ordered a new card, because the present one is damaged."),
        CardReason.NOT_RECEIVED: _(
            "You reported that your card did not arrive, so another one was ordered."
        ),
        CardReason.DATA_CHANGED: _(
            "You ordered a new card, because your name or your number has changed."
        ),
    }[CardReason(card.reason)]
    return Notice(
        title=_("A new social security card was ordered"),
        text="\n\n".join(
            [
                why,
                _(
                    "It is sent by the Centre commun de la sécurité sociale, by post, and should "
                    "arrive by {day}. Its European side is valid until {until}."
                ).format(day=day(arrives_by(card)), until=day(card.european_until)),
                _("You need not do anything. Under Cards you see how far it has come."),
            ]
        ),
    )


def sent(card: Card) -> Notice:
    """That the card is in the post."""
    return Notice(
        title=_("Your social security card was sent"),
        text=_(
            "It was sent by post on {day} and should arrive by {by}. When it is there, destroy the "
            "old one: it is no longer needed."
        ).format(day=day(card.sent_on), by=day(max(arrives_by(card), card.sent_on))),
    )


def lost(card: Card, *, new: Card | None, certificate: bool) -> Notice:
    """That the loss is noted, and what comes instead."""
    text = [_("The loss of your social security card is noted. The card can no longer be used.")]
    if new:
        text.append(
            _("A new card is on its way and should arrive by {day}.").format(
                day=day(arrives_by(new))
            )
        )
    if certificate:
        text.append(
            _(
                "Until then, a certificate replaces its European side: it comes as a message of "
                "its own."
            )
        )
    text.append(_("If you find the old card again, do not use it any more: destroy it."))
    return Notice(title=_("Your social security card is reported lost"), text="\n\n".join(text))


def give_back(card: Card, *, ended: date) -> Notice:
    """That the affiliation is over and the card has to be returned."""
    return Notice(
        title=_("Please return your social security card"),
        text=_(
            "Your affiliation ended on {day}. A card is valid only while one is affiliated and "
            "belongs to the fund, so please send it back to:\n\n"
            "Caisse nationale de santé\nL-2980 Luxembourg\n\n"
            "Then say so under Cards. If you are affiliated again in the meantime, keep it."
        ).format(day=day(ended)),
    )


def keep_it(card: Card) -> Notice:
    """That the card need not be returned after all."""
    return Notice(
        title=_("You can keep your social security card"),
        text=_(
            "You are affiliated again. The card that you were asked to return is valid as before, "
            "its European side until {day}."
        ).format(day=day(card.european_until)),
    )


def returned(card: Card) -> Notice:
    """That the return is noted."""
    return Notice(
        title=_("The return of your social security card is noted"),
        text=_("Thank you. You need not do anything more."),
    )


def arrives_by(card: Card) -> date:
    """By when a card should be there, counted from the day on which it was ordered."""
    return rules.arrives_by(day_of(card.ordered_at))


def day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")

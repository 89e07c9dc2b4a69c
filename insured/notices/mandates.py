"""What both are told about a mandate: offered, answered, registered, ended."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cns_portal.kernel.civil_time import day_of
from insured.choices.mandates import MandateScope
from insured.models import InsuredPerson, Mandate
from insured.notices.acting import address_of_mandates
from insured.notices.notice import Notice
from insured.rules.acting import last_day_to_answer


def you_offered(mandate: Mandate, *, reader: InsuredPerson) -> Notice:
    """To whoever offers it: the same words, whether or not the number is known here."""
    text = _(
        "You have offered a mandate to {holder}. It opens nothing until {holder} has accepted it "
        "here, signed in, under the number that you typed, until {until} at the latest."
    )
    return Notice(_("You have offered a mandate"), _whole(text, mandate))


def offered_to_you(mandate: Mandate, *, reader: InsuredPerson) -> Notice:
    """To whoever would hold it."""
    text = _(
        "{grantor} offers you a mandate: you could open the file of {grantor} here and do some "
        "things for {grantor}. You can accept or decline until {until}."
    )
    return Notice(_("You are offered a mandate"), _whole(text, mandate))


def accepted(mandate: Mandate, *, reader: InsuredPerson) -> Notice:
    """To both: it holds."""
    if reader.pk == mandate.grantor_id:
        text = _("{holder} has accepted your mandate. You are told what is done with it.")
        return Notice(_("Your mandate is accepted"), _whole(text, mandate))
    text = _("You have accepted the mandate of {grantor}.")
    return Notice(_("You hold a mandate"), _whole(text, mandate))


def declined(mandate: Mandate, *, reader: InsuredPerson) -> Notice:
    """To both: it comes to nothing."""
    if reader.pk == mandate.grantor_id:
        text = _("{holder} has declined your mandate. Nobody can open your file with it.")
        return Notice(_("Your mandate is declined"), _words(text, mandate))
    text = _("You have declined the mandate of {grantor}.")
    return Notice(_("You have declined a mandate"), _words(text, mandate))


def registered(mandate: Mandate, *, reader: InsuredPerson) -> Notice:
    """To both: an agent has registered a paper."""
    if reader.pk == mandate.grantor_id:
        text = _(
            "An agent of the CNS has registered the mandate that you gave to {holder} on paper. "
            "If you did not sign such a paper, end the mandate at once and call (+352) 27 57 1."
        )
    else:
        text = _("An agent of the CNS has registered the mandate that {grantor} gave you on paper.")
    return Notice(_("A mandate is registered"), _whole(text, mandate))


def ended(mandate: Mandate, *, reader: InsuredPerson) -> Notice:
    """To both: from now on it opens nothing."""
    if reader.pk == mandate.grantor_id:
        text = _("The mandate that you gave to {holder} has ended. It opens nothing any more.")
    else:
        text = _("The mandate of {grantor} has ended. You can no longer open that file.")
    return Notice(_("A mandate has ended"), _words(text, mandate))


def _whole(text: str, mandate: Mandate) -> str:
    """The text, what the mandate opens and when, and where to answer or end it."""
    opens = _("It opens:")
    lines = "\n".join(f"– {MandateScope(scope).label}" for scope in mandate.scopes)
    parts = (
        _words(text, mandate),
        f"{opens}\n{lines}",
        days_in_words(mandate),
        _("Here you see all mandates and can end them at once:"),
        address_of_mandates(),
    )
    return "\n\n".join(parts)


def _words(text: str, mandate: Mandate) -> str:
    until = last_day_to_answer(day_of(mandate.offered_at))
    return text.format(
        grantor=mandate.grantor.full_name,
        holder=mandate.holder.full_name if mandate.holder else mandate.holder_name,
        until=date_format(until, "DATE_FORMAT"),
    )


def days_in_words(mandate: Mandate) -> str:
    """From when until when, as a sentence."""
    first = date_format(mandate.first_day, "DATE_FORMAT")
    if mandate.last_day is None:
        return _("It holds from {first} on, until one of you ends it.").format(first=first)
    last = date_format(mandate.last_day, "DATE_FORMAT")
    return _("It holds from {first} to {last}, both days included.").format(first=first, last=last)

"""What people are told about those who act for them, and about mandates."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from insured.choices.acting import ActingAs
from insured.models import InsuredPerson
from insured.notices.notice import Notice
from insured.rules.ages import OF_AGE, birthday

IN_THE_TRAIL = {
    "bank_account.changed": gettext_lazy("Bank account changed"),
    "bank_account.proposed": gettext_lazy("Bank account changed"),
    "card.arrived": gettext_lazy("Said that the card has arrived"),
    "card.lost": gettext_lazy("Card reported lost"),
    "card.not_received": gettext_lazy("Said that the card has not arrived"),
    "card.ordered": gettext_lazy("Card ordered"),
    "card.returned": gettext_lazy("Said that the card was returned"),
    "insured.contact_changed": gettext_lazy("Contact details changed"),
    "insured.email_asked": gettext_lazy("Another e-mail address asked for"),
    "insured.email_withdrawn": gettext_lazy("The other e-mail address withdrawn"),
    "paper.issued": gettext_lazy("Certificate issued"),
}
"""What the trail calls a change that belongs to no procedure, in a person's words."""

NOT_TOLD = frozenset({"document.stored", "document.deleted"})
"""What the trail keeps of something that is still being written: nobody is told of drafts."""


def somebody_acted(
    person: InsuredPerson, *, by: InsuredPerson, right: str, done: Iterable[str]
) -> Notice:
    """That `by` has opened the file of `person` and done these things there."""
    lines = "\n".join(f"– {line}" for line in done) or _("– Something in your file was changed.")
    if right == ActingAs.GUARDIAN:
        why = _("{name} may open your file as a parent, and has done this for you:")
        until = _until_of_age(person)
    else:
        why = _("{name} holds a mandate of yours, and has done this for you:")
        until = _(
            "If you do not want this any more, you can end the mandate at once:\n\n{address}"
        ).format(address=address_of_mandates())
    return Notice(
        title=_("{name} has acted for you").format(name=by.full_name),
        text="\n\n".join(part for part in (why.format(name=by.full_name), lines, until) if part),
    )


def worth_telling(done: Iterable[Any]) -> list[Any]:
    """The rows of the histories and of the trail that the person is told of."""
    return [row for row in done if getattr(row, "action", "") not in NOT_TOLD]


def lines_of(done: Iterable[Any]) -> list[str]:
    """What was done, each thing once: the lines of the histories, else those of the trail."""
    done = list(done)
    events = [row for row in done if hasattr(row, "procedure")]
    if events:
        lines = [f"{event.label} ({event.procedure.reference})" for event in events]
    else:
        lines = [str(IN_THE_TRAIL[row.action]) for row in done if row.action in IN_THE_TRAIL]
    return list(dict.fromkeys(lines))


def _until_of_age(person: InsuredPerson) -> str:
    if person.birth_date is None:
        return ""
    return _(
        "Your parents can open your file until the day before your 18th birthday, {day}. "
        "From then on only you can, and whoever you give a mandate to."
    ).format(day=date_format(birthday(person.birth_date, OF_AGE), "DATE_FORMAT"))


def address_of_mandates() -> str:
    """The page about mandates, in the language of the moment."""
    return f"{settings.SITE_URL}/{get_language()[:2]}/espace/family/acting/"

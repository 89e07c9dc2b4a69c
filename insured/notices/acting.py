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
    "insured.contact_changed": gettext_lazy("Contact details changed"),
}
"""What the trail calls a change that belongs to no procedure, in a person's words."""


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

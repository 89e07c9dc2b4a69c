"""Ready texts as they would be sent: in the person's language, with everything filled in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.utils import formats, translation
from django.utils.translation import gettext as _

from cns_portal.kernel import civil_time
from insured.choices import RequestKind
from insured.choices.replies import Placeholder, ReplyProblem
from insured.rules import replies as rules

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from cns_portal.procedures.models import Procedure
    from insured.models import InsuredPerson, ReplyTemplate, Request


@dataclass(frozen=True, slots=True)
class Ready:
    """One ready text for one case."""

    code: str
    title: str
    text: str
    language: str
    note: str
    """Why it is in another language than the person's; empty when it is not."""


class Case(Protocol):
    """What a ready text can speak about: a request, or what a room calls its cases."""

    person: InsuredPerson
    procedure: Procedure
    sent_at: datetime


def ready_texts(
    templates: Iterable[ReplyTemplate], request: Request, *, deadline: date | None
) -> list[Ready]:
    """Each of `templates` filled in for `request`, in the language in which there are words."""
    called = RequestKind(request.kind).label
    return filled_in(templates, request, called=called, deadline=deadline)


def filled_in(
    templates: Iterable[ReplyTemplate], case: Case, *, called: str | Promise, deadline: date | None
) -> list[Ready]:
    """Each of `templates` for the person of `case`, which is `called` so in every language."""
    found = []
    for template in templates:
        spoken = rules.spoken_in(template.texts, case.person.language)
        known = _values(case, spoken.language, called=called, deadline=deadline)
        text = rules.filled(spoken.text, known)
        note = _falls_back(spoken) if spoken.fell_back else ""
        found.append(Ready(template.code, template.title, text, spoken.language, note))
    return found


def _values(
    case: Case, language: str, *, called: str | Promise, deadline: date | None
) -> dict[str, str]:
    """What stands for each placeholder, in this language; nothing where it is not known."""
    with translation.override(language):
        return {
            Placeholder.NAME: case.person.full_name,
            Placeholder.REFERENCE: case.procedure.reference,
            Placeholder.REQUEST: str(called),
            Placeholder.SENT_ON: _day(civil_time.day_of(case.sent_at)),
            Placeholder.DEADLINE: _day(deadline) if deadline else "",
        }


def problem_in(text: str) -> str:
    """The sentence about what is wrong with a text that is to be kept; empty when nothing is."""
    wrong = rules.what_is_wrong(text, known=Placeholder.values)
    if wrong is None:
        return ""
    if wrong.problem == ReplyProblem.STRAY_BRACE:
        return str(wrong.problem.label).format(example="{reference}")
    return str(wrong.problem.label).format(
        names=", ".join(wrong.names), known=", ".join(Placeholder.values)
    )


def _falls_back(spoken: rules.Spoken) -> str:
    names = dict(settings.LANGUAGES)
    return _(
        "There is no text in the person’s language (%(wanted)s). This one is in: %(used)s."
    ) % {
        "wanted": _(names[spoken.wanted]),
        "used": _(names[spoken.language]),
    }


def _day(day: date) -> str:
    return formats.date_format(day, "DATE_FORMAT")

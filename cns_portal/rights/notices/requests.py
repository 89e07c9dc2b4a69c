"""The sentences: one function for each thing that can happen to a request.

They go into My messages of somebody who signs in. Somebody who does not gets an e-mail that says
only that there is something to read, and where (`outside`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cns_portal.rights.choices.bases import AnswerBasis
from cns_portal.rights.choices.requests import RightsKind
from cns_portal.rights.notices import links
from insured.notices.notice import Notice

if TYPE_CHECKING:
    from datetime import date

    from cns_portal.rights.models import RightsRequest


def received(request: RightsRequest) -> Notice:
    """That it arrived, and until when it is answered."""
    return Notice(
        title=_("We have received your request about your data"),
        text=_(
            "Your request: {kind}.\n"
            "Reference: {reference}.\n\n"
            "The data protection officer answers by {due}: that is one month, as the General "
            "Data Protection Regulation asks (article 12(3)). Here you see how far it has come:\n"
            "{page}"
        ).format(**_words(request)),
    )


def extended(request: RightsRequest) -> Notice:
    """That it takes longer, until when, and why."""
    text = _(
        "The answer to your request {reference} ({kind}) takes longer: you get it by {due} at the "
        "latest. The General Data Protection Regulation allows two more months where a request is "
        "complex (article 12(3)). The reasons:"
    ).format(**_words(request))
    return Notice(
        title=_("The answer to your request takes longer"),
        text=f"{text}\n\n{request.extension}\n\n{remedies()}",
    )


def accepted(request: RightsRequest, *, said: str, bases: list[str]) -> Notice:
    """That the answer is yes, and what was done."""
    text = _("Your request {reference} ({kind}) is accepted.").format(**_words(request))
    return Notice(
        title=_("Your request about your data is accepted"),
        text=_joined(text, said, basis_lines(bases)),
    )


def partly_accepted(request: RightsRequest, *, said: str, bases: list[str]) -> Notice:
    """What was done, what was not, and why."""
    text = _("Your request {reference} ({kind}) is accepted in part.").format(**_words(request))
    return Notice(
        title=_("Your request about your data is partly accepted"),
        text=_joined(text, said, basis_lines(bases), remedies()),
    )


def refused(request: RightsRequest, *, said: str, bases: list[str]) -> Notice:
    """That the answer is no, why, and what can be done about it."""
    text = _("Your request {reference} ({kind}) is refused, for this reason:").format(
        **_words(request)
    )
    return Notice(
        title=_("Your request about your data is refused"),
        text=_joined(text, said, basis_lines(bases), remedies()),
    )


def answered(request: RightsRequest, *, said: str, bases: list[str]) -> Notice:
    """The answer to a question."""
    text = _("The answer to your question {reference} ({kind}):").format(**_words(request))
    return Notice(
        title=_("The data protection officer has answered you"),
        text=_joined(text, said, basis_lines(bases)),
    )


def lifted(request: RightsRequest, *, on: date, said: str) -> Notice:
    """From when the data are not blocked any more, and why: told before it is so (18(3))."""
    text = _(
        "Your data were blocked because of your request {reference}. From {day} on they are not "
        "blocked any more, for this reason:"
    ).format(day=date_format(on, "DATE_FORMAT"), **_words(request))
    return Notice(
        title=_("Your data will not be blocked any more"), text=_joined(text, said, remedies())
    )


def withdrawn(request: RightsRequest) -> Notice:
    """That it is taken back and nothing more happens."""
    return Notice(
        title=_("You have withdrawn your request"),
        text=_(
            "Your request {reference} ({kind}) is withdrawn. Nothing more happens, and you can "
            "send a new one at any time."
        ).format(**_words(request)),
    )


def sent_without_sign_in(request: RightsRequest) -> Notice:
    """To the person whose data it is about: somebody has asked without signing in."""
    return Notice(
        title=_("A request about your data was sent without signing in"),
        text=_(
            "Somebody asked the data protection officer about your data with a copy of an "
            "identity document (reference {reference}). If it was you, you need not do anything. "
            "If it was not you, call (+352) 27 57 1 or write to the data protection officer: "
            "nothing is then given out."
        ).format(**_words(request)),
    )


def outside(request: RightsRequest, occasion: str) -> tuple[str, str, str]:
    """An e-mail for somebody who did not sign in: subject, text, page; nothing but the link."""
    context = {
        "occasion": occasion,
        "address": links.address(request),
        "reference": request.procedure.reference,
        "due": request.due_on,
    }
    subjects = {
        "received": _("We have received your request"),
        "news": _("There is something new about your request"),
    }
    subject = subjects.get(occasion, subjects["news"])
    context["title"] = subject
    return (
        subject,
        render_to_string("rights/notices/outside.txt", context),
        render_to_string("rights/notices/outside.html", context),
    )


def basis_lines(bases: list[str]) -> str:
    """The legal bases of an answer, one on each line."""
    known = dict(AnswerBasis.choices)
    lines = [str(known[basis]) for basis in bases if basis in known]
    if not lines:
        return ""
    return "\n".join([_("Legal basis (General Data Protection Regulation):"), *lines])


def remedies() -> str:
    """What can be done against an answer: GDPR, articles 12(4), 77 and 79."""
    return _(
        "If you do not agree, you can complain to the National Commission for Data Protection "
        "(CNPD), 15, boulevard du Jazz, L-4370 Belvaux, https://cnpd.public.lu, and you can go to "
        "court."
    )


def _joined(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _words(request: RightsRequest) -> dict:
    return {
        "kind": RightsKind(request.kind).label,
        "reference": request.procedure.reference,
        "due": date_format(request.due_on, "DATE_FORMAT"),
        "page": links.page(request),
    }

"""What people are told about a request of theirs."""

from django.utils.translation import gettext as _

from insured.choices import RequestKind
from insured.models import Request
from insured.notices.notice import Notice


def received(request: Request) -> Notice:
    """That it arrived, and what happens next."""
    return Notice(
        title=_("We have received your request"),
        text=_(
            "Your request: {kind}.\n"
            "Reference: {reference}.\n\n"
            "An agent of the CNS checks it. You will find the answer here, and under My "
            "procedures you see how far it has come. You need not send anything on paper unless "
            "we ask for it."
        ).format(**_words(request)),
    )


def accepted(request: Request, *, reason: str) -> Notice:
    """That the answer is yes, in the agent's words where there are any."""
    text = _("Your request {reference} ({kind}) is accepted.").format(**_words(request))
    return Notice(title=_("Your request is accepted"), text=_with(text, reason))


def refused(request: Request, *, reason: str) -> Notice:
    """That the answer is no, why, and what can be done about it."""
    text = _("Your request {reference} ({kind}) is refused, for this reason:").format(
        **_words(request)
    )
    way_out = _(
        "If you think that this is wrong, or if something has changed, write to us in the "
        "procedure or call (+352) 27 57 1: an agent looks at it again."
    )
    return Notice(title=_("Your request is refused"), text=f"{_with(text, reason)}\n\n{way_out}")


def withdrawn(request: Request) -> Notice:
    """That it is taken back and nothing more happens."""
    return Notice(
        title=_("You have withdrawn your request"),
        text=_(
            "Your request {reference} ({kind}) is withdrawn. Nothing more happens, and you can "
            "send a new one at any time."
        ).format(**_words(request)),
    )


def _words(request: Request) -> dict:
    return {
        "kind": RequestKind(request.kind).label,
        "reference": request.procedure.reference,
    }


def _with(text: str, reason: str) -> str:
    return f"{text}\n\n{reason}" if reason else text

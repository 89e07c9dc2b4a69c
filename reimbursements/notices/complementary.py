"""What people are told about a complementary reimbursement that they asked for."""

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from insured.notices.notice import Notice
from reimbursements.models import ComplementaryClaim


def page(year: int) -> str:
    """Where the person sees how the year stands."""
    space = f"{settings.SITE_URL}/{get_language()[:2]}/espace/reimbursements"
    return f"{space}/complementary/?year={year}"


def received(request: ComplementaryClaim) -> Notice:
    """That it arrived, and what happens next."""
    return Notice(
        title=_("We have received your request"),
        text=_(
            "You have asked for the complementary reimbursement of {year}.\n"
            "Reference: {reference}.\n\n"
            "An agent of the CNS compares the participations of the year with your contributory "
            "income of the year before. You will find the answer here. Here you see how the year "
            "stands:\n\n{address}"
        ).format(**_words(request), address=page(request.year)),
    )


def refused(request: ComplementaryClaim) -> Notice:
    """That nothing is paid, why, and what can be done about it."""
    return Notice(
        title=_("Your request is refused"),
        text=_(
            "Your request {reference} for the complementary reimbursement of {year} is refused, "
            "for this reason:\n\n{reason}\n\n"
            "If you think that this is wrong, write to us in the procedure or call "
            "(+352) 27 57 1: an agent looks at it again."
        ).format(**_words(request), reason=request.reason),
    )


def withdrawn(request: ComplementaryClaim) -> Notice:
    """That it is taken back and nothing more happens."""
    return Notice(
        title=_("You have withdrawn your request"),
        text=_(
            "Your request {reference} for the complementary reimbursement of {year} is withdrawn. "
            "Nothing more happens, and you can ask again at any time."
        ).format(**_words(request)),
    )


def _words(request: ComplementaryClaim) -> dict:
    return {"reference": request.procedure.reference, "year": request.year}

"""What people are told about voluntary insurance."""

from django.utils.translation import gettext as _

from insured.choices.coverage import VoluntaryKind
from insured.notices.notice import Notice


def accepted(kind: VoluntaryKind) -> Notice:
    """That the Centre commun does the rest: accepting alone insures nobody."""
    text = _(
        "Your request for voluntary insurance is accepted: {kind}.\n\n"
        "The acceptance alone does not insure you yet. The Centre commun de la sécurité sociale "
        "(CCSS) now sends the declaration of entry, and the insurance appears in your timeline. "
        "The CCSS also sends the monthly invoices. Two unpaid months end the insurance."
    ).format(kind=VoluntaryKind(kind).label)
    return Notice(title=_("What happens next with your insurance"), text=text)

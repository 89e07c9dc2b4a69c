"""What people are told about a claim on its way. No title names what was treated."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from insured.notices.notice import Notice
from reimbursements.models import Claim
from reimbursements.notices.links import claim_page


def received(claim: Claim, *, bills: int, original_needed: bool) -> Notice:
    """That it arrived, what happens next, and whether the paper is needed."""
    lines = [
        ngettext(
            "Your bill has arrived. Reference: {reference}.",
            "Your {count} bills have arrived. Reference: {reference}.",
            bills,
        ).format(count=bills, reference=claim.procedure.reference),
        _("An agent of the CNS checks them. Here you see how far they have come:"),
        claim_page(claim),
    ]
    if original_needed:
        lines.append(
            _(
                "The CNS still needs the original bills on paper. Write the reference on them and "
                "send them by post, free of charge within Luxembourg: Caisse nationale de santé, "
                "Remboursements, L-2980 Luxembourg. Keep a copy."
            )
        )
    else:
        lines.append(_("The paper is not needed. Keep it all the same until you are paid."))
    return Notice(title=_("We have received your bills"), text="\n\n".join(lines))


def original_received(claim: Claim) -> Notice:
    """That the paper has come."""
    return Notice(
        title=_("Your original bills have arrived"),
        text=_("The original bills for {reference} have arrived by post.").format(
            reference=claim.procedure.reference
        ),
    )


def withdrawn(claim: Claim) -> Notice:
    """That it is taken back and nothing more happens."""
    return Notice(
        title=_("You have taken your bills back"),
        text=_(
            "What you sent under {reference} is withdrawn. Nothing more happens, and you can send "
            "the bills again at any time within two years of their payment."
        ).format(reference=claim.procedure.reference),
    )

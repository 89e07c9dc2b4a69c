"""What people are told about the money itself. No title names what was treated."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from insured.notices.notice import Notice
from insured.notices.sentences import euro
from reimbursements.choices.paying import ReturnReason
from reimbursements.models import PayeeDeclaration, Payment
from reimbursements.notices.links import bank_page, payee_page


def ordered(payment: Payment) -> Notice:
    """That the bank has the order."""
    return Notice(
        title=_("Your reimbursement is on its way"),
        text=_(
            "The transfer of {amount} for {reference} is ordered at the bank for {day}. It may "
            "take a working day more until you see it on the account."
        ).format(
            amount=euro(payment.amount),
            reference=payment.statement.procedure.reference,
            day=date_format(payment.batch.execute_on, "DATE_FORMAT"),
        ),
    )


def came_back(payment: Payment) -> Notice:
    """That the bank sent the money back, why, and what to do."""
    return Notice(
        title=_("A payment to you came back"),
        text="\n\n".join(
            [
                _(
                    "The payment of {amount} for {reference} came back to the CNS. Nothing is "
                    "lost. The reason: {reason}"
                ).format(
                    amount=euro(payment.amount),
                    reference=payment.statement.procedure.reference,
                    reason=ReturnReason(payment.returned_because).label,
                ),
                _("Check your bank account here:"),
                bank_page(),
                _("It is paid again as soon as there is another account."),
            ]
        ),
    )


def anew(payment: Payment, *, account: str) -> Notice:
    """That what came back is paid again, and where to."""
    return Notice(
        title=_("A payment to you is made again"),
        text=_(
            "The {amount} for {reference} that came back are paid again, to the account {account}."
        ).format(
            amount=euro(payment.amount),
            reference=payment.statement.procedure.reference,
            account=account,
        ),
    )


def payee_declared(declaration: PayeeDeclaration) -> Notice:
    """That money will go to somebody else, and what to do if one did not want it."""
    return Notice(
        title=_("Somebody else is to get your reimbursements"),
        text="\n\n".join(
            [
                _(
                    "You have declared that the CNS pays {holder}, account {account}, instead of "
                    "you: {what}"
                ).format(
                    holder=declaration.holder,
                    account=f"{declaration.country} … {declaration.last_four}",
                    what=declaration.get_form_display(),
                ),
                _("You can end this at any time here:"),
                payee_page(),
                _if_it_was_not_you(),
            ]
        ),
    )


def payee_ended(declaration: PayeeDeclaration) -> Notice:
    """That money no longer goes to somebody else."""
    return Notice(
        title=_("Your reimbursements come to you again"),
        text="\n\n".join(
            [
                _(
                    "The declaration for {holder}, account {account}, is ended. What is not "
                    "ordered at the bank yet goes to your own account."
                ).format(
                    holder=declaration.holder,
                    account=f"{declaration.country} … {declaration.last_four}",
                ),
                _if_it_was_not_you(),
            ]
        ),
    )


def _if_it_was_not_you() -> str:
    return _(
        "If you did not ask for this, please call (+352) 27 57 1 at once and look under My data "
        "where you are signed in."
    )

"""That bills are decided: the statement as a message, with the PDF attached."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cns_portal.inbox import AttachmentDraft
from insured.notices.notice import Notice
from insured.notices.sentences import euro
from reimbursements.choices.money import Method, StatementKind
from reimbursements.models import Statement
from reimbursements.notices.links import statement_page

STATEMENT = "reimbursements.statement"
"""Under this code the worker prints a statement."""


def attachment(statement: Statement) -> AttachmentDraft:
    """The file that the worker makes for the message; its payload only names the statement."""
    return AttachmentDraft(
        filename=f"{statement.number}.pdf",
        content_type="application/pdf",
        maker=STATEMENT,
        payload={"statement": str(statement.public_id)},
    )


def published(statement: Statement, *, decided: int, bills: int) -> Notice:
    """That a statement is there, what is paid and where to, and until when one can object.

    `decided` of the `bills` of the mailing are decided by now.
    """
    lines = [_opening(statement, decided=decided, bills=bills), money(statement)]
    lines += [_("The statement explains every line. It is attached, and here:")]
    lines += [statement_page(statement)]
    if statement.object_until:
        lines.append(
            _("If you do not agree, you can object until {day}. The statement says how.").format(
                day=date_format(statement.object_until, "DATE_FORMAT")
            )
        )
    return Notice(title=_title(statement), text="\n\n".join(lines))


def money(statement: Statement, *, account: str | None = None) -> str:
    """What is paid, how and where to, in a sentence.

    To the `account` as it was on the day of the statement, where no other one is named.
    """
    amount = euro(statement.total)
    account = statement.account_shown if account is None else account
    if statement.owed:
        return _(
            "{amount} too much was paid before. Nothing is paid now; an agent writes to you about "
            "it."
        ).format(amount=euro(statement.owed))
    if not statement.total:
        return _("There is nothing to be paid.")
    if statement.method == Method.CHEQUE:
        return _("You get a cheque of {amount}.").format(amount=amount)
    if not account:
        return _(
            "{amount} will be transferred to you as soon as there is a bank account to pay to."
        ).format(amount=amount)
    if statement.method == Method.INSTANT:
        return _("{amount} is transferred at once to the account {account}.").format(
            amount=amount, account=account
        )
    return _("{amount} will be transferred to the account {account}.").format(
        amount=amount, account=account
    )


def _title(statement: Statement) -> str:
    return {
        StatementKind.BILLS: _("Your statement of reimbursement"),
        StatementKind.RECALCULATION: _("Your reimbursement was calculated anew"),
        StatementKind.OBJECTION: _("Your objection: bills were decided anew"),
        StatementKind.COMPLEMENTARY: _("Your complementary reimbursement"),
    }[StatementKind(statement.kind)]


def _opening(statement: Statement, *, decided: int, bills: int) -> str:
    words = {"reference": statement.procedure.reference, "number": statement.number}
    if statement.kind == StatementKind.COMPLEMENTARY:
        return _("Your request {reference} is decided: statement {number}.").format(**words)
    if statement.kind == StatementKind.RECALCULATION:
        return _(
            "A tariff was changed for days that have passed, and your bills of {reference} were "
            "calculated anew: statement {number}."
        ).format(**words)
    if statement.kind == StatementKind.OBJECTION:
        return _("Your bills of {reference} were decided anew: statement {number}.").format(**words)
    if decided == bills:
        return ngettext(
            "Your bill of {reference} is decided: statement {number}.",
            "Your {count} bills of {reference} are decided: statement {number}.",
            bills,
        ).format(count=bills, **words)
    return _(
        "{decided} of your {bills} bills of {reference} are decided: statement {number}. The "
        "others follow."
    ).format(decided=decided, bills=bills, **words)

"""What people are told about an objection of theirs."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from insured.notices.notice import Notice
from reimbursements.models import Objection
from reimbursements.notices.links import statement_page


def received(objection: Objection) -> Notice:
    """That it arrived, and what happens next."""
    return _about(
        objection,
        _("We have received your objection"),
        _(
            "Your objection to the statement {number} has arrived. An agent who did not decide "
            "your bills looks at it. The statement stays in force meanwhile, and what it pays is "
            "paid."
        ),
    )


def upheld(objection: Objection) -> Notice:
    """That it was right, and that bills are decided anew."""
    return _about(
        objection,
        _("Your objection is accepted"),
        _(
            "Your objection to the statement {number} is accepted: your bills are decided anew, "
            "and a new statement follows."
        ),
        objection.answer,
    )


def rejected(objection: Objection) -> Notice:
    """That the decision stays, why, and where one can go from here."""
    return _about(
        objection,
        _("Your objection is not accepted"),
        _("The statement {number} stays as it is, for this reason:"),
        objection.answer,
        way_on(),
    )


def withdrawn(objection: Objection) -> Notice:
    """That it is taken back."""
    until = objection.statement.object_until
    again = (
        _("You can object again until {day}.").format(day=date_format(until, "DATE_FORMAT"))
        if until
        else ""
    )
    return _about(
        objection,
        _("You have taken your objection back"),
        _("Your objection to the statement {number} is withdrawn."),
        again,
    )


def way_on() -> str:
    """What can be done against the answer to an objection (CSS, articles 454 to 455bis)."""
    return _(
        "If you still do not agree, ask for a decision of the President of the CNS, and oppose it "
        "in writing within 40 days. After that you can go to the Conseil arbitral de la sécurité "
        "sociale, within 40 days again (Social Security Code, article 455bis)."
    )


def _about(objection: Objection, title: str, *paragraphs: str) -> Notice:
    number = objection.statement.number
    lines = [part.replace("{number}", number) for part in paragraphs if part]
    return Notice(
        title=title, text="\n\n".join([*lines, _("Here is the statement:"), _address(objection)])
    )


def _address(objection: Objection) -> str:
    return statement_page(objection.statement)

"""What a page says about the bills of a household on the day of a visit."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.forms import BaseFormSet
from django.utils import formats
from django.utils.translation import gettext as _

from insured.choices.immediate_reimbursement import WhyNotBring
from insured.rules.immediate_reimbursement import Answer, Judged


def euros(amount: Decimal) -> str:
    """`EUR 1 234.50`, in the writing of the language."""
    written = formats.number_format(amount, 2, force_grouping=True)
    return _("EUR %(amount)s") % {"amount": written}


def _day(day: date) -> str:
    return formats.date_format(day, "DATE_FORMAT")


@dataclass(frozen=True)
class Verdict:
    """One bill: what was typed, and whether to bring it."""

    judged: Judged

    @property
    def bring(self) -> bool:
        """Whether it is paid at once."""
        return self.judged.why_not is None

    @property
    def tone(self) -> str:
        """Beside the words."""
        return "success" if self.bring else "warning"

    @property
    def what(self) -> str:
        """ "Medicines, EUR 45.50, paid on 3 March 2026"."""
        bill = self.judged.bill
        return _("%(kind)s, %(amount)s, paid on %(day)s") % {
            "kind": bill.kind.label,
            "amount": euros(bill.amount),
            "day": _day(bill.paid_on),
        }

    @property
    def answer(self) -> str:
        """In two words."""
        return _("Bring this bill.") if self.bring else _("Do not bring this bill.")

    @property
    def why(self) -> str:
        """Why, and from when the payment is too old."""
        words = {
            "paid": _day(self.judged.bill.paid_on),
            "too_old_from": _day(self.judged.too_old_from),
        }
        if self.judged.why_not is None:
            return _("It would be too old for a visit from %(too_old_from)s on.") % words
        return str(WhyNotBring(self.judged.why_not).label).format(**words)


@dataclass(frozen=True)
class BillsAnswer:
    """All bills together. `latest` is the last earlier day on which they would be enough."""

    judged: Answer
    latest: date | None

    @property
    def is_enough(self) -> bool:
        """Whether the visit is worth the way."""
        return self.judged.is_enough

    @property
    def total(self) -> str:
        """What the bills to bring come to."""
        return euros(self.judged.total)

    @property
    def least(self) -> str:
        """What they have to come to."""
        return euros(self.judged.least)

    @property
    def missing(self) -> str:
        """What is missing to it."""
        return euros(self.judged.missing)

    @property
    def verdicts(self) -> list[Verdict]:
        """Bill by bill, in the order they were typed."""
        return [Verdict(one) for one in self.judged.bills]

    @property
    def some_stay(self) -> bool:
        """Whether there are bills that take the ordinary way."""
        return any(one.why_not is not None for one in self.judged.bills)


def problems(rows: BaseFormSet) -> list[dict[str, str]]:
    """Every error with its bill's number and the field it leads to, for the summary on top."""
    found = [{"target": "", "message": message} for message in rows.non_form_errors()]
    for number, form in enumerate(rows.forms, start=1):
        for name, errors in form.errors.items():
            found += [
                {
                    "target": form[name].id_for_label,
                    "message": _("Bill %(number)d: %(error)s") % {"number": number, "error": error},
                }
                for error in errors
            ]
    return found

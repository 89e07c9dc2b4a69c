"""The files of a bill, as its pages show them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cns_portal.web.pages import PageList
from reimbursements.choices.care import PageKind

if TYPE_CHECKING:
    from reimbursements.models import Bill, BillPage


def files_of(bill: Bill, **how: Any) -> PageList:
    """The files of a bill that was fetched whole; `how` are further fields of the list."""
    return PageList(
        owner=bill,
        pages=bill.pages.all(),
        address=reverse("reimbursements:bill_pages", args=[bill.public_id]),
        picture=partial(_picture, bill),
        heading=_("Files of the bill"),
        label=_("Files of this bill, in order"),
        kinds=PageKind.choices,
        is_busy=_is_being_read,
        template="reimbursements/_page_list.html",
        **how,
    )


def _picture(bill: Bill, page: BillPage) -> str:
    return reverse("reimbursements:bill_picture", args=[bill.public_id, page.document.public_id])


def _is_being_read(page: BillPage) -> bool:
    """Whether codes are still to be looked for on it."""
    return page.codes_sought_at is None

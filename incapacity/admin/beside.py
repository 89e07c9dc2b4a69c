"""The certificates of the days that somebody asks about, beside the request."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from incapacity.admin import showing
from incapacity.choices.certificates import Cause
from incapacity.models import Certificate
from incapacity.presenters.causes import cause_name
from incapacity.selectors import medical
from incapacity.selectors.granted import KINDS, days_of
from insured.admin.beside import Beside, Line, show_beside

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from insured.models import Request


def certificates(item: Request, account: Account) -> Beside | None:
    """Those that count on these days, by their days; one query. For who reads certificates."""
    if not account.has_perm(medical.MAY_READ):
        return None
    first, last = days_of(item.details)
    rows = Certificate.objects.of(item.person).counted().touching(first, last or date.max)
    rows = rows.select_related("procedure").order_by("first_day", "pk")
    return Beside(
        heading=_("Certificates for these days"),
        lines=[_line(row) for row in rows],
        nothing=_("No certificate that counts has a day among them."),
    )


def _line(row: Certificate) -> Line:
    return Line(
        label=_("{reference}: {cause}, {days}").format(
            reference=row.procedure.reference,
            cause=cause_name(Cause(row.cause)),
            days=showing.days(row),
        ),
        tag=showing.state_tag(row),
        address=showing.address_of(row.pk),
    )


for _kind in KINDS:
    show_beside(_kind, certificates)

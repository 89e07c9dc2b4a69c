"""What people are told about a certificate that arrived electronically.

As for every certificate: no illness, no doctor, no child. That it was passed on says the notice of
receipt, which all certificates have in common.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cns_portal.kernel.civil_time import wall
from incapacity.notices.links import certificate_page, electronic_page
from insured.notices.notice import Notice

if TYPE_CHECKING:
    from incapacity.models import Certificate


def arrived(certificate: Certificate, *, due_on: date | None) -> Notice:
    """That it is there, whether it is passed on by itself, and until when it can be held back."""
    said = _("A doctor has sent a certificate {days} to your space, electronically.")
    if certificate.passes_on_at is None:
        then = [
            _("The CNS does not have it yet: it is not passed on by itself. You pass it on here."),
            _deadline(due_on),
        ]
    else:
        then = [
            _(
                "It is passed on to the CNS by itself on {day} at {time}. Until then you can hold "
                "it back, or pass it on at once."
            ).format(day=_day(wall(certificate.passes_on_at).date()), time=_time(certificate)),
        ]
    return Notice(
        title=_("An electronic certificate has arrived"),
        text=_text(
            said.format(days=_days(certificate)),
            *then,
            _(
                "If you do not know of it, or if it is wrong, hold it back and call the doctor. "
                "Here you see what it says:"
            ),
            page=electronic_page(certificate),
        ),
    )


def held_back(certificate: Certificate, *, due_on: date | None) -> Notice:
    """That the CNS does not have it, and that the deadlines go on."""
    return Notice(
        title=_("You have held an electronic certificate back"),
        text=_text(
            _("The certificate {days} is not passed on to the CNS any more by itself.").format(
                days=_days(certificate)
            ),
            _deadline(due_on),
            _("You can pass it on later, here:"),
            page=electronic_page(certificate),
        ),
    )


def sent_before(certificate: Certificate, other: Certificate) -> Notice:
    """That it was not passed on by itself because the CNS already has the same."""
    return Notice(
        title=_("An electronic certificate was not passed on"),
        text=_text(
            _(
                "You have already sent a certificate {days} to the CNS, for the same reason: "
                "{reference}. The electronic one for the same days was therefore not passed on by "
                "itself."
            ).format(days=_days(certificate), reference=other.procedure.reference),
            _("You need not do anything. What you sent is here:"),
            page=certificate_page(other),
        )
        + "\n\n"
        + _text(
            _("If the electronic one says something else, you can pass it on all the same:"),
            page=electronic_page(certificate),
        ),
    )


def _deadline(due_on: date | None) -> str:
    if due_on is None:
        return ""
    return _("It has to be with the CNS by {day}.").format(day=_day(due_on))


def _text(*paragraphs: str, page: str) -> str:
    lines = "\n\n".join(filter(None, paragraphs))
    return f"{lines}\n{page}"


def _days(certificate: Certificate) -> str:
    if certificate.first_day == certificate.last_day:
        return _("of {day}").format(day=_day(certificate.first_day))
    return _("from {first} to {last}").format(
        first=_day(certificate.first_day), last=_day(certificate.last_day)
    )


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def _time(certificate: Certificate) -> str:
    return date_format(wall(certificate.passes_on_at), "TIME_FORMAT")

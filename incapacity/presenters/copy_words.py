"""How a copy of somebody's data says what stands in the tables of certificates."""

from __future__ import annotations

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cns_portal.privacy.saying import Words, card, day, each, fields_of, in_words, of, one_of
from incapacity.choices.asking import StayReason
from incapacity.choices.certificates import PageKind
from incapacity.models import (
    Certificate,
    CertificatePage,
    ElectronicMessage,
    Sender,
)
from incapacity.presenters.causes import number
from incapacity.presenters.drafts import stay_in_words
from insured.choices import RequestKind
from insured.choices.countries import Country
from insured.presenters.copy_words import reasons_of

reasons_of(RequestKind.STAY_ABROAD, StayReason)

FILES = {"certificate_page": _("Page of a certificate")}

_SENT = fields_of(
    Certificate,
    *("channel", "cause", "sequel", "sheet_language", "doctor_name", "doctor_code"),
    *("first_day", "last_day", "issued_on", "outings", "in_hospital", "child"),
    *("child_matricule", "child_born_on", "child_in_hospital", "child_doubled", "leave_days"),
    *("expected_on", "matricule_on_sheet", "sheet_matricule", "late_because", "note"),
    *("employer_told_on", "earlier"),
    country=(_("Country of the doctor"), one_of(Country)),
    stay=(_("Address of stay"), stay_in_words),
    pages=(
        _("Files"),
        each(lambda page: f"{page['name']} · {one_of(PageKind)(page['kind'])}"),
    ),
)


def _title(row: Certificate) -> str:
    days = " – ".join(map(in_words, filter(None, (row.first_day, row.last_day))))
    return " · ".join(filter(None, (capfirst(str(row._meta.verbose_name)), days)))


WORDS = {
    Certificate: Words(
        title=_title,
        columns={
            "country": of(one_of(Country)),
            "stay": of(stay_in_words),
            "leave_days": of(number),
            "as_sent": of(_SENT),
            "decision": of(
                card(
                    reason=(_("Reason"), in_words),
                    first=(_("First day"), day),
                    last=(_("Last day"), day),
                )
            ),
        },
    ),
    Sender: Words(title=lambda row: row.name),
    ElectronicMessage: Words(technical=("sha256",)),
    CertificatePage: Words(technical=("turned",)),
}

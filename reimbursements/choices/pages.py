"""The words about the files of a bill: what a code on one of them was read for."""

from django.utils.translation import gettext_lazy as _

FIELDS_READ = {
    "provider": _("provider"),
    "provider_name": _("provider"),
    "number": _("number of the bill"),
    "issued_on": _("date of the bill"),
    "total": _("total"),
    "currency": _("currency"),
    "paid_on": _("date of payment"),
    "prescribed_on": _("date of the prescription"),
    "lines": _("acts"),
}
"""The fields that a code on the bill can fill in, by their columns, as a sentence lists them."""

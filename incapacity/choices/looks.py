"""Why somebody looks at a certificate: the words for the trail's purposes."""

from django.utils.translation import gettext_lazy as _

PURPOSES = {
    "incapacity": _("Work on your certificates"),
    "incapacity.certificate": _("Work on a certificate that you sent"),
    "incapacity.certificates": _("Work on certificates that you sent"),
    "incapacity.child": _("Work on a certificate for your care"),
    "incapacity.diagnosis": _("Read the diagnosis on a certificate that you sent"),
    "certificate_page": _("Looked at a page of a certificate that you sent"),
}
"""By purpose, or by what purposes begin with: "incapacity.certificates" also serves
"incapacity.certificates.list"."""

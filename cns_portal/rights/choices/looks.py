"""Why officers look at requests, as the people they are about read it."""

from django.utils.translation import gettext_lazy as _

PURPOSES = {
    "privacy": _("Carrying out an erasure"),
    "rights": _("Your request about your personal data"),
    "rights_evidence": _("A file of your request about your personal data"),
    "rights_identity": _("The copy of the identity document of a request about your data"),
}

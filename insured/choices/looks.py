"""Why somebody looks at a person's file: the words for the trail's purposes."""

from django.utils.translation import gettext_lazy as _

PURPOSES = {
    "insured": _("Work on your file"),
    "insured.requests": _("Work on a request of yours"),
    "insured.requests.about": _("Work on a request that concerns you"),
    "insured.cards": _("Work on your social security card"),
    "insured.bank": _("Work on your bank account"),
    "guardian": _("Opened your file as a parent"),
    "mandate": _("Opened your file with your mandate"),
    "identity_copy": _("Looked at the copy of an identity document"),
    "inbox.delivery": _("Looked after the delivery of a message"),
}
"""By purpose, or by what purposes begin with: "insured" also serves "insured.list"."""

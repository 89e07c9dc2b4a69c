"""Why somebody looks at a claim: the words for the trail's purposes."""

from django.utils.translation import gettext_lazy as _

PURPOSES = {
    "reimbursements": _("Work on your reimbursements"),
    "reimbursements.claim": _("Work on bills that you sent"),
    "reimbursements.claims": _("Work on bills that you sent"),
    "bill_page": _("Looked at a page of a bill that you sent"),
    "reimbursements.treated": _("Work on a bill for your care"),
    "reimbursements.objections": _("Work on an objection of yours"),
    "reimbursements.complementary": _("Work on your complementary reimbursement"),
    "reimbursements.payments": _("Work on payments to you"),
    "reimbursements.payment_file": _("Work on a file of payments to many people"),
    "reimbursements.desk": _("Paying you at once at an agency"),
    "reimbursements.authorisations": _("Work on an authorisation of yours"),
}
"""By purpose, or by what purposes begin with: "reimbursements.claims" also serves
"reimbursements.claims.list"."""

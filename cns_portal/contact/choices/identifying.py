"""What identifies somebody in a text, as the page names it."""

from django.utils.translation import gettext_lazy as _

from cns_portal.kernel.identifying import Kind

WORDS = {
    Kind.MATRICULE: _("a matricule (national identification number)"),
    Kind.ACCOUNT: _("a bank account number (IBAN)"),
}
"""What a question need not name. A telephone number or an address may well belong to it."""

"""How a copy of somebody's data says what stands in the tables of questions."""

from django.utils.translation import gettext_lazy as _

from cns_portal.contact.models import Question
from cns_portal.privacy.saying import Words, card, in_words, of

WORDS = {
    Question: Words(
        columns={
            "sender": of(card(name=(_("Name"), in_words), phone=(_("Telephone number"), in_words)))
        },
    ),
}

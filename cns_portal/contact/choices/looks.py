"""Why agents look at questions, in words for the person whose question it is."""

from django.utils.translation import gettext_lazy as _

PURPOSES = {
    "contact": _("To answer your question"),
    "contact.questions.list": _("Looking through the questions that wait"),
    "contact.questions.search": _("Looking for a question"),
}

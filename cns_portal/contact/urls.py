"""Addresses of the questions to the CNS: below a language. None holds a reference or a name."""

from django.urls import path

from cns_portal.contact.views import contact, status, writing

app_name = "contact"

urlpatterns = [
    path("contact/", contact.Contact.as_view(), name="contact"),
    path("contact/write/", writing.Write.as_view(), name="write"),
    path("contact/sent/", writing.Sent.as_view(), name="sent"),
    path("contact/status/", status.Status.as_view(), name="status"),
    path("contact/status/question/", status.OneQuestion.as_view(), name="question"),
]

"""Addresses without a language: what is e-mailed, and what programs read."""

from django.urls import path

from appointments.views import links, slots

app_name = "appointment_links"

urlpatterns = [
    path("appointments/slots.json", slots.slots, name="slots"),
    path("a/<str:token>/", links.Link.as_view(), name="link"),
    path("a/<str:token>/video/", links.WaitingRoom.as_view(), name="video"),
    path("a/<str:token>/appointment.ics", links.calendar, name="calendar"),
]

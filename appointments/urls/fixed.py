"""Addresses without a language: what is e-mailed, and what programs read."""

from django.urls import path

from appointments.views import (
    bills,
    calls,
    decisions,
    display,
    earlier,
    entrance,
    links,
    moving,
    slots,
    terminal,
)

app_name = "appointment_links"

urlpatterns = [
    path("appointments/slots.json", slots.slots, name="slots"),
    path("terminal/<slug:slug>/", terminal.Terminal.as_view(), name="terminal"),
    path("terminal/<slug:slug>/frame", terminal.Frame.as_view(), name="frame"),
    path("terminal/<slug:slug>/alive", terminal.Alive.as_view(), name="alive"),
    path("terminal/<slug:slug>/display/", display.Display.as_view(), name="display"),
    path("terminal/<slug:slug>/calls.json", display.Calls.as_view(), name="calls"),
    path("a/<str:token>/", decisions.by_token, name="link"),
    path("a/<str:token>/video/", calls.LinkedWaitingRoom.as_view(), name="video"),
    path("a/<str:token>/video/exchange/", calls.LinkedExchange.as_view(), name="call_exchange"),
    path("a/<str:token>/move/", moving.LinkedMove.as_view(), name="move"),
    path("a/<str:token>/earlier/", earlier.LinkedEarlier.as_view(), name="earlier"),
    path("a/<str:token>/phone/", entrance.LinkedPhone.as_view(), name="phone"),
    path("a/<str:token>/bills/", bills.LinkedBills.as_view(), name="bills"),
    path("a/<str:token>/appointment.ics", links.calendar, name="calendar"),
]

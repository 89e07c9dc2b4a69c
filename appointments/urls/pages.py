"""Pages below a language prefix."""

from django.urls import path

from appointments.views import bills, booking, calls, earlier, entrance, mine, moving, sent

app_name = "appointments"

urlpatterns = [
    path("appointments/new/", booking.Start.as_view(), name="new"),
    path("appointments/new/topic/", booking.ChooseTopic.as_view(), name="topic"),
    path("appointments/new/channel/", booking.ChooseChannel.as_view(), name="channel"),
    path("appointments/new/agency/", booking.ChooseAgency.as_view(), name="agency"),
    path("appointments/new/time/", booking.ChooseTime.as_view(), name="time"),
    path("appointments/new/time/extend/", booking.ExtendHold.as_view(), name="extend"),
    path("appointments/new/details/", booking.GiveDetails.as_view(), name="details"),
    path("appointments/new/person/", booking.GiveConcerned.as_view(), name="concerned"),
    path("appointments/new/check/", booking.CheckAnswers.as_view(), name="check"),
    path("appointments/new/leave/", booking.Leave.as_view(), name="leave"),
    path("appointments/sent/<uuid:public_id>/", sent.Sent.as_view(), name="sent"),
    path("espace/appointments/", mine.MyAppointments.as_view(), name="list"),
    path("espace/appointments/<uuid:public_id>/", mine.OneAppointment.as_view(), name="detail"),
    path("espace/appointments/<uuid:public_id>/cancel/", mine.Cancel.as_view(), name="cancel"),
    path("espace/appointments/<uuid:public_id>/move/", moving.MyMove.as_view(), name="move"),
    path(
        "espace/appointments/<uuid:public_id>/earlier/", earlier.MyEarlier.as_view(), name="earlier"
    ),
    path("espace/appointments/<uuid:public_id>/phone/", entrance.MyPhone.as_view(), name="phone"),
    path("espace/appointments/<uuid:public_id>/bills/", bills.MyBills.as_view(), name="bills"),
    path(
        "espace/appointments/<uuid:public_id>/waiting-room/",
        calls.MyWaitingRoom.as_view(),
        name="waiting_room",
    ),
    path(
        "espace/appointments/<uuid:public_id>/waiting-room/exchange/",
        calls.MyExchange.as_view(),
        name="call_exchange",
    ),
]

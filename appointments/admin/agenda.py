"""The agents' agenda: the list of appointments, and the addresses below it."""

from django.contrib import admin
from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.urls import path
from django.utils import formats
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from appointments.admin import (
    booking,
    call,
    day,
    deeds,
    explaining,
    figures,
    keeping,
    moving,
    page,
    posts,
    replanned,
    showing,
)
from appointments.admin.filters import (
    ChannelFilter,
    DayFilter,
    OutsideFilter,
    StandingFilter,
    TopicFilter,
    one_day,
)
from appointments.admin.scoping import AgencyFilter
from appointments.choices import Channel
from appointments.models import Appointment
from appointments.rules import states
from appointments.rules.states import OPEN
from appointments.selectors import agenda
from cns_portal import clock
from cns_portal.audit.reading import ReadingRecorded
from cns_portal.kernel import civil_time


@admin.register(Appointment)
class AppointmentAdmin(ReadingRecorded):
    """Reading and actions. A state is never edited by hand: every action calls its service.

    `view` opens the agenda, `change` the actions, `add` booking on the phone.
    """

    purpose = "appointments"
    list_display = [
        "time", "desk_name", "person", "topic_and_channel", "status_and_age", "reference",
    ]  # fmt: skip
    list_display_links = ["time", "reference"]
    list_filter = [
        DayFilter, AgencyFilter, StandingFilter, OutsideFilter, ChannelFilter, TopicFilter,
    ]  # fmt: skip
    list_per_page = 50
    search_fields = ["procedure__reference"]  # only shows the box: see get_search_results
    search_help_text = _(
        "Reference, matricule or the beginnings of names, with or without dashes and spaces."
    )
    show_facets = admin.ShowFacets.ALWAYS
    show_full_result_count = False
    actions = None

    def get_urls(self):
        """Only what exists here: no form that edits, no page that deletes."""

        def view(function):
            return self.admin_site.admin_view(_of_this_admin(function, self))

        prefix = "appointments_appointment"
        one = "<int:appointment_id>/"
        return [
            path("", self.admin_site.admin_view(self.changelist_view), name=f"{prefix}_changelist"),
            path("book/", view(booking.book), name=f"{prefix}_add"),
            path("explain/", view(explaining.explain_time), name=f"{prefix}_explain"),
            path("figures/", view(figures.figures_page), name=f"{prefix}_figures"),
            path("figures/file.csv", view(figures.figures_file), name=f"{prefix}_figures_file"),
            *call.routes(prefix, one, view),
            path(
                "plan-changes/<uuid:replanning_id>/",
                view(replanned.replanned),
                name=f"{prefix}_replanned",
            ),
            path(f"{one}change/", view(page.appointment_page), name=f"{prefix}_change"),
            path(
                f"{one}emails/<int:posting_id>/resend/",
                view(posts.EMAIL.view),
                name=f"{prefix}_resend",
            ),
            path(
                f"{one}messages/<int:posting_id>/retry/",
                view(posts.MESSAGE.view),
                name=f"{prefix}_retry",
            ),
            *day.addresses(view, one=one, prefix=prefix),
            *(
                path(f"{one}{deed.code}/", view(deed.view), name=f"{prefix}_{deed.code}")
                for deed in (*deeds.DEEDS, moving.MOVE, keeping.KEEP)
            ),
        ]

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest):
        return agenda.agenda_of(request.user)

    def get_ordering(self, request: HttpRequest) -> list[str]:
        if request.GET.get("status") == "undecided":
            return ["requested_at", "pk"]
        return ["-starts_at", "-pk"] if request.GET.get("day") == "past" else ["starts_at", "pk"]

    def get_search_results(self, request: HttpRequest, queryset, search_term: str):
        return (agenda.matching(queryset, search_term) if search_term else queryset), False

    def changelist_view(self, request: HttpRequest, extra_context=None):
        day = one_day(request.GET.get("day")) or clock.today()
        shown = {"title": _("Appointments"), "chosen_day": day}
        return super().changelist_view(request, {**shown, **(extra_context or {})})

    def dossier_id(self, row: Appointment) -> int | None:
        return row.procedure.dossier_id

    # -- columns --------------------------------------------------------------------------

    @admin.display(description=_("time"), ordering="starts_at")
    def time(self, appointment: Appointment) -> str:
        starts_at = civil_time.wall(appointment.starts_at)
        return format_html(
            "<time datetime='{}'>{}<br><strong>{}–{}</strong></time>",
            starts_at.isoformat(),
            formats.date_format(starts_at, "D j M Y"),
            formats.date_format(starts_at, "H:i"),
            formats.date_format(civil_time.wall(appointment.ends_at), "H:i"),
        )

    @admin.display(description=_("desk"), ordering="desk__name")
    def desk_name(self, appointment: Appointment) -> str:
        return format_html("{}<br>{}", appointment.agency.name, appointment.desk.name)

    @admin.display(description=_("person"))
    def person(self, appointment: Appointment) -> str:
        someone = showing.person(appointment)
        # Isolated: a control character in a name must not turn the line around it.
        return format_html("<bdi class='name'>{}</bdi>", someone) if someone else "–"

    @admin.display(description=_("topic and channel"), ordering="topic")
    def topic_and_channel(self, appointment: Appointment) -> str:
        channel = appointment.get_channel_display()
        if appointment.channel == Channel.VIDEO and appointment.status in states.AGREED:
            channel = format_html("<a href='{}'>{}</a>", call.address_of(appointment), channel)
        return format_html("{}<br>{}", appointment.get_topic_display(), channel)

    @admin.display(description=_("status and age"), ordering="requested_at")
    def status_and_age(self, appointment: Appointment) -> str:
        tag = render_to_string("components/status_tag.html", showing.tag(appointment))
        if appointment.is_outside and appointment.status in OPEN:
            flag = {"label": _("Outside the hours"), "tone": "danger"}
            tag += render_to_string("components/status_tag.html", flag)
        ago = showing.since(appointment, now=clock.now())
        return format_html("{}<br>{}", tag, _("sent %(time)s ago") % {"time": ago} if ago else "")

    @admin.display(description=_("reference"), ordering="procedure__reference")
    def reference(self, appointment: Appointment) -> str:
        return appointment.procedure.reference


def _of_this_admin(function, model_admin: AppointmentAdmin):
    """A view that is told whose window it opens, and checks first that one may look through it."""

    def inner(request: HttpRequest, **kwargs):
        if not model_admin.has_view_permission(request):
            raise Http404
        return function(request, model_admin, **kwargs)

    return inner

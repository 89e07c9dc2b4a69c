"""Somebody without an appointment stands at the counter: a short form, and the next time today."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments.admin.booking import dossier_of
from appointments.choices import Channel, TopicCode
from appointments.models import Agency, Appointment
from appointments.notices.sentences import sentence
from appointments.presenters.times import clock_time
from appointments.rules.free_times import Offer
from appointments.selectors import agenda, day, offers
from appointments.services.acting import By
from appointments.services.people import PersonDetails
from appointments.services.walking_in import walk_in
from cns_portal import clock
from cns_portal.kernel import civil_time, matricule
from cns_portal.kernel.refusal import Refused
from cns_portal.web.fields import (
    LuxembourgDateField,
    MatriculeField,
    PhoneField,
    PortalEmailField,
)


class WalkInForm(forms.Form):
    """Who stands there and why. The names of the fields are those of the form for the telephone,
    which takes over what was typed when nothing is free today."""

    offered = forms.ChoiceField(
        label=gettext_lazy("Topic"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a topic.")},
    )
    first_name = forms.CharField(
        label=gettext_lazy("First name"),
        max_length=80,
        error_messages={"required": gettext_lazy("Enter the first name.")},
    )
    last_name = forms.CharField(
        label=gettext_lazy("Last name"),
        max_length=80,
        error_messages={"required": gettext_lazy("Enter the last name.")},
    )
    matricule = MatriculeField(
        required=False,
        help_text=gettext_lazy("13 digits. Without a matricule, ask for the date of birth."),
    )
    birth_date = LuxembourgDateField(label=gettext_lazy("Date of birth"), required=False)
    email = PortalEmailField(required=False)
    phone = PhoneField(required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    consent = forms.BooleanField(
        label=gettext_lazy("I told the person how their data are used, and they agree."),
        error_messages={
            "required": gettext_lazy("Tell the person how their data are used, and tick this.")
        },
    )

    def __init__(self, *args, offered: Iterable[tuple[Offer, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offered"].choices = [
            (f"{offer.topic}:{offer.channel}", label) for offer, label in offered
        ]
        for name in ("first_name", "last_name", "birth_date", "email", "phone"):
            # The browser must not offer the agent's own details for somebody else's.
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if number := cleaned.get("matricule", ""):
            cleaned["birth_date"] = cleaned.get("birth_date") or matricule.birth_date(number)
        elif not {"matricule", "birth_date"} & self.errors.keys() and not cleaned["birth_date"]:
            self.add_error("birth_date", _("Without a matricule, the date of birth is needed."))
        return cleaned

    def person(self) -> PersonDetails:
        """Of a valid form."""
        names = ("first_name", "last_name", "matricule", "birth_date", "email", "phone")
        return PersonDetails(**{name: self.cleaned_data[name] for name in names})

    def topic(self) -> str:
        """Of a valid form."""
        return self.cleaned_data["offered"].partition(":")[0]


def walk_in_page(request: HttpRequest, model_admin) -> HttpResponse:
    """The form, with the next time of each topic; nothing typed is lost."""
    if not (model_admin.has_add_permission(request) and model_admin.has_change_permission(request)):
        raise Http404
    agency = _agency(request)
    now = clock.now()
    times = _times(agency, now)
    known = {"offered": [(offer, _label(offer, starts)) for offer, starts in times]}
    nothing_left = not any(starts for _offer, starts in times)
    if request.method == "POST":
        form = WalkInForm(request.POST, **known)
        if form.is_valid():
            try:
                appointment = _come(form, agency, By.agent(request.user))
            except Refused as refused:
                form.add_error(None, sentence(refused))
            else:
                messages.success(request, _told(appointment))
                address = reverse("admin:appointments_appointment_day")
                return HttpResponseRedirect(f"{address}?agency={agency.pk}#my-desk")
    else:
        form = WalkInForm(initial={"language": request.LANGUAGE_CODE[:2]}, **known)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Somebody without an appointment"),
        "opts": Appointment._meta,
        "agency": agency,
        "form": form,
        "nothing_left": nothing_left,
        "tomorrow": civil_time.day_of(now) + timedelta(days=1),
        "day_address": f"{reverse('admin:appointments_appointment_day')}?agency={agency.pk}",
    }
    return TemplateResponse(request, "admin/appointments/day/walk_in.html", context)


def _agency(request: HttpRequest) -> Agency:
    """The one asked for; else that of the agent's desk, else their first. Only theirs exist."""
    theirs = agenda.agencies_of(request.user)
    asked = request.POST.get("agency") or request.GET.get("agency", "")
    shift = None if asked else day.shift_of(request.user, now=clock.now())
    if shift:
        asked = str(shift.desk.agency_id)
    agencies = list(theirs)
    found = [one for one in agencies if str(one.pk) == asked] if asked else agencies
    if not found:
        raise Http404
    return found[0]


def _times(agency: Agency, now: datetime) -> list[tuple[Offer, list[datetime]]]:
    """What is offered at the counter, with the times that are left today."""
    offered = [offer for offer in offers.offers() if offer.channel == Channel.ON_SITE]
    left = day.times_left_today(offered, agency.pk, now=now)
    return [(offer, left[offer.topic]) for offer in offered]


def _label(offer: Offer, starts: list[datetime]) -> str:
    words = {"topic": TopicCode(offer.topic).label}
    if not starts:
        return _("%(topic)s – nothing free today") % words
    words["time"] = clock_time(starts[0])
    return _("%(topic)s – next time: %(time)s") % words


def _come(form: WalkInForm, agency: Agency, by: By) -> Appointment:
    person = form.person()
    return walk_in(
        topic=form.topic(),
        agency_id=agency.pk,
        applicant=person,
        language=form.cleaned_data["language"],
        by=by,
        dossier=dossier_of(person),
    )


def _told(appointment: Appointment) -> str:
    return _("Ticket %(ticket)d, for %(time)s. The person waits to be called.") % {
        "ticket": appointment.visit.ticket,
        "time": clock_time(appointment.starts_at),
    }

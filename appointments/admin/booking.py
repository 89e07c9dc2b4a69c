"""Booking for a person on the phone."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from appointments.admin import showing
from appointments.admin.explaining import labelled_offers
from appointments.admin.forms import PhoneBookingForm
from appointments.admin.moving import SHOW_TIMES
from appointments.models import Appointment
from appointments.notices.sentences import sentence
from appointments.selectors import agenda
from appointments.services import agents
from appointments.services.acting import By
from appointments.services.people import PersonDetails
from cns_portal import clock
from cns_portal.accounts.models import Dossier
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused
from insured.selectors import people as insured


def book(request: HttpRequest, model_admin) -> HttpResponse:
    """First topic, place and day, then the free times and the person; nothing typed is lost."""
    if not model_admin.has_add_permission(request):
        raise Http404
    now = clock.now()
    known = {
        "offers": labelled_offers(),
        "agencies": agenda.agencies_of(request.user),
        "now": now,
    }
    if request.method == "POST" and SHOW_TIMES not in request.POST:
        form = PhoneBookingForm(request.POST, **known)
        if form.is_valid():
            try:
                appointment = _book(form, By.agent(request.user))
            except Refused as refused:
                form.add_error(None, sentence(refused))
            else:
                messages.success(request, _how_told(appointment, form.cleaned_data["email"]))
                return HttpResponseRedirect(showing.address_of(appointment.pk))
    else:
        initial = {
            "from_day": civil_time.day_of(now),
            "language": request.LANGUAGE_CODE[:2],
            "country": "LU",
            **request.POST.dict(),
        }
        form = PhoneBookingForm(initial=initial, **known)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Book for a person on the phone"),
        "opts": Appointment._meta,
        "form": form,
        "chosen": request.method == "POST",
    }
    return TemplateResponse(request, "admin/appointments/book.html", context)


def _book(form: PhoneBookingForm, by: By) -> Appointment:
    agency_id, starts_at = form.cleaned_data["slot"]
    offer, person = form.offer(), form.person()
    return agents.book_for(
        topic=offer.topic,
        channel=offer.channel,
        agency_ids=[agency_id],
        starts_at=starts_at,
        applicant=person,
        language=form.cleaned_data["language"],
        question=form.cleaned_data["question"],
        by=by,
        dossier=dossier_of(person),
    )


def dossier_of(person: PersonDetails) -> Dossier | None:
    """The file of somebody who signs in here, so that they find the appointment in their space.

    Matricule and last name must both fit: a mistyped number leads into nobody else's file.
    """
    found = insured.by_matricule(person.matricule) if person.matricule else None
    if found is None or found.account_id is None:
        return None
    same = found.last_name.casefold() == person.last_name.strip().casefold()
    return found.dossier if same else None


def _how_told(appointment: Appointment, email: str) -> str:
    if appointment.procedure.dossier_id:
        return _("Booked. The confirmation is on its way to the person’s messages.")
    if email:
        return _("Booked. The confirmation is on its way by e-mail.")
    return _("Booked. There is no e-mail address: print the confirmation and post it.")

"""Check the answers, and send."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from appointments.choices import Refusal
from appointments.forms import ConcernedForm, EarlierForm, SignedInForm, VisitorForm
from appointments.notices.sentences import sentence
from appointments.presenters.answers import Answers
from appointments.services import requesting
from appointments.services.acting import By
from appointments.services.people import PersonDetails
from appointments.services.requesting import RequestDetails
from appointments.views.booking.people import (
    attached,
    chosen_copy,
    in_file_of,
    is_identified,
)
from appointments.views.booking.step import BookingStep
from appointments.views.draft import just_sent
from cns_portal.documents import Rejection
from cns_portal.kernel.refusal import Refused

TIME_IS_GONE = {
    Refusal.HOLD_EXPIRED,
    Refusal.TAKEN,
    Refusal.PAST,
    Refusal.TOO_SOON,
    Refusal.HOLIDAY,
    Refusal.CLOSURE,
    Refusal.OUTSIDE_HOURS,
    Refusal.NOT_ON_GRID,
}
COPY_IS_MISSING = {Refusal.IDENTITY_COPY_MISSING, Refusal.IDENTITY_COPY_UNREADABLE}


class CheckAnswers(BookingStep, TemplateView):
    """Everything on one page, each answer with the way to change it."""

    step = "check"
    template_name = "appointments/check.html"
    refused: Refused | None = None

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        # A second click arrives after the first has been answered: show what it sent.
        if not request.session.get("booking") and (public_id := just_sent(request)):
            return redirect("appointments:sent", public_id=public_id)
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if self.draft.first_open_step() != "check":
            return self.go_on()
        self.draft.set(tell_earlier="tell_earlier" in request.POST or None)
        details = self.details()
        if details is None:
            return redirect("appointments:details")
        if self.shows_another_time():
            messages.warning(request, _("The time was changed in another window. Check it again."))
            return redirect("appointments:check")
        by = By.person(request.user) if self.draft.signed_in else By.visitor()
        try:
            appointment = requesting.send_request(
                hold_key=self.draft.hold_key, details=details, by=by
            )
        except Refused as refused:
            return self.not_sent(refused)
        self.draft.finish(appointment)
        return redirect("appointments:sent", public_id=appointment.public_id)

    def shows_another_time(self) -> bool:
        """Whether the page that was sent is older than the time that is kept now."""
        held, shown = self.draft.held(), self.request.POST.get("held")
        return bool(held and shown and str(held.public_id) != shown)

    def not_sent(self, refused: Refused) -> HttpResponse:
        """To the page where it can be mended, with the sentence, everything typed kept."""
        if refused.reason in TIME_IS_GONE:
            messages.error(self.request, sentence(refused))
            self.draft.lose_time()
            return redirect("appointments:time")
        if refused.reason in COPY_IS_MISSING:
            messages.error(self.request, self.why_no_copy(refused))
            self.draft.set(identity_copy=None, details_complete=None)
            return redirect("appointments:details")
        self.refused = refused
        return self.render_to_response(self.get_context_data())

    def why_no_copy(self, refused: Refused) -> str:
        """What the worker found out about the file, where it has looked already."""
        copy = chosen_copy(self.draft)
        return (
            str(Rejection(copy.rejection).label) if copy and copy.rejection else sentence(refused)
        )

    def details(self) -> RequestDetails | None:
        """The answers as the service wants them; None when details have to be given again."""
        person = self.draft.person
        applicant = self.applicant(person)
        concerned = None
        if self.draft.for_another:
            form = ConcernedForm(self.draft.concerned)
            if not form.is_valid():
                return None
            concerned = PersonDetails(**form.cleaned_data)
        if applicant is None:
            return None
        return RequestDetails(
            applicant=applicant,
            concerned=concerned,
            question=self.draft.details.get("question", "").strip(),
            dossier=person.dossier if person else None,
            identity_copy=None if person else chosen_copy(self.draft),
            consented_at=self.draft.consented_at,
            language=translation.get_language()[:2],
            tell_earlier=bool(self.draft.get("tell_earlier")),
        )

    def applicant(self, person) -> PersonDetails | None:
        """Signed in, who it is comes from the file; without, from what was typed."""
        form: forms.Form
        if person is None:
            form = VisitorForm(self.draft.details, has_identity_copy=True)
            if not form.is_valid():
                return None
            fields = PersonDetails.__dataclass_fields__
            return PersonDetails(**{k: v for k, v in form.cleaned_data.items() if k in fields})
        form = SignedInForm(
            self.draft.details,
            is_identified=is_identified(person),
            is_video=self.draft.is_video,
            in_file_of=in_file_of(self.draft),
        )
        if not form.is_valid():
            return None
        return PersonDetails(
            first_name=person.first_name,
            last_name=person.last_name,
            matricule=person.matricule or "",
            birth_date=person.birth_date or form.cleaned_data.get("birth_date"),
            birth_place=person.birth_place,
            email=form.cleaned_data["email"],
            phone=form.cleaned_data["phone"],
            street=person.street,
            postcode=person.postcode,
            locality=person.locality,
            country=person.country,
        )

    def get_context_data(self, **kwargs) -> dict:
        held = self.draft.held()
        return {
            **super().get_context_data(**kwargs),
            "held": held,
            "answers": Answers(self.draft, held, self.draft.person, attached(self.draft)),
            "form": EarlierForm(initial={"tell_earlier": self.draft.get("tell_earlier")}),
            "refused": sentence(self.refused) if self.refused else "",
        }

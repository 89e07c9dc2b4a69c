"""Who comes, and how we reach them."""

from typing import TYPE_CHECKING

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView

from appointments.forms import ConcernedForm, SignedInForm, VisitorForm
from appointments.views.booking.keeping import keep_longer
from appointments.views.booking.step import BookingStep
from cns_portal import audit, documents
from cns_portal.kernel.refusal import Refused
from cns_portal.web import throttle

if TYPE_CHECKING:
    from cns_portal.documents.models import Document

IDENTITY_COPY = "identity_copy"
KEEP_LONGER = "keep_longer"  # the button beside "Continue": what is typed comes with it
COPIES_PER_HOUR = 20  # for one visitor; a photo may take several attempts
COPIES_PER_HOUR_AND_ADDRESS = 200  # an internet connection may serve a whole office


class GiveDetails(BookingStep, FormView):
    """The applicant's details; signed in, most of them are known."""

    step = "details"
    template_name = "appointments/details.html"

    def get_form_class(self) -> type[forms.Form]:
        return SignedInForm if self.draft.signed_in else VisitorForm

    def get_form_kwargs(self) -> dict:
        kwargs = super().get_form_kwargs()
        if self.draft.signed_in:
            kwargs["is_identified"] = is_identified(self.draft.person)
            kwargs["is_video"] = self.draft.is_video
            kwargs["in_file_of"] = in_file_of(self.draft)
        else:
            kwargs["has_identity_copy"] = attached(self.draft) is not None
        return kwargs

    def get_initial(self) -> dict:
        if not self.draft.signed_in:
            return dict(self.draft.details)
        person, holder = self.draft.person, self.draft.file.holder
        return {
            "email": person.email or holder.email,
            "phone": person.phone or holder.phone,
            **self.draft.details,
        }

    def post(self, request, *args, **kwargs) -> HttpResponse:
        form = self.get_form()
        valid = form.is_valid()
        # Whatever else is wrong: a good file is kept, so that it need not be chosen again.
        if "identity_copy" in form.fields and form.cleaned_data.get("identity_copy"):
            valid = self.attach(form) and valid
        self.draft.set(details=typed(form), details_complete=None)
        if KEEP_LONGER in request.POST:
            keep_longer(request, self.draft)
            return redirect("appointments:details")
        if not valid:
            return self.form_invalid(form)
        self.draft.complete_details(typed(form))
        return self.go_on()

    def attach(self, form: forms.Form) -> bool:
        """Store the copy of the identity card; its own sentence on the form if it is refused.

        A visitor has one copy: the one that it replaces is deleted.
        """
        if not self.may_send_a_file():
            form.add_error(
                "identity_copy",
                _("Many files were sent in a short time. Please try again in an hour."),
            )
            return False
        try:
            document = documents.store(
                form.cleaned_data["identity_copy"],
                dossier=None,
                by=audit.VISITOR,
                purpose=IDENTITY_COPY,
            )
        except Refused as refused:
            form.add_error("identity_copy", refused.sentence)
            return False
        discard_copy(self.draft, reason="replaced")
        self.draft.set(identity_copy=str(document.public_id))
        form.fields["identity_copy"].required = False
        return True

    def may_send_a_file(self) -> bool:
        """Whether this visitor, and everybody at this address, has sent few enough lately."""
        here = throttle.address_of(self.request)
        return throttle.allows(
            f"copies:{self.draft.hold_key}", limit=COPIES_PER_HOUR, seconds=3600
        ) and throttle.allows(f"copies:{here}", limit=COPIES_PER_HOUR_AND_ADDRESS, seconds=3600)

    def get_context_data(self, **kwargs) -> dict:
        return {
            **super().get_context_data(**kwargs),
            "held": self.draft.held(),
            "person": self.draft.person,
            "in_file_of": in_file_of(self.draft),
            "identity_copy": attached(self.draft),
        }


class GiveConcerned(BookingStep, FormView):
    """The details of the person the appointment is for."""

    step = "concerned"
    form_class = ConcernedForm
    template_name = "appointments/concerned.html"

    def get_initial(self) -> dict:
        return dict(self.draft.concerned)

    def post(self, request, *args, **kwargs) -> HttpResponse:
        if KEEP_LONGER not in request.POST:
            return super().post(request, *args, **kwargs)
        self.draft.set(concerned=typed(self.get_form()), concerned_complete=None)
        keep_longer(request, self.draft)
        return redirect("appointments:concerned")

    def form_valid(self, form: ConcernedForm) -> HttpResponse:
        self.draft.set(concerned=typed(form), concerned_complete=True)
        return self.go_on()

    def form_invalid(self, form: ConcernedForm) -> HttpResponse:
        self.draft.set(concerned=typed(form), concerned_complete=None)
        return super().form_invalid(form)

    def get_context_data(self, **kwargs) -> dict:
        return {**super().get_context_data(**kwargs), "held": self.draft.held()}


def typed(form: forms.Form) -> dict[str, str]:
    """What was typed, field by field, files left out."""
    return {
        name: form.data.get(form.add_prefix(name), "")
        for name, field in form.fields.items()
        if not isinstance(field, forms.FileField)
    }


def chosen_copy(draft) -> "Document | None":
    """The copy of the identity card that this visitor has sent, also one that was refused since."""
    public_id = draft.get("identity_copy")
    return documents.find(public_id, purpose=IDENTITY_COPY) if public_id else None


def attached(draft) -> "Document | None":
    """The copy of the identity card that this visitor has attached, unless it was refused."""
    document = chosen_copy(draft)
    return document if document and document.state != documents.State.REJECTED else None


def discard_copy(draft, *, reason: str) -> None:
    """Delete the copy that this visitor has sent, unless a request needs it; harmless without."""
    if copy := chosen_copy(draft):
        documents.discard(copy, by=audit.VISITOR, reason=reason)


def is_identified(person) -> bool:
    """Whether the file says enough to tell namesakes apart: a matricule or a date of birth."""
    return bool(person.matricule or person.birth_date)


def in_file_of(draft) -> str:
    """Whose file is open, when it is not one's own."""
    return draft.person.full_name if draft.acts_for_another else ""

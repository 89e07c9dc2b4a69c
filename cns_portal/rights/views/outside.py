"""Asking without signing in, and the emailed link."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView, TemplateView, View

from cns_portal import clock
from cns_portal.kernel.refusal import Refused
from cns_portal.rights.choices.requests import RightsKind
from cns_portal.rights.forms.asking import LONGEST
from cns_portal.rights.forms.outside import CopyForm, LetterForm, OutsideForm
from cns_portal.rights.models import RightsRequest
from cns_portal.rights.notices import links
from cns_portal.rights.presenters.linked import LinkedRequest
from cns_portal.rights.rules import deadlines
from cns_portal.rights.selectors import cases
from cns_portal.rights.services import outside
from cns_portal.web import throttle
from cns_portal.web.lost_files import NamesLostFiles

SENT = "rights_request_sent"
"""Under which the session remembers the reference of what was sent just now."""

FROM_ONE_PLACE, PER_HOUR = 10, 3600
FROM_ONE_ADDRESS, PER_DAY = 5, 86400
WITH_ONE_LINK = 30
"""Conventions of the portal: so many requests and messages, then a page with the telephone."""


def _is_too_much(request: HttpRequest, email: str) -> bool:
    place = throttle.address_of(request)
    allowed = throttle.allows(
        f"rights:place:{place}", limit=FROM_ONE_PLACE, seconds=PER_HOUR
    ) and throttle.allows(
        f"rights:email:{email.strip().lower()}", limit=FROM_ONE_ADDRESS, seconds=PER_DAY
    )
    return not allowed


def _not_now(request: HttpRequest, *, text: str) -> HttpResponse:
    """The same whatever was too much: nobody learns what was asked with somebody's address."""
    why = _(
        "Many requests came in a short time from your internet connection, or with the e-mail "
        "address that you entered. Tomorrow it works again; the telephone and a letter work now."
    )
    return throttle.not_now(
        request, why=why, text=text, seconds=PER_DAY, template="rights/not_now.html"
    )


@method_decorator(login_not_required, name="dispatch")
class OutsideRequest(NamesLostFiles, FormView):
    """A request with a copy of an identity document, for whoever cannot sign in."""

    template_name = "rights/outside.html"
    form_class = OutsideForm

    def get_initial(self) -> dict:
        kind = self.request.GET.get("kind", "")
        known = kind in RightsKind.values
        return {**super().get_initial(), **({"kind": kind} if known else {})}

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(due_on=deadlines.due_on(sent_on=clock.today()), **kwargs)

    def form_valid(self, form: OutsideForm) -> HttpResponse:
        said = form.cleaned_data
        if not cases.came_before(said["sent_key"]) and _is_too_much(self.request, said["email"]):
            return _not_now(self.request, text=said["text"])
        try:
            sent = outside.send(
                kind=RightsKind(said["kind"]),
                applicant=outside.Applicant(
                    first_name=said["first_name"],
                    last_name=said["last_name"],
                    matricule=said["matricule"],
                    birth_date=said["birth_date"],
                ),
                email=said["email"],
                text=said["text"],
                copy=said["identity_copy"],
                language=translation.get_language()[:2],
                sent_key=said["sent_key"],
            )
        except Refused as refused:
            form.add_error("identity_copy", refused.sentence)
            return self.form_invalid(form)
        self.request.session[SENT] = str(sent.public_id)
        return redirect("rights:outside_sent")


@method_decorator(login_not_required, name="dispatch")
class OutsideSent(TemplateView):
    """That it was sent, and that an e-mail with the link is on its way."""

    template_name = "rights/outside_sent.html"

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        sent = cases.linked(uuid.UUID(request.session[SENT])) if SENT in request.session else None
        if sent is None:
            return redirect("rights:outside")
        return self.render_to_response(self.get_context_data(sent=sent))


# No CSRF token: the address itself is the secret that another site would have to know, nothing of
# the visitor's session is used, and a page without a referrer sends its form without an origin,
# which Django refuses.
@method_decorator([login_not_required, csrf_exempt], name="dispatch")
class Link(View):
    """How far a request has come, its letters and its answer, for whoever has its link."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.show(request, self.opened(token))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        item = self.opened(token)
        if _linked(item).has_ended:
            return self.show(request, item)
        if self.is_too_much(request, item):
            return self.not_now(request, item)
        with translation.override(item.procedure.language):
            form = None
            try:
                if "withdraw" in request.POST:
                    outside.withdraw(item.pk)
                elif "copy" in request.POST:
                    form = CopyForm(request.POST, request.FILES)
                    if not form.is_valid():
                        return self.show(request, item, copy_form=form)
                    outside.replace_copy(item.pk, copy=form.cleaned_data["identity_copy"])
                else:
                    form = LetterForm(request.POST)
                    if not form.is_valid():
                        return self.show(request, item, letter_form=form)
                    outside.reply(item.pk, **form.cleaned_data)
            except Refused as refused:
                return self.show(request, self.opened(token), error=refused.sentence)
            return unlinked(HttpResponseRedirect(request.path))

    def opened(self, token: str) -> RightsRequest:
        """Whatever we did not sign and whatever no longer exists is the same 404."""
        public_id = links.read(token)
        item = cases.linked(public_id) if public_id else None
        if item is None:
            raise Http404
        return item

    def is_too_much(self, request: HttpRequest, item: RightsRequest) -> bool:
        """Counts this one, unless it is a letter that has arrived already."""
        if not {"withdraw", "copy"} & request.POST.keys():
            form = LetterForm(request.POST)
            if form.is_valid() and item.letters.filter(sent_key=form.cleaned_data["sent_key"]):
                return False
        key = f"rights:link:{item.pk}"
        return not throttle.allows(key, limit=WITH_ONE_LINK, seconds=PER_HOUR)

    def not_now(self, request: HttpRequest, item: RightsRequest) -> HttpResponse:
        """The page with the telephone, and what was written."""
        with translation.override(item.procedure.language):
            return unlinked(
                throttle.not_now(
                    request,
                    why=_("Much was sent with this link in a short time."),
                    text=request.POST.get("text", "")[:LONGEST],
                    seconds=PER_HOUR,
                    template="rights/link_not_now.html",
                )
            )

    def show(
        self,
        request: HttpRequest,
        item: RightsRequest,
        *,
        letter_form: LetterForm | None = None,
        copy_form: CopyForm | None = None,
        error: str = "",
    ) -> HttpResponse:
        linked = _linked(item)
        with translation.override(item.procedure.language):
            if linked.has_ended:
                return unlinked(render(request, "rights/link_ended.html", status=410))
            page = render(
                request,
                "rights/link.html",
                {
                    "linked": linked,
                    "letter_form": letter_form or LetterForm(),
                    "copy_form": copy_form or CopyForm(),
                    "form": letter_form or copy_form,
                    "error": error,
                },
            )
        return unlinked(page)


def _linked(item: RightsRequest) -> LinkedRequest:
    return LinkedRequest(item, clock.today())


def unlinked(response: HttpResponse) -> HttpResponse:
    """Keep the token to ourselves: no referrer, no cache, no search engine."""
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response

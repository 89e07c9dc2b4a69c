"""What an agent can do with a case: each shows on GET what it would do, and does it on POST.

Every room says what its cases are; whether something is possible, the same rule says to the button
and to the command.
"""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation

from cns_portal.kernel.refusal import Refused
from insured.admin.reply_form import PREVIEW, TAKE_OVER, ReplyForm

if TYPE_CHECKING:
    from insured.notices.notice import Notice

Case = TypeVar("Case")


class Deed(Generic[Case]):
    """One action. `code` is the end of its address."""

    code: str
    label: str
    """On the button."""
    done: str
    danger = False
    """Whether it takes something away from the person: its button says so, and comes last."""
    has_preview = False
    at_once = False
    """Whether its button does it without a form: nothing is lost by it."""
    services: ModuleType
    """Where the verbs of `insured.admin.working` are, by the same names for every kind."""
    refusals: Any
    """The reasons why a case is left as it is; with `CLOSED`, `NOT_YOURS`, `ALREADY_YOURS`."""

    # -- what a room says about its cases ---------------------------------------------------

    def case(self, request: HttpRequest, **key: int) -> Case | None:
        """The case whose key stands in the address; None when there is none."""
        raise NotImplementedError

    def row(self, case: Case) -> Any:
        """What an agent has, and what has a person and a procedure; often the case itself."""
        return case

    def address(self, case: Case, page: str = "change") -> str:
        """The page of the case, or that of an action."""
        raise NotImplementedError

    def render(self, request: HttpRequest, model_admin, case: Case, **shown: Any) -> HttpResponse:
        """The page of the case, with the `form` of this deed and a `preview`."""
        raise NotImplementedError

    def language(self, case: Case) -> str:
        """Which the person reads."""
        return self.row(case).person.language

    def how_it_stands(self, case: Case, refusal: Any) -> str:
        """Asked again: how the case stands by now, and with whom."""
        raise NotImplementedError

    def is_too_late(self, reason: Any) -> bool:
        """Whether what the agent typed is of no use any more, for this reason of a refusal."""
        raise NotImplementedError

    # -- what each deed says ----------------------------------------------------------------

    def why_not(self, case: Case, agent) -> Any:
        """Why it is not offered; None when it is."""
        raise NotImplementedError

    def effects(self, case: Case) -> list[str]:
        """What will happen, before it does."""
        return []

    def form(self, request: HttpRequest, case: Case) -> forms.Form | None:
        """What the agent fills in, bound when it was sent; None where there is nothing."""
        return None

    def preview(self, case: Case, said: dict[str, Any]) -> Notice | None:
        """What the person will read."""
        return None

    def act(self, case: Case, said: dict[str, Any], agent) -> None:
        """Call the service. Raises `Refused`."""
        raise NotImplementedError

    # -- the same for all -------------------------------------------------------------------

    def view(self, request: HttpRequest, model_admin, **key: int) -> HttpResponse:
        if not model_admin.has_change_permission(request):
            raise Http404
        case = self.case(request, **key)
        if case is None:
            raise Http404
        if request.method != "POST" and self.at_once:
            return HttpResponseRedirect(self.address(case))
        if refusal := self.why_not(case, request.user):
            return self._too_late(request, case, refusal)
        form = self.form(request, case)
        preview = None
        if request.method == "POST":
            answer, preview = self._do(request, case, form)
            if answer is not None:
                return answer
        return self.render(request, model_admin, case, form=form, preview=preview)

    def _do(
        self, request: HttpRequest, case: Case, form: forms.Form | None
    ) -> tuple[HttpResponse | None, Notice | None]:
        """The answer when it was done or came too late; otherwise a preview, if one was wanted."""
        if TAKE_OVER in request.POST and isinstance(form, ReplyForm):
            form.data = form.with_text_in_the_box()
            return None, None
        if form is not None and not form.is_valid():
            return None, None
        said = {} if form is None else form.cleaned_data
        if PREVIEW in request.POST:
            with translation.override(self.language(case)):
                return None, self.preview(case, said)
        try:
            self.act(case, said, request.user)
        except Refused as refused:
            if form is None or self.is_too_late(refused.reason):
                return self._too_late(request, case, refused.reason), None
            field = refused.details.get("field")
            form.add_error(field if field in form.fields else None, refused.sentence)
            return None, None
        messages.success(request, self.done)
        return HttpResponseRedirect(self.address(case)), None

    def _too_late(self, request: HttpRequest, case: Case, refusal: Any) -> HttpResponse:
        """Back to the case, which says how it stands by now."""
        messages.warning(request, self.how_it_stands(case, refusal))
        return HttpResponseRedirect(self.address(case))


def buttons(request: HttpRequest, model_admin, case: Any) -> list[dict[str, Any]]:
    """What the rules allow now, to those who may act."""
    if not model_admin.has_change_permission(request):
        return []
    return [
        {
            "label": deed.label,
            "address": deed.address(case, deed.code),
            "danger": deed.danger,
            "at_once": deed.at_once,
        }
        for deed in model_admin.deeds
        if deed.why_not(case, request.user) is None
    ]


def sent(request: HttpRequest) -> tuple:
    """The positional arguments of a form: what was sent, or nothing yet."""
    return (request.POST, request.FILES) if request.method == "POST" else ()

"""A copy of everything for somebody who did not sign in: the officer hands it over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal import documents
from cns_portal.kernel.refusal import Refused
from cns_portal.rights.admin.deed import Deed
from cns_portal.rights.choices.exports import ExportRefusal
from cns_portal.rights.models import RightsRequest
from cns_portal.rights.presenters.exports import file_name
from cns_portal.rights.selectors import exports as selectors
from cns_portal.rights.services import exporting
from cns_portal.web.downloads import streamed
from insured.notices.notice import Notice


class _OfAccess(Deed):
    """For requests for access without sign-in, once it is known who asks, by whoever has them."""

    def why_not(self, case: RightsRequest, agent) -> Any:
        return exporting.why_not_copy(case, officer=agent)


class PrepareCopy(_OfAccess):
    """Have the worker put it together."""

    code = "copy"
    label = gettext_lazy("Prepare a copy of their data")
    done = gettext_lazy("The copy is being put together. The button to download it appears here.")

    def why_not(self, case: RightsRequest, agent) -> Any:
        if refusal := super().why_not(case, agent):
            return refusal
        return ExportRefusal.UNDER_WAY if selectors.is_under_way(case) else None

    def effects(self, case: RightsRequest) -> list[str]:
        return [
            _("The worker puts together everything that the portal holds on this person."),
            _("Only you can download it; the person gets no message. You hand it over yourself."),
            _("Its file is deleted after some days."),
        ]

    def act(self, case: RightsRequest, said: dict[str, Any], agent) -> None:
        exporting.ask_for(case.pk, officer=agent)


class DownloadCopy(_OfAccess):
    """Take it out; that it was is written down."""

    code = "copy_download"
    label = gettext_lazy("Download the copy of their data")
    done = gettext_lazy("The copy was downloaded.")

    def why_not(self, case: RightsRequest, agent) -> Any:
        if refusal := super().why_not(case, agent):
            return refusal
        return None if selectors.prepared_for(case) else ExportRefusal.NOT_READY

    def effects(self, case: RightsRequest) -> list[str]:
        return [
            _("It holds everything, also what is medical: it goes to the person and nobody else."),
            _("That you downloaded it is written down, and the person can see it."),
        ]

    def _do(
        self, request: HttpRequest, case: RightsRequest, form: forms.Form | None
    ) -> tuple[HttpResponse | None, Notice | None]:
        export = selectors.prepared_for(case)
        if export is None:
            return self._too_late(request, case, ExportRefusal.NOT_READY), None
        try:
            content = exporting.open_for_officer(export.pk, officer=request.user)
        except Refused as refused:
            return self._too_late(request, case, refused.reason), None
        except documents.StorageUnavailable:
            return HttpResponse(status=503, headers={"Retry-After": "60"}), None
        answer = streamed(
            content,
            content_type="application/zip",
            filename=file_name(export),
            size=export.size,
        )
        return answer, None

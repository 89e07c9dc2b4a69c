"""A copy of everything: asking for one, watching it grow, downloading it."""

from __future__ import annotations

import logging
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from cns_portal import clock, documents
from cns_portal.kernel.refusal import Refused
from cns_portal.rights.presenters.exports import CopyRow, file_name
from cns_portal.rights.selectors import exports as selectors
from cns_portal.rights.services import exporting
from cns_portal.sealing.envelope import CannotDecrypt
from cns_portal.web.downloads import streamed
from insured.access import InsuredPage
from insured.choices.acting import PageScope

logger = logging.getLogger(__name__)


class Access(InsuredPage, TemplateView):
    """The copies one has asked for, and how far the newest is; POST asks for one.

    Parents do it for a child; a mandate never opens it.
    """

    scope = PageScope.DATA
    template_name = "rights/access.html"

    def get_context_data(self, **kwargs) -> dict:
        now = clock.now()
        rows = [CopyRow(export, now) for export in selectors.exports_of(self.person)]
        return super().get_context_data(
            rows=rows,
            waits=any(row.is_under_way for row in rows),
            why_not=selectors.why_not_ask(self.person),
            available_days=settings.EXPORT_AVAILABLE_DAYS,
            is_own=self.acting is None,
            person=self.person,
            **kwargs,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            exporting.ask(self.person, by=self.actor, language=request.LANGUAGE_CODE)
        except Refused as refused:
            messages.warning(request, refused.sentence)
        return redirect("rights:access")


class DownloadCopy(InsuredPage, View):
    """The zip. It is sent for by POST: a download is written down, a link could be followed by
    anything."""

    scope = PageScope.DATA
    http_method_names = ("post",)

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        export = selectors.export_of(self.person, public_id)
        if export is None:
            raise Http404
        try:
            content = exporting.open_for(self.person, public_id, by=self.actor)
        except Refused as refused:
            messages.warning(request, refused.sentence)
        except (documents.StorageUnavailable, FileNotFoundError, CannotDecrypt):
            logger.exception("Copy %s cannot be read now.", export.pk)
            messages.error(request, _("The copy cannot be read at the moment. Please try later."))
        else:
            return streamed(
                content,
                content_type="application/zip",
                filename=file_name(export),
                size=export.size,
            )
        return redirect("rights:access")

"""My messages, and the files that came with them."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import TemplateView, View

from cns_portal import inbox
from cns_portal.home.presenters import attachment_links, document_links
from cns_portal.home.reading import is_looked_at
from cns_portal.inbox import selectors
from cns_portal.procedures import selectors as procedures
from cns_portal.procedures.selectors import thread
from cns_portal.web.downloads import download
from insured.access import InsuredPage
from insured.choices.acting import PageScope

if TYPE_CHECKING:
    from cns_portal.inbox.models import Message

PER_PAGE = 20


class Messages(InsuredPage, TemplateView):
    """Everything that was delivered, the newest first."""

    scope = PageScope.MESSAGES
    template_name = "home/messages.html"

    def get_context_data(self, **kwargs) -> dict:
        pages = Paginator(selectors.delivered_to(self.dossier), PER_PAGE)
        return super().get_context_data(
            page=pages.get_page(self.request.GET.get("page")),
            unread=selectors.unread_count(self.dossier),
            **kwargs,
        )


class OneMessage(InsuredPage, TemplateView):
    """A message in full. Opening it takes the mark "New" away.

    That is the only thing a GET changes here: the mark helps the reader and nobody else. No
    period begins with it and no agent decides by it, so that a browser which fetches a page
    ahead does no harm; one that says it does so changes not even that.
    """

    scope = PageScope.MESSAGES
    template_name = "home/message.html"

    def get_context_data(self, public_id: UUID, **kwargs) -> dict:
        message = selectors.message_of(self.dossier, public_id)
        if message is None:
            raise Http404
        if is_looked_at(self.request) and self.file.reads_for_the_person:
            inbox.mark_read(message)
        return super().get_context_data(message=message, files=self._files(message), **kwargs)

    def _files(self, message: "Message") -> list[dict]:
        """What was attached, and what an agent sent along."""
        links = attachment_links(message)
        enclosed = thread.files_of_message(self.dossier, message.pk)
        if enclosed and (case := procedures.get_of(self.dossier, message.reference)):
            links += document_links(case, enclosed)
        return links


class OneAttachment(InsuredPage, View):
    """A file, always as a download and never kept by the browser."""

    scope = PageScope.MESSAGES

    def get(self, request: HttpRequest, public_id: UUID, position: int) -> HttpResponse:
        attachment = selectors.attachment_of(self.dossier, public_id, position)
        if attachment is None:
            raise Http404
        return download(
            bytes(attachment.content),
            content_type=attachment.content_type,
            filename=attachment.filename,
        )

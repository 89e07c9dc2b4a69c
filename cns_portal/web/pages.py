"""The files of something that is being prepared, as pages show them and take them.

A room derives `Files` and `Picture` behind its own page, which says whose file is open, and puts
`web/pages/_form.html` where the files belong.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.generic import TemplateView, View

from cns_portal import documents
from cns_portal.documents.pages.choices import PageRefusal
from cns_portal.kernel.refusal import Refused
from cns_portal.web.downloads import shown

if TYPE_CHECKING:
    from django.db.models import Model

    from cns_portal.documents.models import Document
    from cns_portal.documents.pages.services import Pages

logger = logging.getLogger(__name__)

KIND_OF = "kind_"
"""Before the identifier of a file: the field that says what it is."""

AGAIN = "again"
"""Says that the file was sent before and no answer came: if it is there, all is well."""


def _never(page: Model) -> bool:
    return False


@dataclass(frozen=True, kw_only=True)
class PageList:
    """The files of one thing, for the templates `web/pages/`."""

    owner: Model
    """What they belong to, for what a room adds to the list."""
    pages: Sequence[Model]
    """The rows of the room's table, in order, with their documents."""
    address: str
    """Where the files are sent and changed."""
    picture: Callable[[Model], str]
    """The address of a row's picture; empty where it is not for whoever asks."""
    heading: str
    label: str
    """What the list is called for those who hear it."""
    kinds: Sequence[tuple[str, str]]
    """What a file can show, the usual first."""
    is_busy: Callable[[Model], bool] = _never
    """Whether something is still to be found out about a file that was checked."""
    template: str = "web/pages/_list.html"
    refused: Sequence[str] = ()
    """A sentence for each file or deed that was refused just now."""
    is_part: bool = False
    """Whether this list alone was asked for."""

    @property
    def rows(self) -> list[PageRow]:
        return [PageRow(page, self) for page in self.pages]


@dataclass(frozen=True)
class PageRow:
    """One file in the list."""

    page: Model
    of: PageList

    @property
    def file(self) -> Document:
        return self.page.document

    @property
    def picture(self) -> str:
        """Where its picture is; empty when there is none."""
        there = self.file.is_readable and self.file.has_small_picture
        return self.of.picture(self.page) if there else ""

    @property
    def is_waiting(self) -> bool:
        """Whether the list should be asked for again after a while."""
        waits = self.file.state == documents.State.PENDING
        return waits or (self.file.is_readable and self.of.is_busy(self.page))


class Files(TemplateView):
    """The files of one thing. One form; its buttons say what is to be done.

    Without a script the form is sent and the page comes again; with one, each file is sent as
    soon as it is chosen or dropped, and only the list is answered (`HX-Request`).
    """

    services: Pages
    http_method_names = ["get", "post"]
    _is_unable = False

    def owner(self) -> Model:
        """What the files belong to, with them; 404 when it is not there, or may not change."""
        raise NotImplementedError

    def page_list(self, owner: Model, **how: Any) -> PageList:
        """The files as the templates want them; `how` are further fields of the list."""
        raise NotImplementedError

    def back(self, owner: Model) -> str:
        """The address of the page in which the files stand."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return self._answer(self.owner())

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        owner = self.owner()
        refused = self._do(owner.pk, request.POST)
        if refused or self._wants_the_list:
            return self._answer(self.owner(), refused=refused)
        return HttpResponseRedirect(f"{self.back(owner)}#pages")

    @property
    def _wants_the_list(self) -> bool:
        return self.request.headers.get("HX-Request") == "true"

    def _answer(self, owner: Model, *, refused: Sequence[str] = ()) -> HttpResponse:
        files = self.page_list(owner, refused=refused, is_part=self._wants_the_list)
        if self._wants_the_list:
            status = 503 if self._is_unable else 200
            return render(self.request, files.template, {"files": files}, status=status)
        return self.render_to_response(self.get_context_data(owner=owner, files=files))

    def _do(self, key: int, sent: QueryDict) -> list[str]:
        """What the pressed button asks for; a sentence for each file or deed that was refused."""
        try:
            self._name(key, sent)
            if file := _uuid(sent.get("remove")):
                self.services.remove(key, file, by=self.actor)
            elif file := _uuid(sent.get("turn")):
                self.services.turn(key, file)
            elif file := _uuid(sent.get("earlier")):
                self.services.move(key, file, by=-1)
            elif file := _uuid(sent.get("later")):
                self.services.move(key, file, by=1)
            elif order := sent.get("order"):
                self.services.put_in_order(key, order.split(","))
            elif "add" in sent or self.request.FILES:
                return list(self._add(key, sent))
        except Refused as refused:
            return [refused.sentence]
        return []

    def _add(self, key: int, sent: QueryDict) -> Iterator[str]:
        """Each file by itself: one that is refused spares the others."""
        for file in self.request.FILES.getlist("files") or [None]:
            try:
                self.services.add(key, file=file, by=self.actor, kind=sent.get("kind", ""))
            except Refused as refused:
                if sent.get(AGAIN) == "yes" and refused.reason == PageRefusal.SAME_FILE:
                    continue
                # A script that gets no list keeps the file and sends it again after a while.
                self._is_unable |= refused.reason == documents.Rejection.NOT_NOW
                yield f"{file.name}: {refused.sentence}" if file else refused.sentence

    def _name(self, key: int, sent: QueryDict) -> None:
        kinds = {
            name.removeprefix(KIND_OF): value
            for name, value in sent.items()
            if name.startswith(KIND_OF)
        }
        if kinds:
            self.services.name(key, kinds)


class Picture(View):
    """A file as a picture: small for the list; with `?large=1` to be read, turned."""

    http_method_names = ["get", "head"]

    def page(self, public_id: UUID, file: UUID) -> Model | None:
        """The row of this file, if whoever asks may see it, with its document; else None."""
        raise NotImplementedError

    def get(self, request: HttpRequest, public_id: UUID, file: UUID) -> HttpResponse:
        page = self.page(public_id, file)
        if page is None:
            raise Http404
        try:
            content, content_type = self._picture(page)
        except (FileNotFoundError, Refused, documents.CheckFailed) as error:
            raise Http404 from error
        except documents.StorageUnavailable:
            logger.exception("The picture of a file cannot be read now.")
            return HttpResponse(status=503, headers={"Retry-After": "60"})
        return shown(content, content_type=content_type)

    def _picture(self, page: Model) -> tuple[bytes, str]:
        if self.request.GET.get("large") != "1":
            return documents.small_picture_of(page.document)
        number = self.request.GET.get("page", "1")
        if not (number.isascii() and number.isdecimal() and len(number) < 4):
            raise FileNotFoundError
        return documents.picture_of(page.document, page=int(number), turned=page.turned)


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None

"""Whose file is open: one's own, a child's, or that of somebody who gave a mandate."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from insured.choices.acting import PageScope
from insured.selectors import acting as selectors
from insured.selectors.acting import OpenFile
from insured.services import acting as services

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account, Dossier
    from insured.models import InsuredPerson
    from insured.rules.acting import Ground

KEY = "open_file"
"""Under which the session remembers whose file was opened: its public identifier, and the name."""

SWITCHED = "file_was_switched"
"""Under which the session remembers that forms of older pages belong to another file."""

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class InsuredPage:
    """A page of an open file: put it first, then start every query with `.of(self.person)`.

    Set before the page runs: `person` and `dossier` of the open file; `actor`, the account that
    has signed in; `file`, which knows what else it opens; `acting`, by what right somebody
    else's file is open (None in one's own).

    Every page says what it is about (`scope`); one that does not is open to nobody but the
    person. Whether the file may still be opened is asked at every request. What is sent to a page
    in the file of somebody else is done while the right to it is held fast, and recorded for both.

    Whoever is not signed in is sent to sign in and comes back; an account that belongs to no
    insured person (an agent's) reads why there is nothing to see. A page that is also
    `for_visitors` is shown to both; then nothing is set.
    """

    scope: str = PageScope.OWN
    for_visitors = False
    person: InsuredPerson
    dossier: Dossier
    actor: Account
    file: OpenFile
    acting: Ground | None

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        file = file_of(request)
        if file is None and self.for_visitors:
            return super().dispatch(request, *args, **kwargs)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if file is None:
            return render(request, "insured/no_file.html", status=403)
        if closed := _closed_since(request, file):
            return self.closed(request, closed)
        self.file, self.actor = file, request.user
        self.person, self.dossier = file.person, file.dossier
        if not file.opens(self.scope):
            return outside(request, file)
        self.acting = file.ground_for(self.scope)
        try:
            with acting_in(request, self.scope):
                return super().dispatch(request, *args, **kwargs)
        except services.Closed:
            return self.closed(request, file.person.full_name)

    def closed(self, request: HttpRequest, name: str) -> HttpResponse:
        """The file of `name` may not be opened any more: nothing was done, one's own is open."""
        close(request)
        return _told_that_it_is_closed(request, name)

    @property
    def on_behalf_of(self) -> str:
        """The person's name for the history, when somebody else acts; else empty."""
        return self.person.full_name if self.acting else ""


def file_of(request: HttpRequest) -> OpenFile | None:
    """The file that is open in this visit; None for a visitor and for an agent.

    One query for those who act for themselves alone, two for those who may open other files. A
    file that may not be opened any more is not open: one's own is.
    """
    if not hasattr(request, "_open_file"):
        request._open_file = _find(request)
    return request._open_file


def _find(request: HttpRequest) -> OpenFile | None:
    holder = selectors.holder_of(request.user)
    if holder is None:
        return None
    others = selectors.open_to(holder) if holder.may_act_for_others else ()
    wanted = _wanted(request).get("file")
    for other in others:
        if str(other.dossier.public_id) == wanted:
            return OpenFile(other.person, holder, other.reasons, others)
    return OpenFile(holder, holder, (), others)


def _wanted(request: HttpRequest) -> dict[str, str]:
    session = getattr(request, "session", None)
    return session.get(KEY, {}) if session is not None else {}


def _closed_since(request: HttpRequest, file: OpenFile) -> str:
    """The name of the person whose file was opened and may not be any more; else empty."""
    wanted = _wanted(request)
    return wanted.get("name", "") if wanted and file.is_own else ""


# -- opening and closing ------------------------------------------------------------------------


def key_of_open_file(request: HttpRequest) -> str:
    """What tells the files of one visit apart; empty for one's own. Asks nothing."""
    return _wanted(request).get("file", "")


def open_other(request: HttpRequest, public_id: str) -> OpenFile | None:
    """Open the file with this identifier, from the next page on; None when it may not be opened.

    The token of all forms changes, so that one that was shown for another file is refused.
    """
    file = file_of(request)
    if file is None:
        return None
    if str(file.holder.dossier.public_id) == public_id:
        close(request)
        return OpenFile(file.holder, file.holder, (), file.others)
    found = next((one for one in file.others if str(one.dossier.public_id) == public_id), None)
    if found is None:
        return None
    if _wanted(request).get("file") != public_id:
        services.note_opening(found, actor=request.user)
        request.session[KEY] = {"file": public_id, "name": found.person.full_name}
        _forget_forms(request)
    return found


def close(request: HttpRequest) -> None:
    """Open one's own file again."""
    if request.session.pop(KEY, None):
        _forget_forms(request)


def _forget_forms(request: HttpRequest) -> None:
    request.session[SWITCHED] = True
    rotate_token(request)
    if hasattr(request, "_open_file"):
        del request._open_file


def _told_that_it_is_closed(request: HttpRequest, name: str) -> HttpResponse:
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({}, status=403)
    messages.warning(
        request,
        _(
            "You may no longer open the file of {name}: the mandate has ended, or the child is "
            "of age. Nothing was changed. Your own file is open now."
        ).format(name=name),
    )
    return redirect(settings.LOGIN_REDIRECT_URL)


# -- acting -------------------------------------------------------------------------------------


@contextmanager
def acting_in(request: HttpRequest, scope: str) -> Iterator[None]:
    """Whatever happens inside is done in the open file and recorded so; nothing in one's own.

    Raises `Closed` when the right to the file has just ended.
    """
    file = file_of(request)
    ground = file.ground_for(scope) if file else None
    if file is None or ground is None:
        yield
        return
    how = services.looking if request.method in SAFE else services.acting
    with how(file, ground, actor=request.user):
        yield


def outside(request: HttpRequest, file: OpenFile) -> HttpResponse:
    """That the open file does not open this page, and what it opens."""
    return render(request, "insured/outside.html", {"file": file}, status=403)


# -- what every page shows ----------------------------------------------------------------------


def whose_file(request: HttpRequest) -> dict[str, Any]:
    """For the frame of every page: `open_file`, once anybody asks.

    A public page asks the database only when another file was opened in this visit.
    """

    def was_switched() -> bool:
        session = getattr(request, "session", None)
        return session is not None and session.get(SWITCHED, False)

    def shown() -> OpenFile | None:
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated:
            return None
        return file_of(request) if hasattr(request, "_open_file") or was_switched() else None

    request.opens_page = lambda url: opens_page(shown(), url)  # for the navigation
    return {
        "open_file": SimpleLazyObject(shown),
        "file_was_switched": SimpleLazyObject(was_switched),
    }


def opens_page(file: OpenFile | None, url: str) -> bool:
    """Whether a link to this address leads anywhere in the open file."""
    if file is None or file.is_own:
        return True
    try:
        page = getattr(resolve(url).func, "view_class", None)
    except Resolver404:
        return True
    return not hasattr(page, "scope") or file.opens(page.scope)

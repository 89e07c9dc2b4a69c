"""Where an account is signed in: noted at sign-in, shown to its owner, ended by them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse

from cns_portal import clock
from cns_portal.accounts.sealed_sessions import content_of

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account

SEEN = "seen_at"
NOTED_EVERY = timedelta(minutes=5)  # more often would only cost the database
# The first that fits: browsers call themselves by the names of others, the specific ones first.
BROWSERS = {
    "edge": ("Edg/", "EdgA/", "EdgiOS/"),
    "opera": ("OPR/", "Opera"),
    "samsung": ("SamsungBrowser/",),
    "firefox": ("Firefox/", "FxiOS/"),
    "chrome": ("Chrome/", "CriOS/", "Chromium/"),
    "safari": ("Safari/",),
}
SYSTEMS = {
    "iphone": ("iPhone",),
    "ipad": ("iPad",),
    "android": ("Android",),
    "windows": ("Windows",),
    "mac": ("Macintosh", "Mac OS X"),
    "linux": ("Linux", "X11"),
}


@dataclass(frozen=True)
class Visit:
    """One place where an account is signed in. `browser` and `system` are keys, or empty."""

    public_id: UUID
    browser: str
    system: str
    signed_in_at: datetime
    seen_at: datetime
    is_this_one: bool


def visits_of(account: Account, *, here: str | None) -> list[Visit]:
    """Where `account` is signed in now, this place (session key `here`) first; two queries."""
    rows = {row.session_key: row for row in account.sign_ins.all()}
    alive = Session.objects.filter(session_key__in=rows, expire_date__gt=clock.now())
    visits = []
    for session in alive:
        data, row = content_of(session), rows[session.session_key]
        if data.get(SESSION_KEY) != str(account.pk):
            continue
        seen = data.get(SEEN)
        visits.append(
            Visit(
                public_id=row.public_id,
                browser=row.browser,
                system=row.system,
                signed_in_at=row.signed_in_at,
                seen_at=datetime.fromisoformat(seen) if seen else row.signed_in_at,
                is_this_one=session.session_key == here,
            )
        )
    return sorted(visits, key=lambda visit: (not visit.is_this_one, -visit.seen_at.timestamp()))


def end(account: Account, *, public_ids: Iterable[UUID] | None, here: str | None) -> int:
    """Sign `account` out in these places, or in all but `here` with None; how many they were.

    Never `here`: for that there is "Sign out". Another account's places are left alone.
    """
    rows = account.sign_ins.exclude(session_key=here or "")
    if public_ids is not None:
        rows = rows.filter(public_id__in=list(public_ids))
    keys = list(rows.values_list("session_key", flat=True))
    ended = Session.objects.filter(session_key__in=keys, expire_date__gt=clock.now()).count()
    Session.objects.filter(session_key__in=keys).delete()
    rows.filter(session_key__in=keys).delete()
    return ended


def forget_ended() -> int:
    """Delete the rows whose session is gone."""
    from cns_portal.accounts.models import SignIn

    gone = SignIn.objects.exclude(session_key__in=Session.objects.values("session_key"))
    return gone.delete()[0]


class SeenMiddleware:
    """Notes every few minutes that a session is in use, and follows it when its key changes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = request.session.session_key
        response = self.get_response(request)
        # Asking the session would load it, and make an answer depend on a cookie that does not.
        if request.session.accessed and SEEN in request.session:
            self._note(request, before)
        return response

    def _note(self, request: HttpRequest, before: str | None) -> None:
        from cns_portal.accounts.models import SignIn

        session, now = request.session, clock.now()
        if before and session.session_key and session.session_key != before:
            SignIn.objects.filter(session_key=before).update(session_key=session.session_key)
        if datetime.fromisoformat(session[SEEN]) + NOTED_EVERY <= now:
            session[SEEN] = now.isoformat()


def listen() -> None:
    """Hear about people who sign in and out."""
    user_logged_in.connect(_signed_in, dispatch_uid="accounts.sessions.in")
    user_logged_out.connect(_signed_out, dispatch_uid="accounts.sessions.out")


def _signed_in(*, request: HttpRequest, user: Account, **kwargs) -> None:
    """A row for each session of an insured person; agents' end with their browser."""
    from cns_portal.accounts.models import SignIn

    if user.is_staff or not request.session.session_key:
        return
    now = clock.now()
    words = request.META.get("HTTP_USER_AGENT", "")
    request.session[SEEN] = now.isoformat()
    SignIn.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "account": user,
            "browser": _first(BROWSERS, words),
            "system": _first(SYSTEMS, words),
            "signed_in_at": now,
        },
    )


def _signed_out(*, request: HttpRequest, user: Account | None, **kwargs) -> None:
    from cns_portal.accounts.models import SignIn

    if request.session.session_key:
        SignIn.objects.filter(session_key=request.session.session_key).delete()


def _first(names: dict[str, tuple[str, ...]], words: str) -> str:
    for name, signs in names.items():
        if any(sign in words for sign in signs):
            return name
    return ""

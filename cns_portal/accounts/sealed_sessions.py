"""Sessions whose content is encrypted at rest: agents search for names, people fill in forms.

Between two pages a session holds what was typed: names and numbers of a draft, the text of a
search. A dump of the database must not tell it.
"""

import base64
from collections.abc import Iterator
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session

from cns_portal.sealing import envelope
from cns_portal.sealing.rotation import Piece

_CONTEXT = b"session"


class SessionStore(db.SessionStore):
    """Django's own sessions in the database, sealed."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        content = self.serializer().dumps(session_dict)
        return _text(envelope.encrypt(content, context=_CONTEXT))

    def decode(self, session_data: str) -> dict[str, Any]:
        """What `encode` was given; an empty session for anything else, as Django does."""
        try:
            return self.serializer().loads(envelope.decrypt(_bytes(session_data), context=_CONTEXT))
        except (envelope.CannotDecrypt, ValueError):
            return {}


def content_of(session: Session) -> dict[str, Any]:
    """What a stored session holds. (`get_decoded` of the row knows only Django's own form.)"""
    return SessionStore().decode(session.session_data)


def pieces() -> Iterator[Piece]:
    """Every session, for `sealing.rotation`. One in another form has nothing to be moved."""
    for key, text in Session.objects.values_list("session_key", "session_data").iterator():
        try:
            name = envelope.name_of_key_of(_bytes(text))
        except ValueError:
            continue
        if name:
            yield Piece("a session", name, lambda key=key, text=text: _move(key, text))


def _move(key: str, text: str) -> bool:
    moved = envelope.rewrapped(_bytes(text), context=_CONTEXT)
    rows = Session.objects.filter(session_key=key, session_data=text)
    return moved is not None and rows.update(session_data=_text(moved)) == 1


def _text(sealed: bytes) -> str:
    return base64.b64encode(sealed).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)

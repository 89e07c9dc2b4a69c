"""Opening a message: the signature first, then the JSON in it. Nothing of it is ever logged."""

from __future__ import annotations

import json
from typing import Any

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from cns_portal.sealing import digests
from incapacity.choices.electronic import Answer
from incapacity.rules.message_fields import Found

ALGORITHM = "EdDSA"
TYPE = "ecit+jwt"
HEADER = {"alg": ALGORITHM, "typ": TYPE}
"""The header of every message, and nothing else: it says nothing that the sender could choose."""

DEEPEST = 6
"""Levels of objects and lists in a message; the format has three."""

_CONTEXT = b"incapacity.electronicmessage"
_verifier = jwt.PyJWS(algorithms=[ALGORITHM])


class Rejected(Exception):
    """A message that is not accepted: the code of the answer, and what is wrong with its fields.

    Says nothing of what was in it, so that it may stand in a log. `wait`: after how many seconds
    it may be tried again, where that is what is wrong.
    """

    def __init__(self, answer: Answer, problems: tuple[Found, ...] = (), *, wait: int = 0) -> None:
        super().__init__(answer.value)
        self.answer = answer
        self.problems = problems
        self.wait = wait


def opened(message: bytes, *, public_key: str) -> Any:
    """The JSON that was signed with the key. Raises `Rejected`.

    Whatever is wrong with the signature has one answer: no reason is given for it.
    """
    try:
        parts = _verifier.decode_complete(message, key_in(public_key), algorithms=[ALGORITHM])
    except jwt.InvalidTokenError:
        # Without the library's own words: they may quote the header.
        raise Rejected(_why(message)) from None
    if parts["header"] != HEADER:
        raise Rejected(Answer.NOT_A_MESSAGE)
    try:
        payload = json.loads(
            parts["payload"].decode("utf-8"),
            object_pairs_hook=_without_twins,
            parse_constant=_no_number,
        )
    except (ValueError, RecursionError):
        raise Rejected(Answer.NOT_A_MESSAGE) from None
    if not _is_shallow(payload, levels=DEEPEST):
        raise Rejected(Answer.NOT_A_MESSAGE)
    return payload


def key_in(pem: str) -> Ed25519PublicKey:
    """The key that a PEM text holds. Raises `ValueError` for any other kind of key."""
    try:
        key = load_pem_public_key(pem.encode("ascii"))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ValueError("This is not a public key in PEM.") from error
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("This is a public key of another kind.")
    return key


def digest_of(certificate: dict[str, Any]) -> str:
    """By which the same content is recognised when it comes again.

    Of the content alone: a message that is signed anew because the first try failed is the same.
    With a key, because somebody who knows the days and the doctor could else try all diagnoses.
    """
    return digests.digest(_canonical(certificate), context=_CONTEXT)


def is_the_same(certificate: dict[str, Any], digest: str) -> bool:
    """Whether that is the digest of this content."""
    return digests.is_digest_of(_canonical(certificate), digest, context=_CONTEXT)


def _canonical(certificate: dict[str, Any]) -> bytes:
    """The same bytes for the same content, however it is spaced and ordered."""
    return json.dumps(certificate, sort_keys=True, separators=(",", ":")).encode("ascii")


def _why(message: bytes) -> Answer:
    """A text that has not even the form of a message is told apart from a wrong signature."""
    return Answer.BAD_SIGNATURE if message.count(b".") == 2 else Answer.NOT_A_MESSAGE


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two fields with one name are read differently by different programs."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice")
    return found


def _is_shallow(value: Any, *, levels: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels >= 0 and all(_is_shallow(one, levels=levels - 1) for one in inner)


def _no_number(_name: str) -> Any:
    raise ValueError("not a number of JSON")

"""What the chain over the trail is made of: pure functions on plain values.

Each entry is hashed together with the hash before it, so that nothing can be changed, left out, put
between or exchanged without every later hash being another one. Entries are sealed in batches; the
head of a batch closes over its last link and over what is said about the batch itself.

The hash needs no key: whoever has the entries and one head that was written down elsewhere can
check everything up to it, also when the portal is not to be trusted.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any, NamedTuple

GENESIS = hashlib.sha256(b"The audit trail begins.").digest()
"""Stands where the first link looks for the one before it."""

_GROUP = 8
"""Digits of a hash are written in groups: thirteen in a row could pass for somebody's number."""


class Hashed(NamedTuple):
    """The columns of an entry, in the order in which they are hashed. Never reorder or remove."""

    id: int
    at: datetime
    kind: str
    actor_kind: str
    actor_id: int | None
    action: str
    subject_type: str
    subject_id: str
    dossier_id: int | None
    purpose: str
    details: Any


def link(previous: bytes, entry: Hashed) -> bytes:
    """The hash of an entry that follows `previous`."""
    return hashlib.sha256(previous + _written([*entry[:1], _moment(entry.at), *entry[2:]])).digest()


def head(
    last: bytes, *, position: int, entries: int, highest_entry: int, sealed_at: datetime
) -> bytes:
    """What closes a batch whose last link is `last`; the next link follows it."""
    about = ["batch", position, entries, highest_entry, _moment(sealed_at)]
    return hashlib.sha256(last + _written(about)).digest()


def in_words(position: int, known: bytes) -> str:
    """A head as it is written down: "120:3f2a91c0-…". `from_words` reads it."""
    digits = known.hex()
    groups = [digits[start : start + _GROUP] for start in range(0, len(digits), _GROUP)]
    return f"{position}:{'-'.join(groups)}"


def from_words(text: str) -> tuple[int, bytes]:
    """The position and the hash. Raises `ValueError` for what is not a head."""
    position, _, digits = text.strip().partition(":")
    known = bytes.fromhex(digits.replace("-", ""))
    if len(known) != len(GENESIS) or int(position) < 1:
        raise ValueError("A head is a position and 64 hexadecimal digits.")
    return int(position), known


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _written(values: list) -> bytes:
    return json.dumps(values, sort_keys=True, separators=(",", ":")).encode()

"""Whether the trail is what it was when it was sealed. Reads, and changes nothing.

Everything is computed anew from the entries. What does not fit is named by the entry it is about:
one that was changed, taken out, put in, or exchanged with another; a chain that ends before a head
that was written down elsewhere. What was sealed while this ran is left for the next time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cns_portal.audit import chain, sealing
from cns_portal.audit.models import AuditEntry, AuditLink, AuditSeal

AT_ONCE = 10_000
MOST_NAMED = 20


@dataclass(frozen=True)
class Break:
    """A place where the trail is not what was sealed."""

    position: int | None
    entry: int | None
    what: str | Promise

    def __str__(self) -> str:
        said = {"position": self.position, "entry": self.entry, "what": self.what}
        if self.position and self.entry:
            return gettext("position %(position)s, entry %(entry)s: %(what)s") % said
        if self.entry:
            return gettext("entry %(entry)s: %(what)s") % said
        return gettext("position %(position)s: %(what)s") % said


@dataclass
class Findings:
    """What came of it: the first breaks in order, how many in all, and what is not sealed yet."""

    checked: int = 0
    head: tuple[int, bytes] | None = None
    broken: int = 0
    first: list[Break] = field(default_factory=list)
    waiting: int = 0
    waiting_since: object = None
    backdated: int = 0
    """Entries dated more than a day before the batch that came before theirs."""

    @property
    def is_whole(self) -> bool:
        return not self.broken

    def add(
        self, what: str | Promise, *, position: int | None = None, entry: int | None = None
    ) -> None:
        self.broken += 1
        if len(self.first) < MOST_NAMED:
            self.first.append(Break(position, entry, what))


def verify(
    *,
    known_heads: list[tuple[int, bytes]] | None = None,
    newest_only: int | None = None,
    told: Callable[[int, int], None] = lambda done, of: None,
) -> Findings:
    """Check every link, or only the batches that hold the newest `newest_only` ones.

    `known_heads` were written down elsewhere (the log of the worker): the chain must have passed
    through them. `told(done, of)` is called now and then.
    """
    findings = Findings()
    newest = sealing.last_seal()
    end = newest.position if newest else 0
    start = _start(end, newest_only)
    _check_links(findings, start, end, told)
    _check_around(findings, newest, whole=newest_only is None)
    if newest is not None:
        findings.head = (newest.position, bytes(newest.head))
    for position, known in known_heads or []:
        _check_head(findings, position, known)
    waiting = sealing.waiting(newest)
    findings.waiting = waiting.count()
    if first := waiting.first():
        findings.waiting_since = first.at
    return findings


def verify_part(
    *, after: int, until: int, known_heads: list[tuple[int, bytes]], around: bool
) -> Findings:
    """Check the links between two seals (0 is the beginning), and that the chain passes the heads.

    With `around` also what stands outside of the chain, which asks for every entry.
    """
    findings = Findings()
    _check_links(findings, after, until, lambda done, of: None)
    for position, known in known_heads:
        _check_head(findings, position, known)
    if around:
        _check_around(findings, sealing.last_seal(), whole=True)
    return findings


def _start(end: int, newest_only: int | None) -> int:
    """The position after which to begin: a seal, whose head is taken for good."""
    if newest_only is None or newest_only >= end:
        return 0
    before = AuditSeal.objects.filter(position__lte=end - newest_only).order_by("-position").first()
    return before.position if before else 0


def _check_links(findings: Findings, start: int, end: int, told) -> None:
    seal = AuditSeal.objects.filter(position=start).first() if start else None
    known = bytes(seal.head) if seal else chain.GENESIS
    seals = _seals(start, end)
    upcoming = next(seals, None)
    sealed_before, expected, in_batch = (seal.sealed_at if seal else None), start, 0
    for position, key, stored, entry in _links(start, end):
        while expected + 1 < position:
            expected += 1
            findings.add(_("the link is missing"), position=expected)
        expected = position
        in_batch += 1
        if entry is None:
            findings.add(_("it was taken out"), position=position, entry=key)
        elif chain.link(known, entry) != stored:
            findings.add(_("it was changed, or put in another place"), position=position, entry=key)
        elif sealed_before is not None and entry.at < sealed_before - sealing.LATEST:
            findings.backdated += 1
        known = stored
        while upcoming is not None and upcoming.position <= position:
            if not _fits(upcoming, known, in_batch):
                findings.add(_("the batch was changed"), position=upcoming.position, entry=key)
            known, sealed_before, in_batch = bytes(upcoming.head), upcoming.sealed_at, 0
            upcoming = next(seals, None)
        findings.checked += 1
        if findings.checked % AT_ONCE == 0:
            told(findings.checked, end - start)
    while expected < end:
        expected += 1
        findings.add(_("the link is missing"), position=expected)


def _fits(seal: AuditSeal, last: bytes, links: int) -> bool:
    head = chain.head(
        last,
        position=seal.position,
        entries=seal.entries,
        highest_entry=seal.highest_entry,
        sealed_at=seal.sealed_at,
    )
    return head == bytes(seal.head) and links == seal.entries


def _check_around(findings: Findings, newest: AuditSeal | None, *, whole: bool) -> None:
    """Entries without a link that ought to have one, and links that no batch closes."""
    end = newest.position if newest else 0
    for position, key in AuditLink.objects.filter(position__gt=end).values_list(
        "position", "entry_id"
    )[:MOST_NAMED]:
        findings.add(_("no batch closes over it"), position=position, entry=key)
    if whole:
        for key in sealing.left_out(newest).values_list("pk", flat=True)[:MOST_NAMED]:
            findings.add(_("it was put in afterwards"), entry=key)


def _check_head(findings: Findings, position: int, known: bytes) -> None:
    seal = AuditSeal.objects.filter(position=position).first()
    if seal is None:
        findings.add(_("the chain does not hold the head that was written down"), position=position)
    elif bytes(seal.head) != known:
        findings.add(
            _("the chain was another one when its head was written down"), position=position
        )


def _links(start: int, end: int) -> Iterator[tuple[int, int, bytes, chain.Hashed | None]]:
    """Position, number of the entry, hash, and the entry as it is now, in order."""
    while start < end:
        rows = list(
            AuditLink.objects.filter(position__gt=start, position__lte=end)
            .order_by("position")
            .values_list("position", "entry_id", "hash")[:AT_ONCE]
        )
        if not rows:
            return
        keys = [key for _position, key, _hash in rows]
        entries = {
            entry.id: entry for entry in sealing.as_hashed(AuditEntry.objects.filter(pk__in=keys))
        }
        yield from (
            (position, key, bytes(known), entries.get(key)) for position, key, known in rows
        )
        start = rows[-1][0]


def _seals(start: int, end: int) -> Iterator[AuditSeal]:
    return (
        AuditSeal.objects.filter(position__gt=start, position__lte=end)
        .order_by("position")
        .iterator(chunk_size=1000)
    )

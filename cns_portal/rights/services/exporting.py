"""A copy of everything that is held on somebody: asked for, put together, handed out, deleted."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import transaction

from cns_portal import audit, clock, documents
from cns_portal.db import meanwhile
from cns_portal.documents import parcels
from cns_portal.kernel.refusal import Refused
from cns_portal.queue import nudge
from cns_portal.rights.choices.exports import ExportState
from cns_portal.rights.choices.requests import RightsKind, RightsState
from cns_portal.rights.models import Export, ExportDownload, RightsRequest
from cns_portal.rights.notices import exports as notices
from cns_portal.rights.privacy import exports as copies
from cns_portal.rights.rules import exporting as rules
from cns_portal.rights.selectors import exports as selectors
from cns_portal.rights.services import archive, steps
from insured.services.holding import hold
from insured.services.telling import tell

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from insured.models import InsuredPerson

logger = logging.getLogger(__name__)

BUILD = "rights.build_exports"


class Superseded(Exception):
    """Another worker has taken this copy over, or nobody wants it any more."""


# -- asking -------------------------------------------------------------------------------------


@transaction.atomic
def ask(person: InsuredPerson, *, by: Account, language: str = "") -> Export:
    """Have a copy put together for the person; a message says when it is ready.

    In the person's language unless told otherwise. Raises `Refused` while one is under way, and
    when enough were asked for today.
    """
    hold([person.pk])
    if refusal := selectors.why_not_ask(person):
        raise Refused(refusal)
    return _begun(person, by=by, language=language or person.language, request=None)


@transaction.atomic
def ask_for(request_id: int, *, officer: Account) -> Export:
    """Have a copy put together for an answer to somebody who did not sign in; the officer hands it
    over. Raises `Refused` as `why_not_copy` says, and while one is under way."""
    request = steps.held(request_id)
    if refusal := why_not_copy(request, officer=officer):
        raise Refused(refusal)
    person = request.person
    if refusal := rules.why_not_ask(
        under_way=Export.objects.of(person).under_way().exists(), asked_today=0
    ):
        raise Refused(refusal)
    return _begun(person, by=officer, language=person.language, request=request)


def why_not_copy(
    request: RightsRequest, *, officer: Account, export: Export | None = None
) -> object | None:
    """Why the officer has no copy made for this request, or does not take out the `export` made
    for it: the same for the button and for the command."""
    return rules.why_not_copy(
        kind=RightsKind(request.kind),
        state=RightsState(request.state),
        signed_in=request.signed_in,
        has_it=request.agent_id == officer.pk,
        is_ones_own=request.concerns(officer.pk),
        is_identified=request.person_id is not None,
        is_of_this_person=export is None or export.person_id == request.person_id,
    )


def drop_of_others(request: RightsRequest, *, by: Account) -> None:
    """Copies that were made for the held request go where they are of anybody but its person.

    What is ready loses its file; what is under way is given up, and its worker finds that out.
    """
    wanted = [ExportState.ASKED, ExportState.BUILDING, ExportState.READY]
    others = Export.objects.filter(request=request, state__in=wanted)
    others = others.exclude(person=request.person_id).select_related("person__dossier")
    for export in list(others.select_for_update(of=("self",)).order_by("pk")):
        if export.state == ExportState.READY:
            copies.expire(export, now=clock.now())
        else:
            audit.record(by, "export.dropped", export, dossier=export.person.dossier)
            export.delete()


def _begun(
    person: InsuredPerson, *, by: Account, language: str, request: RightsRequest | None
) -> Export:
    export = Export.objects.create(
        person=person, request=request, asked_by=by, asked_at=clock.now(), language=language
    )
    audit.record(by, "export.asked", export, dossier=person.dossier)
    nudge(BUILD)
    return export


# -- putting together ---------------------------------------------------------------------------


def waiting(*, limit: int) -> list[int]:
    """The keys of copies to put together now, the oldest first."""
    due = Export.objects.to_build(silent_since=clock.now() - rules.SILENCE)
    return list(due.values_list("pk", flat=True)[:limit])


def build(export_id: int) -> ExportState | None:
    """Put one copy together; its new state, or None when there was nothing to do.

    May be called any number of times, by any number of workers: one has it, and when that one is
    not heard of any more, the next begins it anew. Raises `StorageUnavailable` when files can
    neither be read nor kept: then its turn comes again, as often as it takes.
    """
    export = _claim(export_id)
    if export is None:
        return None
    if export.state == ExportState.FAILED:
        return ExportState.FAILED
    target = parcels.Writer(export.storage_name)
    try:
        written = archive.write(
            export.person,
            target,
            language=export.language,
            progress=lambda done, total: _go_on(export, done=done, total=total),
            alive=_Alive(export).say,
        )
        target.finish()
        _conclude(export, target, written)
    except Superseded:
        parcels.remove(export.storage_name, pieces=target.pieces)
        return None
    except documents.StorageUnavailable:
        # Not the copy's fault: it is begun anew after a while, and that does not count.
        _mine(export).update(attempts=export.attempts - 1)
        _remove_pieces(export, target)
        raise
    except Exception:
        logger.exception("Copy %s could not be put together.", export.pk)
        _remove_pieces(export, target)
        return _try_again(export)
    return ExportState.READY


def _remove_pieces(export: Export, target: parcels.Writer) -> None:
    """Remove what was written so far; what cannot be removed now is swept later."""
    try:
        parcels.remove(export.storage_name, pieces=target.pieces)
    except documents.StorageUnavailable:
        logger.warning("The pieces of copy %s are swept later.", export.pk)


@transaction.atomic
def _claim(export_id: int) -> Export | None:
    now = clock.now()
    export = (
        Export.objects.to_build(silent_since=now - rules.SILENCE)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("person__dossier")
        .filter(pk=export_id)
        .first()
    )
    if export is None:
        return None
    if export.attempts >= rules.MOST_ATTEMPTS:
        _give_up(export, now=now)
        return export
    # Counted before the work, so that a copy that kills its worker is not tried for ever. Each
    # attempt writes under a name of its own: a worker taken for dead may still be writing.
    export.attempts += 1
    export.state, export.claimed_at = ExportState.BUILDING, now
    export.storage_name, export.done, export.total = parcels.new_name(), 0, None
    export.save(update_fields=["attempts", "state", "claimed_at", "storage_name", "done", "total"])
    return export


def _mine(export: Export):
    """The row, as long as nobody has taken it over."""
    return Export.objects.filter(
        pk=export.pk, state=ExportState.BUILDING, storage_name=export.storage_name
    )


def _go_on(export: Export, *, done: int, total: int | None) -> None:
    if not _mine(export).update(claimed_at=clock.now(), done=done, total=total):
        raise Superseded


class _Alive:
    """Says that the worker goes on while it reads, before there is a file to count.

    Besides the look at the rows, in which nothing can be written.
    """

    def __init__(self, export: Export) -> None:
        self._export, self._said_at = export, export.claimed_at

    def say(self) -> None:
        """Say so if it was not said for a while. Raises `Superseded`."""
        if clock.now() - self._said_at >= rules.SAYS_EVERY:
            meanwhile(lambda: _go_on(self._export, done=0, total=None))
            self._said_at = clock.now()


@transaction.atomic
def _conclude(export: Export, target: parcels.Writer, written: archive.Written) -> None:
    row = _mine(export).select_for_update(of=("self",)).first()
    if row is None:
        raise Superseded
    now = clock.now()
    row.state, row.claimed_at, row.ready_at = ExportState.READY, None, now
    row.expires_at = now + timedelta(days=settings.EXPORT_AVAILABLE_DAYS)
    row.pieces, row.size = target.pieces, target.size
    row.records, row.missing = written.records, len(written.missing)
    row.save()
    person = export.person
    audit.record(
        audit.SYSTEM,
        "export.ready",
        row,
        dossier=person.dossier,
        details={"records": row.records, "files": written.files, "missing": row.missing},
    )
    if row.request_id is None:
        tell(person, lambda: notices.ready(row), once=f"export:{row.public_id}:ready")


@transaction.atomic
def _try_again(export: Export) -> ExportState | None:
    row = _mine(export).select_for_update(of=("self",)).select_related("person__dossier").first()
    if row is None:
        return None
    if row.attempts >= rules.MOST_ATTEMPTS:
        _give_up(row, now=clock.now())
        return ExportState.FAILED
    row.state, row.claimed_at, row.storage_name = ExportState.ASKED, None, ""
    row.save(update_fields=["state", "claimed_at", "storage_name"])
    return ExportState.ASKED


def _give_up(export: Export, *, now: datetime) -> None:
    export.state, export.ended_at = ExportState.FAILED, now
    export.claimed_at, export.storage_name = None, ""
    export.save(update_fields=["state", "ended_at", "claimed_at", "storage_name"])
    logger.error("Copy %s was given up after %s attempts.", export.pk, export.attempts)
    audit.record(audit.SYSTEM, "export.failed", export, dossier=export.person.dossier)
    if export.request_id is None:
        tell(export.person, notices.failed, once=f"export:{export.public_id}:failed")


# -- handing out --------------------------------------------------------------------------------


@transaction.atomic
def open_for(person: InsuredPerson, public_id: UUID, *, by: Account) -> Iterator[bytes]:
    """The zip, piece by piece; that it was downloaded is written down first.

    Raises `Refused` when it is not ready or its time is over, `Export.DoesNotExist` when it is
    nobody's or somebody else's, `StorageUnavailable` when it cannot be read now.
    """
    asked_there = Export.objects.of(person).filter(request__isnull=True)
    return _opened(asked_there.select_for_update(of=("self",)).get(public_id=public_id), by=by)


@transaction.atomic
def open_for_officer(export_id: int, *, officer: Account) -> Iterator[bytes]:
    """The zip for the answer to somebody who did not sign in.

    Raises as `open_for`, and `Refused` as `why_not_copy` says.
    """
    prepared = Export.objects.filter(request__isnull=False)
    request = steps.held(prepared.values_list("request", flat=True).get(pk=export_id))
    export = prepared.select_for_update(of=("self",)).get(pk=export_id)
    if refusal := why_not_copy(request, officer=officer, export=export):
        raise Refused(refusal)
    content = _opened(export, by=officer)
    dossier = export.person.dossier
    audit.record_view(officer, export, purpose="rights.copy", dossier=dossier)
    return content


def _opened(export: Export, *, by: Account) -> Iterator[bytes]:
    now = clock.now()
    if refusal := rules.why_not_download(state=export.state, expires_at=export.expires_at, now=now):
        raise Refused(refusal)
    content = parcels.read(export.storage_name, pieces=export.pieces)
    first = next(content)  # what cannot be read is not handed out half
    ExportDownload.objects.create(export=export, by=by, at=now)
    audit.record(by, "export.downloaded", export, dossier=export.person.dossier)
    return chain([first], content)

"""The verbs of the trail. They write inside the caller's transaction."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import models

from cns_portal import clock
from cns_portal.audit import behalf
from cns_portal.audit.actors import Actor
from cns_portal.audit.choices import ActorKind, Kind
from cns_portal.audit.models import AuditEntry
from cns_portal.db import copy_in

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account, Dossier

A_SEARCH = "search"
"""Stands where a record's key stands: no record in particular was looked at."""


def record(
    actor: "Account | Actor",
    action: str,
    subject: models.Model,
    *,
    dossier: "Dossier | None" = None,
    details: dict | None = None,
) -> AuditEntry:
    """Write down that `actor` did `action` ("appointment.confirmed") to the stored `subject`.

    `details` is plain JSON without personal data: identifiers, states, counts. Whoever acts for
    somebody just now (`audit.behalf`) is recorded with the right by which they do. Raises
    `TypeError` when the actor is neither a stored account nor a marker, or the subject is not a
    model; `ValueError` when the subject has not been stored.
    """
    details = details or {}
    if present := behalf.of(actor):
        details = {**details, "by": {present.right: present.right_id}}
    entry = _write(
        actor, subject, kind=Kind.CHANGE, action=action, dossier=dossier, details=details
    )
    behalf.note(actor, entry)
    return entry


def record_all(
    actor: "Account | Actor",
    action: str,
    subjects: Sequence[models.Model],
    *,
    dossier_id: Callable[[models.Model], int | None] = lambda subject: None,
) -> None:
    """Write down that `actor` did the same to each of `subjects`, however many: one statement.

    `dossier_id` says whose dossier a subject belongs to. Errors as for `record`.
    """
    if not subjects:
        return
    same = ("at", "kind", "actor_kind", "actor_id", "action", "subject_type")
    first = _entry(actor, subjects[0], kind=Kind.CHANGE, action=action)
    constants = [getattr(first, name) for name in same]
    copy_in(
        AuditEntry,
        [*same, "subject_id", "dossier_id"],
        ([*constants, str(subject.pk), dossier_id(subject)] for subject in subjects),
    )


def record_view(
    actor: "Account | Actor",
    subject: models.Model,
    *,
    purpose: str,
    dossier: "Dossier | None" = None,
) -> AuditEntry:
    """Write down that `actor` looked at `subject` for `purpose` ("appointments.agenda").

    Call it before the page is answered: no row, no page. Errors as for `record`; an empty
    purpose is a `ValueError`.
    """
    _check_purpose(purpose)
    return _write(
        actor,
        subject,
        kind=Kind.VIEW,
        action=f"{subject._meta.model_name}.viewed",
        dossier=dossier,
        purpose=purpose,
    )


def record_views(
    actor: "Account | Actor",
    subjects: Iterable[models.Model],
    *,
    purpose: str,
    dossier_id: Callable[[models.Model], int | None] = lambda subject: None,
) -> list[AuditEntry]:
    """Write down that `actor` saw each of `subjects` in one list: one statement for all.

    `dossier_id` says whose dossier a subject belongs to. Otherwise as `record_view`.
    """
    _check_purpose(purpose)
    return AuditEntry.objects.bulk_create(
        _entry(
            actor,
            subject,
            kind=Kind.VIEW,
            action=f"{subject._meta.model_name}.viewed",
            dossier_id=dossier_id(subject),
            purpose=purpose,
        )
        for subject in subjects
    )


def record_search(
    actor: "Account | Actor", model: type[models.Model], *, purpose: str, results: int
) -> AuditEntry:
    """Write down that `actor` searched among the rows of `model`, and how many were found.

    A search that finds nobody tells something too. What was typed is not kept.
    """
    _check_purpose(purpose)
    return AuditEntry.objects.create(
        at=clock.now(),
        kind=Kind.VIEW,
        action=f"{model._meta.model_name}.searched",
        subject_type=model._meta.label_lower,
        subject_id=A_SEARCH,
        purpose=purpose,
        details={"results": results},
        **_who(actor),
    )


def _check_purpose(purpose: str) -> None:
    if not purpose:
        raise ValueError("A consultation has a purpose.")


def _write(actor, subject, **columns) -> AuditEntry:
    entry = _entry(actor, subject, **columns)
    entry.save(force_insert=True)
    return entry


def _entry(actor, subject, **columns) -> AuditEntry:
    if not isinstance(subject, models.Model):
        raise TypeError(f"The subject of the trail is a record, not {type(subject).__name__}.")
    if subject.pk is None:
        raise ValueError("The subject of the trail is stored first (or recorded, then deleted).")
    return AuditEntry(
        at=clock.now(),
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        **_who(actor),
        **columns,
    )


def _who(actor) -> dict:
    if isinstance(actor, Actor):
        return {"actor_kind": ActorKind(actor.kind), "actor": None}
    # `request.user` is a lazy wrapper: isinstance sees through it, the key does the rest.
    if isinstance(actor, get_user_model()) and actor.pk is not None:
        return {"actor_kind": ActorKind.ACCOUNT, "actor_id": actor.pk}
    raise TypeError(
        "The actor is an account, audit.SYSTEM or audit.VISITOR: somebody is always responsible."
    )

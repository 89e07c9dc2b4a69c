"""Doing something in the file of somebody else: only while it is open, and never unseen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import models, transaction

from cns_portal import audit, clock
from cns_portal.audit import behalf
from insured.choices.acting import ActingAs
from insured.models import Guardianship, Mandate
from insured.notices import acting as notices
from insured.rules import acting as rules
from insured.selectors import acting as selectors
from insured.selectors.acting import OpenFile
from insured.services.telling import tell

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from insured.rules.acting import Ground


class Closed(Exception):
    """The right to open this file has ended in the meantime; nothing was done."""


def note_opening(file: OpenFile, *, actor: Account) -> None:
    """Write down that `actor` opens the file of somebody else: the person can see it later."""
    right = file.reasons[0].right
    audit.record_view(actor, file.person, purpose=str(right), dossier=file.dossier)


@contextmanager
def looking(file: OpenFile, ground: Ground, *, actor: Account) -> Iterator[None]:
    """Whatever a page writes down while it is only looked at names both."""
    with behalf.acting(_behalf(file, ground, actor)):
        yield


@contextmanager
def acting(file: OpenFile, ground: Ground, *, actor: Account) -> Iterator[None]:
    """Whatever happens inside is done for the person whose file it is, whole or not at all.

    The row of the right is locked until all is done: a mandate that is revoked at the same moment
    either closes the file first (`Closed`) or waits. Histories and trail name both, and the
    person is told.
    """
    with transaction.atomic():
        _insist(file, ground)
        with behalf.acting(_behalf(file, ground, actor)) as present:
            yield
        _tell(file, ground, present.done)


def _behalf(file: OpenFile, ground: Ground, actor: Account) -> behalf.Behalf:
    return behalf.Behalf(actor.pk, file.person.full_name, str(ground.right), ground.id)


def _insist(file: OpenFile, ground: Ground) -> None:
    today = clock.today()
    if ground.right == ActingAs.GUARDIAN:
        row = _locked(Guardianship, ground)
        still = row and rules.by_guardianship(
            selectors.guardianship_as_rule(row), born=file.person.birth_date, today=today
        )
    else:
        row = _locked(Mandate, ground)
        still = row and rules.by_mandate(selectors.mandate_as_rule(row), today=today)
    if not still:
        raise Closed


def _locked(model: type[models.Model], ground: Ground) -> Any:
    """The row of the right. Two who act by the same one wait for each other, which is rare."""
    rows = model.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(pk=ground.id).first()


def _tell(file: OpenFile, ground: Ground, done: list[Any]) -> None:
    """One message about all that was done at once."""
    done = notices.worth_telling(done)
    if not done:
        return
    references = {row.procedure.reference for row in done if hasattr(row, "procedure")}
    tell(
        file.person,
        lambda: notices.somebody_acted(
            file.person, by=file.holder, right=ground.right, done=notices.lines_of(done)
        ),
        once=f"acted:{done[0]._meta.model_name}:{done[0].pk}",
        reference=references.pop() if len(references) == 1 else "",
    )

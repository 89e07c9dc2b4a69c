"""The stored files as pieces under the portal's keys, for `sealing.rotation`."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from cns_portal import clock
from cns_portal.documents import parcels, stores
from cns_portal.documents.choices import State
from cns_portal.documents.models import Document
from cns_portal.documents.vault import Place, context_of
from cns_portal.sealing import envelope
from cns_portal.sealing.rotation import Piece

_A_MOMENT = timedelta(minutes=1)


def pieces() -> Iterator[Piece]:
    """What is kept of every upload, and of every large file that the portal put together."""
    yield from _uploads()
    yield from _parcels()


def _uploads() -> Iterator[Piece]:
    kept = Document.objects.present().exclude(state=State.REJECTED).order_by("pk")
    for document in kept.iterator():
        for place in document.places:
            key = f"{place}/{document.storage_name}"
            yield from _piece(
                key,
                where=f"{place} {document.pk}",
                context=context_of(Place(place), document.public_id),
                is_kept=lambda pk=document.pk: kept.filter(pk=pk).exists(),
            )


def _parcels() -> Iterator[Piece]:
    for name in list(stores.current().names(parcels.FOLDER, older_than=clock.now() + _A_MOMENT)):
        of, _, number = name.rpartition("-")
        if number.isdigit():  # not what is just being written
            yield from _piece(
                f"{parcels.FOLDER}/{name}",
                where=f"{parcels.FOLDER} {name}",
                context=parcels.context_of(of, int(number)),
            )


def _piece(
    key: str, *, where: str, context: bytes, is_kept: Callable[[], bool] | None = None
) -> Iterator[Piece]:
    """The file, unless it was deleted since it was listed; one that is missed cannot be moved."""
    try:
        sealed = stores.current().get(key)
    except FileNotFoundError:
        if is_kept is not None and is_kept():
            yield Piece(where, "", _missing)
        return
    name = envelope.name_of_key_of(sealed)
    yield Piece(where, name, lambda: _move(key, sealed, context, is_kept))


def _move(key: str, sealed: bytes, context: bytes, is_kept) -> bool:
    moved = envelope.rewrapped(sealed, context=context)
    if moved is None:
        return False
    stores.current().put(key, moved)
    if is_kept is not None and not is_kept():  # deleted at this very moment: it stays deleted
        stores.current().remove(key)
        return False
    return True


def _missing() -> bool:
    raise envelope.CannotDecrypt("The file is not there.")

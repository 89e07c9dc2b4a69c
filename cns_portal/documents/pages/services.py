"""The files of what is being prepared: added, removed, turned, put in order, named."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from django.db import transaction
from django.db.models import Model, QuerySet, TextChoices

from cns_portal.documents import filetypes
from cns_portal.documents import services as documents
from cns_portal.documents.pages import rules
from cns_portal.kernel.refusal import Refused

if TYPE_CHECKING:
    from uuid import UUID

    from django.core.files.uploadedfile import UploadedFile

    from cns_portal.accounts.models import Account, Dossier


class Pages(ABC):
    """What can be done with the files of one thing, such as a bill, by its key.

    A room derives its own: it names its table, and holds what the files belong to. The table has
    the columns `document`, `position` (from one on), `kind` and `turned`, and its promise about
    the positions is asked at the end of a transaction.
    """

    model: ClassVar[type[Model]]
    """The room's table of files."""
    owner: ClassVar[str]
    """The column that says what a file belongs to."""
    purpose: ClassVar[str]
    """What the files are stored for."""
    kinds: ClassVar[type[TextChoices]]
    """What a file can show."""
    usual: ClassVar[str]
    """What it shows when nobody says so."""

    @abstractmethod
    def hold(self, key: int) -> Model:
        """What the files belong to, held until the transaction ends. Raises `Refused`."""

    @abstractmethod
    def dossier_of(self, owner: Model) -> Dossier:
        """In whose file the documents lie."""

    @abstractmethod
    def touch(self, owner: Model) -> None:
        """Note that something has changed."""

    @transaction.atomic
    def add(self, key: int, *, file: UploadedFile | None, by: Account, kind: str = "") -> Model:
        """Store one more file behind the others. Raises `Refused`; then nothing has changed."""
        owner = self.hold(key)
        documents.first_filter(file)
        digest = hashlib.sha256(file.read()).hexdigest()
        file.seek(0)
        columns = ("document__sha256", "position", "document__original_name")
        present = list(self._of(owner).values_list(*columns))
        is_there = digest in {sha256 for sha256, _position, _name in present}
        if refusal := rules.why_not_add(count=len(present), is_there=is_there):
            raise Refused(refusal, most=rules.MOST_FILES)
        names = {name for _sha256, _position, name in present}
        file.name = rules.told_apart(filetypes.cleaned_name(file.name), names)
        document = documents.store(
            file, dossier=self.dossier_of(owner), by=by, purpose=self.purpose
        )
        page = self.model._default_manager.create(
            **{self.owner: owner},
            document=document,
            position=max((position for _sha256, position, _name in present), default=0) + 1,
            kind=kind if kind in self.kinds.values else self.usual,
        )
        self.touch(owner)
        return page

    @transaction.atomic
    def remove(self, key: int, public_id: UUID | str, *, by: Account) -> None:
        """Take a file out again and delete it. Twice is as good as once. Raises `Refused`."""
        owner = self.hold(key)
        for page in self._named(owner, public_id):
            self._number(owner, [one for one in self._order(owner) if one != page.pk])
            page.delete()
            documents.discard(page.document, by=by, reason="removed_by_sender")
            self.touch(owner)

    @transaction.atomic
    def turn(self, key: int, public_id: UUID | str) -> None:
        """Show a file a quarter further, clockwise. Raises `Refused`."""
        owner = self.hold(key)
        for page in self._named(owner, public_id):
            page.turned = rules.turned(page.turned)
            page.save(update_fields=["turned"])
            self.touch(owner)

    @transaction.atomic
    def move(self, key: int, public_id: UUID | str, *, by: int) -> None:
        """Put a file so many places later, or earlier. Raises `Refused`."""
        owner = self.hold(key)
        for page in self._named(owner, public_id):
            self._number(owner, rules.moved(self._order(owner), page.pk, by=by))
            self.touch(owner)

    @transaction.atomic
    def put_in_order(self, key: int, public_ids: Sequence[str]) -> None:
        """The files in this order; what is not named stays behind. Raises `Refused`."""
        owner = self.hold(key)
        found = self._of(owner).values_list("pk", "document__public_id")
        keys = {str(public_id): pk for pk, public_id in found}
        wanted = [keys[public_id] for public_id in public_ids if public_id in keys]
        self._number(owner, rules.put_in_order(self._order(owner), wanted))
        self.touch(owner)

    @transaction.atomic
    def name(self, key: int, kinds: Mapping[str, str]) -> None:
        """Say of files, by their public identifiers, what they are. Raises `Refused`."""
        owner = self.hold(key)
        for page in self._of(owner).select_related("document"):
            kind = kinds.get(str(page.document.public_id), page.kind)
            if kind in self.kinds.values and kind != page.kind:
                page.kind = kind
                page.save(update_fields=["kind"])
        self.touch(owner)

    def _of(self, owner: Model) -> QuerySet:
        found = self.model._default_manager.filter(**{self.owner: owner})
        return found.order_by("position", "pk")

    def _named(self, owner: Model, public_id: UUID | str) -> QuerySet:
        """The file of this identifier, if it is one of these; else none."""
        return self._of(owner).filter(document__public_id=public_id).select_related("document")

    def _order(self, owner: Model) -> list[int]:
        return list(self._of(owner).values_list("pk", flat=True))

    def _number(self, owner: Model, order: Sequence[int]) -> None:
        """Places from one on, without gaps; the promise of the table is asked at the end."""
        there = {page.pk: page for page in self._of(owner)}
        changed = []
        for position, pk in enumerate(order, 1):
            if there[pk].position != position:
                there[pk].position = position
                changed.append(there[pk])
        self.model._default_manager.bulk_update(changed, ["position"])

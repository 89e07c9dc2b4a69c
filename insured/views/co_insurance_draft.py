"""A request to add somebody that is not sent yet: what was typed, kept in the session as typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from cns_portal import clock, documents
from insured.choices import Relation, RequestDocumentKind
from insured.forms.co_insurance import FactsForm, MemberForm
from insured.selectors import families
from insured.services.co_insurance import FACTS, Statement

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.documents.models import Document
    from insured.models import InsuredPerson

KEY = "co_insurance"
PURPOSE = "co_insurance"
"""What the uploads of such a request are stored for."""

Attached = list[tuple["Document", RequestDocumentKind]]


class Draft:
    """The answers so far, of one file: in another one another draft is open."""

    def __init__(self, request: HttpRequest, person: InsuredPerson) -> None:
        self._session = request.session
        self._person = person
        self._key = str(person.dossier.public_id)
        self._answers: dict[str, Any] = self._session.get(KEY, {}).get(self._key, {})

    def get(self, name: str, default: Any = None) -> Any:
        """One answer."""
        return self._answers.get(name, default)

    def set(self, **answers: Any) -> None:
        """Keep answers."""
        self._answers.update(answers)
        self._session[KEY] = {**self._session.get(KEY, {}), self._key: self._answers}

    def begin(self, *, relation: str, about: InsuredPerson | None) -> None:
        """Start anew; somebody already chosen with the same answers stays as it was."""
        key = about.pk if about else None
        if self.exists and (self.get("relation"), self.get("about")) == (relation, key):
            return
        self._answers = {}
        self.set(relation=relation, about=key, person={}, facts={}, documents=[])

    def abandon(self, *, by: Account) -> None:
        """Forget everything; files that nothing needs are deleted."""
        for document, _kind in self.attached():
            documents.discard(document, by=by, reason="left")
        self.forget()

    def forget(self) -> None:
        """Forget the answers: they are sent."""
        drafts = self._session.get(KEY, {})
        drafts.pop(self._key, None)
        self._session[KEY] = drafts
        self._answers = {}

    @property
    def exists(self) -> bool:
        return bool(self._answers)

    @property
    def relation(self) -> str:
        """What the person to be added is; of a known child, as the form says."""
        said = self.get("facts", {}).get("relation")
        return said if said in Relation.values else self.get("relation", "")

    @property
    def relation_label(self) -> str:
        return str(Relation(self.relation).label)

    # -- who ----------------------------------------------------------------------------------

    def about(self) -> InsuredPerson | None:
        """Somebody of the family who is on file: a child one still acts for today."""
        key = self.get("about")
        if key is None:
            return None
        wards = families.wards_of(self._person, today=clock.today())
        return next((child for child in wards if child.pk == key), None)

    @property
    def names_somebody_known(self) -> bool:
        return self.get("about") is not None

    def member_form(self) -> MemberForm:
        return MemberForm(self.get("person", {}))

    def facts_form(self, **kwargs: Any) -> FactsForm:
        who = self._who()
        return FactsForm(
            relation=self.get("relation"),
            is_known_child=self.names_somebody_known,
            born=who["birth_date"] if who else None,
            **kwargs,
        )

    def statement(self) -> Statement | None:
        """The answers as values; None as long as something is missing or wrong."""
        who = self._who()
        facts = self.facts_form(data=self.get("facts", {}))
        if who is None or not facts.is_valid():
            return None
        said = facts.cleaned_data
        return Statement(
            relation=said.get("relation") or self.get("relation"),
            facts={name: said.get(name) for name in FACTS},
            has_spouse=said.get("has_spouse"),
            previous_cover=said["previous_cover"],
            previous_fund=said["previous_fund"],
            previous_country=said["previous_country"],
            first_day=said["first_day"],
            serious_reasons=said["serious_reasons"],
            **who,
        )

    def _who(self) -> dict[str, Any] | None:
        if about := self.about():
            return _who(about)
        form = self.member_form()
        return dict(form.cleaned_data) if form.is_valid() else None

    # -- documents ----------------------------------------------------------------------------

    def attached(self) -> Attached:
        """The files that were added and are still there, with what they are."""
        found = [
            (documents.find(public_id, purpose=PURPOSE), RequestDocumentKind(kind))
            for public_id, kind in self.get("documents", [])
        ]
        mine = self._person.dossier_id
        return [(d, kind) for d, kind in found if d is not None and d.dossier_id == mine]

    def accepted(self) -> Attached:
        """Those that were not found to be unusable."""
        return [(d, kind) for d, kind in self.attached() if d.state != documents.State.REJECTED]

    def attach(self, document: Document, kind: str) -> None:
        self.set(documents=[*self.get("documents", []), [str(document.public_id), str(kind)]])

    def remove(self, public_id: str, *, by: Account) -> bool:
        """Take a file out again, and delete it; whether it was one of these."""
        for document, _kind in self.attached():
            if str(document.public_id) == public_id:
                documents.discard(document, by=by, reason="removed")
                kept = [row for row in self.get("documents", []) if row[0] != public_id]
                self.set(documents=kept)
                return True
        return False


def _who(about: InsuredPerson) -> dict[str, Any] | None:
    if about.birth_date is None:
        return None
    return {
        "first_name": about.first_name,
        "last_name": about.last_name,
        "birth_date": about.birth_date,
        "birth_place": about.birth_place,
        "matricule": about.matricule or "",
    }

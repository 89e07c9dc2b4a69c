"""A letter to the person: words, and a file that goes with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from cns_portal import documents
from cns_portal.web.fields import DocumentField
from cns_portal.web.forms import SentOnce
from insured.admin.reply_form import ReplyForm

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.documents.models import Document

PURPOSE = "answer"
"""Under which the procedures know the file of an agent's letter."""


class LetterForm(SentOnce, ReplyForm):
    """The words of an answer or a question, and a file; sent twice, it writes once."""

    file = DocumentField(
        label=_("A file that goes with it"),
        required=False,
    )

    @staticmethod
    def stored(said: dict[str, Any], *, by: Account) -> list[Document]:
        """The file of a valid form, in quarantine until it was checked. Raises `Refused`."""
        if not said.get("file"):
            return []
        return [documents.store(said["file"], dossier=None, by=by, purpose=PURPOSE)]

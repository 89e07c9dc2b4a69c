"""What the floor keeps of every case: its history, the thread, and the messages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cns_portal.inbox import belonging as letters
from cns_portal.inbox.choices import EmailStatus
from cns_portal.inbox.models import Attachment, Email, Message
from cns_portal.keeping import Category, Erased, Holding, Measure, Persons, Stays, Turn, spared
from cns_portal.procedures import belonging
from cns_portal.procedures.models import Answer, Enclosure, Procedure, ProcedureEvent, Reply

if TYPE_CHECKING:
    from cns_portal.accounts.models import Dossier

KEEP_MESSAGES = timedelta(days=2 * 365)
"""No official period was found; as long as the cases of the hall."""

KEEP_EMAILS = timedelta(days=30)
"""E-mails about no case confirm an address; after that long the link in them is dead."""

AT_ONCE = 500


class Cases(Holding):
    """The cases of every room, with what was written to and fro."""

    code = "procedures.cases"
    label = _("Your procedures")
    what = _(
        "The reference of each of your procedures, what happened in it and when, what you and the "
        "agents wrote to each other, and the files that came with it."
    )
    why = _("To show you where each procedure stands, and to answer questions about it.")
    legal_basis = _("Task in the public interest (GDPR, article 6(1)(e))")
    keep_for = _("As long as the appointment, claim, certificate or request that it is about.")
    tables = (Procedure, ProcedureEvent, Reply, Answer, Enclosure)
    persons = (Persons.INSURED, Persons.REPRESENTATIVES, Persons.VISITORS, Persons.AGENTS)
    categories = (Category.IDENTITY, Category.HEALTH, Category.USE)
    measures = (Measure.ROLES, Measure.LOOKS, Measure.SEALED, Measure.APPEND_ONLY)
    turn = Turn.FLOOR

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.case_rows(dossier)

    def due(self, *, now: datetime) -> int:
        """None: each goes with the record of its room."""
        return 0

    def forget(self, *, now: datetime) -> int:
        """Nothing: the rooms delete their cases with their records."""
        return 0

    def would_erase(self, dossier: Dossier, *, now: datetime) -> Erased:
        """Nothing: what the rooms keep needs its history."""
        kept = Procedure.objects.of(dossier).count()
        return Erased(stays=(Stays(kept, self.keep_for),)) if kept else Erased()

    def erase(self, dossier: Dossier, *, now: datetime) -> Erased:
        """Nothing that the rooms have left."""
        return self.would_erase(dossier, now=now)


class Messages(Holding):
    """Messages and e-mails. Those about a case go with it; here are the others."""

    code = "procedures.messages"
    label = _("Messages")
    part_that_goes = _("those about no procedure")
    what = _("The messages to you with their files, and the e-mails that announce them.")
    why = _("To tell you what was decided or what you have to do, and to be able to prove it.")
    legal_basis = _("Task in the public interest (GDPR, article 6(1)(e))")
    keep_for = _(
        "As long as the procedure or the certificate that they are about. Messages about nothing "
        "of the kind: two years; e-mails: 30 days."
    )
    tables = (Message, Email, Attachment)
    persons = (Persons.INSURED, Persons.REPRESENTATIVES, Persons.VISITORS)
    categories = (Category.IDENTITY, Category.HEALTH, Category.FINANCES, Category.AFFILIATIONS)
    measures = (Measure.ROLES, Measure.LOOKS, Measure.SEALED)
    turn = Turn.FLOOR

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return letters.message_rows(dossier)

    def due(self, *, now: datetime) -> int:
        """How many messages and e-mails about no case are past their time."""
        return self._messages_over(now).count() + self._emails_over(now).count()

    def forget(self, *, now: datetime) -> int:
        """Delete them with their files."""
        gone = 0
        for rows in (self._messages_over(now), self._emails_over(now)):
            chosen = list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
            rows.model.objects.filter(pk__in=chosen).delete()
            gone += len(chosen)
        return gone

    def _messages_over(self, now: datetime) -> QuerySet[Message]:
        """With a file they brought a certificate, and go with that one."""
        old = _about_no_case(Message.objects.filter(created_at__lt=now - KEEP_MESSAGES))
        return spared(old.filter(attachments__isnull=True), rows_of=self.rows_of)

    def _emails_over(self, now: datetime) -> QuerySet[Email]:
        old = Email.objects.filter(created_at__lt=now - KEEP_EMAILS, announces__isnull=True)
        return _about_no_case(old).exclude(status=EmailStatus.PENDING)

    def would_erase(self, dossier: Dossier, *, now: datetime) -> Erased:
        """Those about no case that stays would go."""
        theirs = Message.objects.of(dossier)
        gone = _about_no_case(theirs).count()
        kept = theirs.count() - gone
        return Erased(gone=gone, stays=(Stays(kept, self.keep_for),) if kept else ())

    def erase(self, dossier: Dossier, *, now: datetime) -> Erased:
        """Delete them with their announcements and files."""
        erased = self.would_erase(dossier, now=now)
        _about_no_case(Message.objects.of(dossier)).delete()
        return erased


def _about_no_case(rows: QuerySet) -> QuerySet:
    case = Procedure.objects.filter(reference=OuterRef("reference"))
    return rows.filter(Q(reference="") | ~Exists(case))


HOLDINGS = (Cases(), Messages())

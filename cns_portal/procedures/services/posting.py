"""What the worker does for a conversation: posting answers, telling of files not accepted."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import formats, translation
from django.utils.translation import gettext

from cns_portal import clock, inbox
from cns_portal.procedures import people
from cns_portal.procedures.choices import Phase
from cns_portal.procedures.models import Answer, Enclosure, Procedure

AT_ONCE = 100


def post(written: Answer) -> None:
    """Leave the agent's words under "My messages"; the caller holds a transaction."""
    procedure = written.procedure
    with translation.override(procedure.language):
        words = {"title": procedure.title, "reference": procedure.reference}
        title = (
            gettext("The CNS asks you something: %(title)s %(reference)s")
            if written.is_question
            else gettext("The CNS has written to you: %(title)s %(reference)s")
        )
        body = [written.text]
        if written.until:
            day = formats.date_format(written.until, "DATE_FORMAT")
            body.append(gettext("Please answer until %(day)s.") % {"day": day})
        if procedure.phase != Phase.DONE:
            body.append(gettext("Here you can answer:") + "\n\n" + _address(procedure))
        written.message = inbox.post_message(
            dossier=procedure.dossier,
            reference=procedure.reference,
            title=title % words,
            body="\n\n".join(body),
            language=procedure.language,
            idempotency_key=f"answer:{written.pk}",
            notify=people.addresses_of(procedure.dossier),
        )
    written.save(update_fields=["message"])


def post_ready() -> int:
    """Post the answers whose files have all been accepted; how many. May run side by side."""
    posted = 0
    for pk in Answer.objects.ready().order_by("pk").values_list("pk", flat=True)[:AT_ONCE]:
        posted += _post_one(pk)
    return posted


def tell_of_rejected() -> int:
    """Tell people of files that were not accepted after they had been sent; how many."""
    told = 0
    for pk in Enclosure.objects.rejected_and_untold().values_list("pk", flat=True)[:AT_ONCE]:
        told += _tell_one(pk)
    return told


@transaction.atomic
def _post_one(pk: int) -> bool:
    written = (
        Answer.objects.ready()
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("procedure__dossier")
        .filter(pk=pk)
        .first()
    )
    if written is None:
        return False
    post(written)
    return True


@transaction.atomic
def _tell_one(pk: int) -> bool:
    enclosure = (
        Enclosure.objects.rejected_and_untold()
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("document", "reply__procedure__dossier")
        .filter(pk=pk)
        .first()
    )
    if enclosure is None:
        return False
    procedure = enclosure.reply.procedure
    with translation.override(procedure.language):
        inbox.post_message(
            dossier=procedure.dossier,
            reference=procedure.reference,
            title=gettext("A file that you sent was not accepted"),
            body="\n\n".join(
                (
                    gettext("The file: %(name)s") % {"name": enclosure.document.original_name},
                    enclosure.document.why_rejected,
                    gettext("Here you can send it again:") + "\n\n" + _address(procedure),
                )
            ),
            language=procedure.language,
            idempotency_key=f"enclosure:{enclosure.pk}",
            notify=people.addresses_of(procedure.dossier),
        )
    enclosure.told_at = clock.now()
    enclosure.save(update_fields=["told_at"])
    return True


def _address(procedure: Procedure) -> str:
    """The conversation, in the person's language."""
    path = f"{procedure.language}/espace/procedures/{procedure.reference}/?tab=messages"
    return f"{settings.SITE_URL}/{path}"

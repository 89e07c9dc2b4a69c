"""What to bring or to have ready: one list for pages, papers and mails."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from appointments.choices import Channel, TopicCode
from appointments.models import Appointment


@dataclass(frozen=True)
class Item:
    """One thing; `key` names it in every language, so that a tick stays with it."""

    key: str
    sentence: str

    def __str__(self) -> str:
        return self.sentence


def what_to_bring(appointment: Appointment) -> list[Item]:
    """Sources: seed 001 for video calls, domain 1.3 for reimbursements at an agency."""
    if appointment.channel == Channel.VIDEO:
        return _for_a_video_call()
    return [
        Item(
            "confirmation",
            _("This confirmation, printed or on your phone: you scan its QR code at the entrance."),
        ),
        Item("identity", _("A valid identity document.")),
        *(
            _for_a_reimbursement()
            if appointment.topic == TopicCode.REIMBURSEMENT
            else [Item("documents", _("The letters and documents your question is about."))]
        ),
    ]


def _for_a_video_call() -> list[Item]:
    return [
        Item(
            "identity",
            _("A valid identity document, which you show to the camera at the start."),
        ),
        Item("documents", _("Any other document you need, ready as a file.")),
        Item(
            "device",
            _("A device with a camera, a microphone and speakers, in a quiet and private place."),
        ),
    ]


def _for_a_reimbursement() -> list[Item]:
    return [
        Item("bills", _("The original bills and the proofs of payment.")),
        Item("account", _("The number of the bank account (IBAN) the money should go to.")),
        Item(
            "proxy",
            _(
                "If you come for somebody else: the CNS proxy form, and a copy of both identity "
                "documents. The money then goes to your account."
            ),
        ),
    ]

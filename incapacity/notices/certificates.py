"""What people are told about a certificate of theirs.

No title says why somebody is away from work, and no text names an illness, a doctor or a child: who
opens the message may be acting for somebody.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from incapacity.choices.certificates import Channel
from incapacity.notices.links import certificate_page
from insured.notices.notice import Notice

if TYPE_CHECKING:
    from incapacity.models import Certificate


def received(certificate: Certificate) -> Notice:
    """That it arrived, whether in time, what happens next, and what the person still has to do."""
    if certificate.channel == Channel.ELECTRONIC:
        arrived = _(
            "Your certificate {days} was passed on to the CNS electronically. "
            "Reference: {reference}."
        )
    else:
        arrived = _("Your certificate {days} has arrived. Reference: {reference}.")
    return _about(
        certificate,
        _("We have received your certificate"),
        _said(certificate, arrived),
        _late(certificate),
        _(
            "An agent of the CNS checks it and writes to you if something is missing. If you have "
            "an employer: the portal passes nothing on to them. Tell them, and give them their "
            "sheet."
        ),
        _("Keep the original sheet: the CNS may ask to see it.")
        if certificate.channel == Channel.ONLINE
        else "",
        _("Here you see how far it has come, and until when the employer needs the sheet:"),
    )


def at_board(certificate: Certificate) -> Notice:
    """That the medical board looks at it, and that nothing has to be done."""
    return _about(
        certificate,
        _("Your certificate is with the medical board"),
        _said(
            certificate,
            _(
                "The medical board is asked for its opinion on your certificate {days} "
                "({reference})."
            ),
        ),
        _("You need not do anything. An agent decides when the opinion is there."),
        _("Here you see how far it has come:"),
    )


def accepted(certificate: Certificate, *, reason: str = "") -> Notice:
    """That the days are recorded, in the agent's words where there are any."""
    return _about(
        certificate,
        _("Your certificate is accepted"),
        _said(
            certificate,
            _("Your certificate {days} ({reference}) is accepted: the days are recorded."),
        ),
        reason,
        _("What it means for these days, and when you may leave the house:"),
    )


def refused(certificate: Certificate, *, reason: str) -> Notice:
    """That it is not accepted, why, and what can be done about it."""
    return _about(
        certificate,
        _("Your certificate is not accepted"),
        _said(
            certificate,
            _("Your certificate {days} ({reference}) is not accepted, for this reason:"),
        ),
        reason,
        _(
            "If you think that this is wrong, write to us in the procedure or call "
            "(+352) 27 57 1: an agent looks at it again. If the sheet itself was the reason, ask "
            "the doctor for a corrected one and send it as a new certificate."
        ),
        _("Here is the certificate:"),
    )


def reopened(certificate: Certificate) -> Notice:
    """That the decision does not hold any more, and that a new one follows."""
    return _about(
        certificate,
        _("Your certificate is looked at again"),
        _said(
            certificate,
            _(
                "The decision about your certificate {days} ({reference}) is taken back: an agent "
                "checks it anew."
            ),
        ),
        _("You need not do anything unless we ask. You will be told of the new decision."),
        _("Here you see how far it has come:"),
    )


def withdrawn(certificate: Certificate) -> Notice:
    """That it is taken back, does not count, and what to do where it is needed all the same."""
    what_then = (
        _(
            "If you are away from work all the same, ask the doctor for a new certificate: this "
            "one cannot be passed on again. The deadlines have not changed."
        )
        if certificate.channel == Channel.ELECTRONIC
        else _(
            "If you are away from work all the same, send the certificate again: the deadlines "
            "have not changed."
        )
    )
    is_withdrawn = _(
        "Your certificate {days} ({reference}) is withdrawn: nobody checks it, and its days are "
        "not counted."
    )
    return _about(
        certificate,
        _("You have taken your certificate back"),
        f"{_said(certificate, is_withdrawn)} {what_then}",
        _("What you had sent is still here:"),
    )


def nudge(certificate: Certificate, *, until: date) -> Notice:
    """That the employer's sheet is not ticked as handed over, and until when it is due."""
    return _about(
        certificate,
        _("Has your employer got their sheet?"),
        _said(
            certificate,
            _(
                "You have not ticked yet that your employer has their sheet of the certificate "
                "{days}. They must have it by the end of {until}."
            ),
            until=_day(until),
        ),
        _(
            "The portal passes nothing on to the employer. If they have it already, tick it on "
            "this page, and nobody reminds you again:"
        ),
    )


def _about(certificate: Certificate, title: str, *paragraphs: str) -> Notice:
    """The paragraphs that say something, with the page of the certificate at the end."""
    lines = "\n\n".join(filter(None, paragraphs))
    return Notice(title=title, text=f"{lines}\n{certificate_page(certificate)}")


def _said(certificate: Certificate, text: str, **words: str) -> str:
    """A sentence about the certificate, with its reference and its days.

    Only sentences of the portal come here: the words of an agent stay as they are, with braces.
    """
    return text.format(reference=certificate.procedure.reference, days=_days(certificate), **words)


def _days(certificate: Certificate) -> str:
    if certificate.first_day == certificate.last_day:
        return _("of {day}").format(day=_day(certificate.first_day))
    return _("from {first} to {last}").format(
        first=_day(certificate.first_day), last=_day(certificate.last_day)
    )


def _late(certificate: Certificate) -> str:
    if not certificate.late:
        return ""
    return _(
        "It should have been sent by {day}. It is checked all the same, with what you explained; "
        "an agent decides what follows from the delay."
    ).format(day=_day(certificate.due_on))


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")

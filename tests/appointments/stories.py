"""How an appointment comes about, for tests that begin later in its life."""

from datetime import datetime

from appointments.choices import Channel, TopicCode
from appointments.models import Agency, Appointment
from appointments.selectors import offers
from appointments.services import deciding, holding, requesting
from appointments.services.acting import By
from appointments.services.requesting import RequestDetails
from cns_portal import clock
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Email, Message
from cns_portal.procedures.models import Procedure, ProcedureEvent
from tests.factories import DocumentFactory, details_of, visitor

INFORMATION, ON_SITE, VIDEO = TopicCode.INFORMATION, Channel.ON_SITE, Channel.VIDEO


def hold(
    *agencies: Agency,
    starts_at: datetime,
    key: str = "visitor",
    topic: str = INFORMATION,
    channel: str = ON_SITE,
) -> Appointment:
    """Keep a time for the visitor with `key`."""
    return holding.hold(
        offer=offers.offer_for(topic, channel),
        agency_ids=[agency.pk for agency in agencies],
        starts_at=starts_at,
        hold_key=key,
        language="en",
    )


def details(person=None, **columns) -> RequestDetails:
    """What a signed-in `person` says, or a visitor with a copy of their card."""
    if person is None:
        known = {"applicant": visitor(), "identity_copy": None}
        if "identity_copy" not in columns:
            known["identity_copy"] = DocumentFactory()
    else:
        known = {"applicant": details_of(person), "dossier": person.dossier}
    return RequestDetails(**{"consented_at": clock.now(), "language": "en", **known, **columns})


def send(key: str = "visitor", person=None, said: RequestDetails | None = None) -> Appointment:
    """Send what the visitor holds."""
    by = By.person(person.account) if person else By.visitor()
    return requesting.send_request(hold_key=key, details=said or details(person), by=by)


def requested(agency, starts_at, key="visitor", person=None, **how) -> Appointment:
    """A request that the worker has not looked at."""
    hold(agency, starts_at=starts_at, key=key, **how)
    return send(key, person)


def confirmed(agency, starts_at, key="visitor", person=None, **how) -> Appointment:
    """An appointment as the worker leaves it."""
    appointment = requested(agency, starts_at, key, person, **how)
    assert deciding.check_request(appointment.pk) == "confirmed"
    appointment.refresh_from_db()
    return appointment


def everything() -> dict:
    """All that this room and the ground floor have written, to see that nothing was."""
    return {
        "appointments": list(Appointment.objects.order_by("pk").values()),
        "procedures": list(Procedure.objects.order_by("pk").values()),
        "events": list(ProcedureEvent.objects.order_by("pk").values()),
        "audit": list(AuditEntry.objects.order_by("pk").values()),
        "messages": list(Message.objects.order_by("pk").values()),
        "emails": list(Email.objects.order_by("pk").values()),
    }

"""Terminals and displays: set up with a token that is shown once, heard of, revoked."""

from datetime import timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import Q

from appointments.models import Agency, Device
from appointments.services.acting import By
from cns_portal import audit, clock
from cns_portal.kernel import codes

TOKEN_LENGTH = 28
"""30 letters to the 28th are 137 bits, in letters that can be typed at a machine without keys."""

HEARD_EVERY = timedelta(minutes=1)


def set_up(device: Device, *, by: By) -> str:
    """Store a new device; its token, which is known to nobody afterwards."""
    token = codes.random_code(TOKEN_LENGTH)
    device.token_hash = _hash(token)
    with transaction.atomic():
        device.save(force_insert=True)
        audit.record(
            by.actor,
            "device.added",
            device,
            details={"kind": device.kind, "agency": device.agency_id},
        )
    return token


def revoke(device_id: int, *, by: By) -> Device:
    """From the next request on, the device is a stranger. Twice is as good as once."""
    with transaction.atomic():
        device = Device.objects.select_for_update().get(pk=device_id)
        if device.revoked_at is None:
            device.revoked_at = clock.now()
            device.save(update_fields=["revoked_at"])
            audit.record(by.actor, "device.revoked", device)
    return device


def of_token(token: str, *, agency: Agency, kind: str) -> Device | None:
    """The device of this kind at this agency that has the token; None for any other token."""
    return of_key(_hash(codes.normalised(token)), agency=agency, kind=kind)


def of_key(token_hash: str, *, agency: Agency, kind: str) -> Device | None:
    """The same by the token's hash, which is what a device's cookie holds, signed."""
    return Device.objects.filter(
        token_hash=token_hash, agency=agency, kind=kind, revoked_at__isnull=True
    ).first()


def heard_of(device: Device) -> None:
    """Note, at most once a minute, that the device is alive."""
    now = clock.now()
    if device.last_seen_at is None or device.last_seen_at <= now - HEARD_EVERY:
        Device.objects.filter(
            Q(last_seen_at__isnull=True) | Q(last_seen_at__lte=now - HEARD_EVERY), pk=device.pk
        ).update(last_seen_at=now)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()

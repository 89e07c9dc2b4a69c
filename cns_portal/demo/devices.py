"""Terminals and displays of the demonstration, with tokens that everybody may know."""

from hashlib import sha256

from appointments.choices import DeviceKind
from appointments.models import Agency, Device
from cns_portal.kernel import codes


def token(kind: DeviceKind, slug: str) -> str:
    """What is typed at the device, once: the same in every demonstration."""
    return f"demo-{kind.value}-{slug}"


def seed_devices() -> int:
    """A terminal and a display at each agency; how many are new. One that was revoked stays so."""
    new = 0
    for agency in Agency.objects.all():
        for kind in DeviceKind:
            # As `services.devices` keeps a token: only the hash of what is typed.
            kept = sha256(codes.normalised(token(kind, agency.slug)).encode()).hexdigest()
            _device, created = Device.objects.get_or_create(
                token_hash=kept,
                defaults={"agency": agency, "kind": kind, "name": "Entrance (demonstration)"},
            )
            new += created
    return new

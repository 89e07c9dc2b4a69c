"""What `manage.py check` says about the settings of this package."""

from django.conf import settings
from django.core.checks import Error, Warning, register
from django.core.exceptions import ImproperlyConfigured

from cns_portal.sealing import envelope


@register()
def storage_keys_are_usable(app_configs, **kwargs) -> list[Error]:
    try:
        envelope.keys()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="documents.E001")]
    return []


@register()
def scanner_is_named(app_configs, **kwargs) -> list[Error]:
    if settings.CLAMAV_URL and not settings.CLAMAV_URL.startswith(("tcp://", "unix:///")):
        return [
            Error("CLAMAV_URL must begin with tcp:// or unix:///.", id="documents.E002"),
        ]
    return []


@register(deploy=True)
def uploads_are_scanned(app_configs, **kwargs) -> list[Warning]:
    if settings.CLAMAV_URL or settings.DEMO_MODE:
        return []
    return [Warning("CLAMAV_URL is empty: uploads are not scanned.", id="documents.W001")]

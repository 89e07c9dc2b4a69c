"""Addresses of the room's pages, as they stand in messages: whole, on a line of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import get_language

if TYPE_CHECKING:
    from incapacity.models import Certificate


def certificate_page(certificate: Certificate) -> str:
    """Where the person sees how far the certificate has come, and ticks off their sheets."""
    return f"{_space()}/{certificate.public_id}/"


def electronic_page(certificate: Certificate) -> str:
    """Where the person sees what arrived, and passes it on or holds it back."""
    return f"{_space()}/electronic/{certificate.public_id}/"


def outings_page(name: str) -> str:
    """Where somebody asks to stay abroad (`stay-abroad`) or to leave the house (`outings`)."""
    return f"{_space()}/{name}/"


def _space() -> str:
    return f"{settings.SITE_URL}/{get_language()[:2]}/espace/incapacity"

"""Somebody with a certificate that could be sent as it stands."""

import re
import secrets
from datetime import date, timedelta

from django.test import Client
from django.urls import reverse

from cns_portal import clock
from incapacity.models import Certificate
from tests.factories import DocumentFactory
from tests.incapacity.factories import CertificateFactory, CertificatePageFactory
from tests.incapacity.sheets import marie

__all__ = ["add_page", "ago", "at", "draft_of", "marie", "sent", "signed_in", "text_of", "typed"]


def ago(days: int) -> date:
    """A day in the past, by the clock of the test; in the future when negative."""
    return clock.today() - timedelta(days=days)


def draft_of(person, *, pages: int = 1, **columns) -> Certificate:
    """A draft about an illness since today, complete and in time."""
    columns.setdefault("first_day", ago(0))
    certificate = CertificateFactory(draft=True, person=person, created_at=clock.now(), **columns)
    for _ in range(pages):
        add_page(certificate)
    return certificate


def add_page(certificate: Certificate, *, kind: str = "sheet", **document):
    """A file like no other one, accepted; `pending=True` or `rejected=True` otherwise."""
    document.setdefault("sha256", secrets.token_hex(32))
    file = DocumentFactory(
        dossier=certificate.person.dossier, purpose="certificate_page", **document
    )
    return CertificatePageFactory(certificate=certificate, document=file, kind=kind)


def sent(person, **columns) -> Certificate:
    """One that the CNS has; its days as `first_day` and `last_day`."""
    return CertificateFactory(person=person, **columns)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def at(name: str, *args) -> str:
    return reverse(f"incapacity:{name}", args=args)


def typed(**fields) -> dict:
    """A certificate as a browser sends it."""
    today = f"{ago(0):%d/%m/%Y}"
    return {
        "cause": "illness",
        "sequel": "initial",
        "first_day": today,
        "last_day": f"{ago(-4):%d/%m/%Y}",
        "issued_on": today,
        "doctor_name": "Dr Anne Muster",
        "country": "LU",
        "matricule_on_sheet": "printed",
        "outings": "not_said",
        **fields,
    }


def text_of(response) -> str:
    """What is read, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())

"""What the room keeps, one module a subject."""

from incapacity.models.certificates import Certificate
from incapacity.models.electronic import ElectronicMessage, Sender
from incapacity.models.parts import CertificatePage, Diagnosis

__all__ = [
    "Certificate",
    "CertificatePage",
    "Diagnosis",
    "ElectronicMessage",
    "Sender",
]

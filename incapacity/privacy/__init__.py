"""What the room keeps about people, and for how long."""

from incapacity.privacy.certificates import Certificates, Drafts, FamilyLeave, Sheets, Withdrawn
from incapacity.privacy.electronic import ElectronicMessages, KeptBack

HOLDINGS = (
    Drafts(),
    KeptBack(),
    Sheets(),
    Withdrawn(),
    Certificates(),
    FamilyLeave(),
    ElectronicMessages(),
)

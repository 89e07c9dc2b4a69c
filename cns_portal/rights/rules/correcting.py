"""Who can correct what: the portal, the person themselves, or another body.

The names, the date of birth and the matricule come with each sign-in from the State
(domain 6: register of natural persons); affiliations come from the Centre commun (domain 1).
"""

from cns_portal.rights.choices.correcting import CorrectionField, Owner

F = CorrectionField

OWNERS: dict[CorrectionField, Owner] = {
    F.NAME: Owner.REGISTER,
    F.BIRTH_DATE: Owner.REGISTER,
    F.MATRICULE: Owner.REGISTER,
    F.BIRTH_PLACE: Owner.PORTAL,
    F.ADDRESS: Owner.YOURSELF,
    F.EMAIL: Owner.YOURSELF,
    F.PHONE: Owner.YOURSELF,
    F.BANK_ACCOUNT: Owner.YOURSELF,
    F.AFFILIATION: Owner.CCSS,
    F.FAMILY: Owner.AGENT,
    F.CASE: Owner.AGENT,
    F.OTHER: Owner.AGENT,
}

WRITTEN_ON_ACCEPTANCE = frozenset({F.BIRTH_PLACE, F.PHONE})
"""What is a single line of the file: accepting the request writes it there."""


def owner_of(field: CorrectionField) -> Owner:
    """Who can change it."""
    return OWNERS[field]


def is_written_on_acceptance(field: str) -> bool:
    """Whether accepting a correction of `field` changes the file itself."""
    return field in WRITTEN_ON_ACCEPTANCE

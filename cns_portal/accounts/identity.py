"""Who an identity provider says somebody is, in the portal's words."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum


class LevelOfAssurance(IntEnum):
    """The three levels of Regulation (EU) 910/2014, article 8; a higher one includes the lower."""

    LOW = 1
    SUBSTANTIAL = 2
    HIGH = 3


@dataclass(frozen=True, slots=True)
class Identity:
    """One verified identity.

    `provider` and `subject` name the means of identification; `matricule` or `person_identifier`
    (eIDAS, such as `DE/LU/12345`) name the person, and at least one of them is known.
    """

    provider: str
    subject: str
    matricule: str | None
    person_identifier: str | None
    first_name: str
    last_name: str
    birth_date: date | None
    level_of_assurance: LevelOfAssurance
    email: str = ""

    def __post_init__(self) -> None:
        if not (self.matricule or self.person_identifier):
            raise ValueError("An identity needs a matricule or an eIDAS person identifier.")

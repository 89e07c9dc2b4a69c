"""Leave for family reasons. One entry per change; entries are never edited once in force."""

from dataclasses import dataclass
from datetime import date

from cns_portal.kernel.dated import Timeline
from incapacity.choices.counting import LeaveDay, LegalBasis

BASIS = LegalBasis.FAMILY_LEAVE
PAGES = (
    "CNS, “Congé pour raisons familiales” "
    "(cns.public.lu/en/employeur/arret-maladie-conges/conge-raisons-familiales.html); "
    "santesecu.public.lu/fr/espace-citoyen/departement-secu/assurance-maladie-maternite/"
    "conges-speciaux.html"
)


@dataclass(frozen=True, slots=True)
class Band:
    """Ages in full years, the first and the last included; days for the whole of them."""

    first_age: int
    last_age: int
    days: int
    only_in_hospital: bool = False


@dataclass(frozen=True, slots=True)
class FamilyLeave:
    """How many days a parent has for one child."""

    source: str
    bands: tuple[Band, ...]
    doubling: int
    """Days are multiplied by it while the special supplementary allowance is paid for the child
    (Social Security Code, article 274); then the last band has no last age."""
    leave_day: LeaveDay
    """Convention of the portal where nobody has stated the days. The law says "days" and allows
    half ones; a secondary source (drh.lu) says working days. Which days somebody would have
    worked, the employer knows: an agent decides."""
    longest_extension_weeks: int
    extension_reference_weeks: int


FAMILY_LEAVE = Timeline(
    (
        # The law of 15 December 2017 (Mémorial A 1082), in force from 1 January 2018.
        date(2018, 1, 1),
        FamilyLeave(
            source=f"{BASIS}; {PAGES}",
            bands=(Band(0, 3, 12), Band(4, 12, 18), Band(13, 17, 5, only_in_hospital=True)),
            doubling=2,
            leave_day=LeaveDay.WORKING,
            longest_extension_weeks=52,
            extension_reference_weeks=104,
        ),
    ),
)

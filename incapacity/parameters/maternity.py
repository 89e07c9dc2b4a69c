"""Maternity leave. One entry per change; entries are never edited once in force."""

from dataclasses import dataclass
from datetime import date

from cns_portal.kernel.dated import Timeline
from incapacity.choices.counting import LegalBasis

BASIS = LegalBasis.MATERNITY
PAGES = (
    "CNS, “Maternité, paternité” "
    "(cns.public.lu/en/employeur/maladie-accident-conges/maternite-paternite.html); "
    "guichet.public.lu/fr/citoyens/famille-education/parents/conges-naissance/conge-maternite.html"
)


@dataclass(frozen=True, slots=True)
class Maternity:
    """How long it lasts, and what the benefit depends on."""

    source: str
    weeks_before: int
    """Before the expected date of birth."""
    weeks_after: int
    """After the birth."""
    certificate_weeks: int
    """The certificate of the expected date is drawn up in the last weeks of the pregnancy; an
    earlier one is sent back."""
    months_insured: int
    months_looked_at: int
    """Before the leave: insured for so many of so many months."""


MATERNITY = Timeline(
    (
        # Twelve weeks after every birth: the law of 15 December 2017, from 1 January 2018.
        date(2018, 1, 1),
        Maternity(
            source=f"{BASIS}; {PAGES}",
            weeks_before=8,
            weeks_after=12,
            certificate_weeks=12,
            months_insured=6,
            months_looked_at=12,
        ),
    ),
)

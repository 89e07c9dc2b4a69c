"""Countries and what is agreed with them. One entry per change; entries are never edited."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cns_portal.kernel.dated import Timeline
from insured.choices.countries import Country

_CNS = "https://cns.public.lu"
PLANNED_CARE = (
    f"{_CNS}/en/assure/droits-demarches/protection-sociale-etranger/soins-programmes-etranger.html"
)
UNFORESEEN_CARE = (
    f"{_CNS}/en/assure/droits-demarches/protection-sociale-etranger/"
    "soins-non-programmes-etranger.html"
)
OUTSIDE_EUROPE = (
    f"{_CNS}/en/assure/vie-privee/a-etranger/traitement-etranger/pays-hors-ue-eee-suisse.html"
)
CROSS_BORDER_WORKERS = f"{_CNS}/fr/assure/vie-professionnelle/frontaliers/autres.html"


@dataclass(frozen=True)
class Agreements:
    """Which countries are bound to Luxembourg by what, besides Luxembourg itself."""

    source: str
    coordinated: frozenset[Country]
    """The EU and the EEA, and Switzerland: regulations (EC) 883/2004 and 987/2009."""
    residence_only: frozenset[Country]
    """Coordinated for residents and for unforeseen care, but not for planned care."""
    card_accepted: frozenset[Country]
    """Outside the above, but the European card is accepted by agreement."""
    stay_forms: Mapping[Country, str]
    """The form to order before a stay, by country."""
    order_days_before: int
    """How many days before leaving such a form should be ordered at the latest."""
    sent_by_itself: Mapping[Country, frozenset[str]]
    """Where the CNS sends S1 to the fund there by itself after an entry: the beginnings of the
    postcodes, by country (CNS, “Travailleur frontalier français”)."""
    arrives_within_days: int
    """When it has not arrived so long after the entry, one should ask for it."""


AGREEMENTS = Timeline(
    # The agreement with the United Kingdom is in force from this day; the pages name no other.
    (
        date(2021, 1, 1),
        Agreements(
            source=UNFORESEEN_CARE,
            coordinated=frozenset(
                Country(code)
                for code in (
                    *("AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR"),
                    *("HU", "IE", "IT", "LV", "LT", "MT", "NL", "PL", "PT", "RO", "SK", "SI"),
                    *("ES", "SE", "IS", "LI", "NO", "CH"),
                )
            ),
            residence_only=frozenset({Country.GB}),
            card_accepted=frozenset({Country.MK, Country.ME, Country.RS}),
            stay_forms={
                Country.BA: "LU/BiH 111",
                Country.CV: "LCV/5",
                Country.MA: "L/M 8",
                Country.TN: "T/L",
                Country.TR: "TR/L 3",
            },
            order_days_before=15,
            sent_by_itself={
                Country.FR: frozenset(
                    {"08", "10", "51", "52", "54", "55", "57", "67", "68", "88"},
                ),
            },
            arrives_within_days=15,
        ),
    ),
)

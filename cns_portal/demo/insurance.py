"""What the Centre commun has declared about the people of the demonstration.

Every employer is invented, and so are their numbers.
"""

from datetime import date, timedelta
from io import BytesIO

from cns_portal import clock
from cns_portal.demo.families import SOPHIES_MOTHER
from cns_portal.demo.people import PEOPLE
from cns_portal.kernel.matricule import with_check_digits
from insured.selectors import declarations as known
from insured.services import declarations
from insured.services.declarations import importing
from insured.services.declarations.applying import Row

DIGITAL = ("2014000017", "Exemple Digital s.a.")
ATELIER = ("2001000042", "Atelier Modèle s.à r.l.")
TRANSPORT = ("1998000005", "Transports Imaginaires s.à r.l.")
BUREAU = ("2009000031", "Bureau Inventé s.à r.l.")
CAFE = ("2016000023", "Café Fictif s.à r.l.")
STATE = ("1900000001", "Administration de la Démonstration")
NOBODY = ("", "")

FILE_NAME = "ccss-demonstration.csv"
_HEADER = (
    "number;movement;matricule;last_name;first_name;cover;fund;day;employer_number;employer_name"
)


def seed_declarations() -> int:
    """The declarations of everybody who is or was insured. Returns how many are new.

    Needs the people and Sophie's mother; may run again, on any day: what was declared once stays.
    """
    rows = [row for story in _stories() for row in story]
    there = known.known_numbers([row.number for row in rows])
    return declarations.apply([row for row in rows if row.number not in there]).new


def seed_import() -> bool:
    """A file that an agent has something to do about: two contradictions and a wrong line.

    Whether it is new.
    """
    lines = _contradicting_lines()
    if known.known_numbers([lines[0].split(";")[0]]):
        return False
    content = BytesIO("\n".join([_HEADER, *lines, ""]).encode())
    importing.go_on(importing.begin_or_go_on(content, name=FILE_NAME), content)
    return True


def _stories() -> list[list[Row]]:
    last_month = clock.today().replace(day=1) - timedelta(days=1)
    return [
        _job("marie", 1, ATELIER, date(2008, 3, 1), date(2015, 6, 30))
        + _job("marie", 3, DIGITAL, date(2015, 7, 1)),
        _job("luc", 1, TRANSPORT, date(2012, 2, 1)),
        _job("hans", 1, BUREAU, date(2019, 10, 1)),
        _job("josette", 1, ATELIER, date(1988, 1, 4), date(2011, 6, 30))
        + _job("josette", 3, NOBODY, date(2011, 7, 1), cover="pension"),
        _job("paul", 1, STATE, date(2000, 9, 15), fund="cmfep"),
        _job("sophie", 1, CAFE, date(2023, 7, 15), date(2023, 8, 31)),
        _job("nuno", 1, CAFE, date(2023, 2, 1), last_month),
        _job("claire", 1, NOBODY, date(2013, 5, 1)),
        _job("elise", 1, DIGITAL, date(2020, 9, 1)),
        _job("odile", 1, BUREAU, date(2009, 4, 1)),
    ]


def _job(
    key: str,
    serial: int,
    employer: tuple[str, str],
    first: date,
    last: date | None = None,
    *,
    cover: str = "compulsory",
    fund: str = "cns",
) -> list[Row]:
    """The entry, and the exit if there is one."""
    matricule, first_name, last_name = _whose(key)
    return [
        Row(
            line=0,
            number=f"DEMO-{key}-{serial + offset}",
            movement=movement,
            matricule=matricule,
            last_name=last_name,
            first_name=first_name,
            cover=cover,
            fund=fund,
            day=day,
            employer_number=employer[0],
            employer_name=employer[1],
        )
        for offset, (movement, day) in enumerate((("entry", first), ("exit", last)))
        if day is not None
    ]


def _whose(key: str) -> tuple[str, str, str]:
    if key == "odile":
        return SOPHIES_MOTHER, "Odile", "Prouf"
    person = next(person for person in PEOPLE if person.key == key)
    return person.matricule, person.first_name, person.last_name


def _contradicting_lines() -> list[str]:
    """Two exits of one person, an exit nobody entered for, and a matricule with a wrong digit."""
    twice, never = with_check_digits("19740310077"), with_check_digits("19890923061")
    wrong = f"{twice[:-1]}{(int(twice[-1]) + 1) % 10}"
    number, name = TRANSPORT
    end = f"{number};{name}"
    return [
        f"DEMO-F-1;entry;{twice};Doublon;Fernande;compulsory;cns;2019-01-01;{end}",
        f"DEMO-F-2;exit;{twice};Doublon;Fernande;compulsory;cns;2026-03-31;{end}",
        f"DEMO-F-3;exit;{twice};Doublon;Fernande;compulsory;cns;2026-06-30;{end}",
        f"DEMO-O-1;exit;{never};Orphelin;Octave;compulsory;cns;2026-05-31;{end}",
        f"DEMO-F-4;entry;{wrong};Doublon;Fernande;compulsory;cns;2026-09-01;{end}",
    ]

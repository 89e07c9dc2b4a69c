"""Declarations for tests, as rows of a file and as the file itself."""

from datetime import date, timedelta
from io import BytesIO

from cns_portal.kernel.matricule import with_check_digits
from insured.models import AffiliationPeriod, Declaration
from insured.rules.declaration_file import Row

NEW_YEAR = date(2026, 1, 1)
COLUMNS = (
    *("number", "movement", "matricule", "last_name", "first_name", "cover", "fund", "day"),
    *("employer_number", "employer_name"),
)


def day(number: int) -> date:
    """Day 0 is New Year."""
    return NEW_YEAR + timedelta(days=number)


def number_of(person: int) -> str:
    """The matricule of the invented person with this number; no factory gives it to anybody."""
    born = date(1930, 1, 1) + timedelta(days=person % 15_000)
    return with_check_digits(f"{born:%Y%m%d}{700 + person // 15_000:03d}")


def a_row(number="D-1", movement="entry", on=0, *, person=1, **fields) -> Row:
    """Somebody enters on New Year; `person` is a number that names them."""
    defaults = {
        "line": 2,
        "matricule": number_of(person),
        "last_name": "Muster",
        "first_name": "Anna",
        "cover": "compulsory",
        "fund": "cns",
        "employer_number": "A",
        "employer_name": "Atelier Modèle",
    }
    return Row(number=number, movement=movement, day=day(on), **(defaults | fields))


def periods_of(person) -> list[tuple]:
    """(cover, employer or who it is through, first day, last day), in days since New Year."""
    return [
        (
            period.cover,
            period.through_id or period.employer_number,
            (period.first_day - NEW_YEAR).days,
            period.last_day and (period.last_day - NEW_YEAR).days,
        )
        for period in AffiliationPeriod.objects.of(person).order_by("cover", "first_day")
    ]


def a_file(*rows: Row | bytes, header: str = ";".join(COLUMNS)) -> BytesIO:
    """The rows as a file; bytes stand in it as they are."""
    lines = [row if isinstance(row, bytes) else as_line(row) for row in rows]
    return BytesIO(b"\n".join([header.encode(), *lines, b""]))


def as_line(row: Row) -> bytes:
    return ";".join(str(getattr(row, name)) for name in COLUMNS).encode()


def everything() -> dict[str, list]:
    """What the declarations have made of the database, without keys and moments."""
    return {
        "declarations": sorted(
            Declaration.objects.values_list(
                "number",
                "person__matricule",
                "movement",
                "cover",
                "fund",
                "employer_number",
                "effective_on",
                "standing",
                "contradiction",
            )
        ),
        "periods": sorted(
            AffiliationPeriod.objects.values_list(
                "person__matricule",
                "cover",
                "first_day",
                "fund",
                "employer_number",
                "employer_name",
                "through__matricule",
                "last_day",
            ),
            key=repr,
        ),
    }

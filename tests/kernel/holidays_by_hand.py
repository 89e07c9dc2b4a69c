"""Luxembourg's public holidays worked out from the text of the law, without any library."""

from datetime import date, timedelta

FIXED = [(1, 1), (5, 1), (6, 23), (8, 15), (11, 1), (12, 25), (12, 26)]
EUROPE_DAY, EUROPE_DAY_SINCE = (5, 9), 2019
AFTER_EASTER = {"Easter Monday": 1, "Ascension": 39, "Whit Monday": 50}


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the rule of Meeus, Jones and Butcher)."""
    golden, century, rest = year % 19, year // 100, year % 100
    leap, part = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - moon + 15) % 30
    quarter, left = divmod(rest, 4)
    weekday = (32 + 2 * part + 2 * quarter - epact - left) % 7
    correction = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * correction + 114, 31)
    return date(year, month, day + 1)


def holidays(year: int) -> set[date]:
    """Every public holiday of the year."""
    fixed = FIXED + ([EUROPE_DAY] if year >= EUROPE_DAY_SINCE else [])
    return {date(year, month, day) for month, day in fixed} | {
        easter(year) + timedelta(days=days) for days in AFTER_EASTER.values()
    }

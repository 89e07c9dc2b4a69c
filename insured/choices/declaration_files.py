"""What can be wrong with a file of declarations, and with one of its lines."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Encoding(TextChoices):
    """How the letters of a file are written."""

    UTF_8 = "utf-8", "UTF-8"
    WINDOWS_1252 = "windows-1252", "Windows-1252"
    LATIN_9 = "iso-8859-15", "ISO 8859-15"


class FileProblem(TextChoices):
    """Why nothing at all is read from a file."""

    EMPTY = "empty", _("The file is empty.")
    NOT_TEXT = "not_text", _("This is not a text file in the encoding that was named.")
    NO_HEADER = (
        "no_header",
        _("The first line must name the columns. These are missing: {columns}."),
    )
    COLUMN_TWICE = "column_twice", _("The first line names a column twice: {columns}.")
    TOO_BIG = "too_big", _("The file is too big: at most {megabytes} MB can be uploaded.")


class LineProblem(TextChoices):
    """Why one line is not taken."""

    LINE_TOO_LONG = "line_too_long", _("The line is too long.")
    LINE_ENCODING = "line_encoding", _("The line holds bytes that are no letters of this encoding.")
    CONTROL_CHARACTER = "control_character", _("The line holds a control character.")
    QUOTES = "quotes", _("The quotation marks do not fit. A field cannot go over several lines.")
    COLUMN_COUNT = "column_count", _("The line has more or fewer fields than the first line.")
    MISSING = "missing", _("This field must not be empty.")
    TOO_LONG = "too_long", _("This field is too long.")
    NOT_A_NUMBER = (
        "not_a_number",
        _("Letters, digits, dots, dashes and slashes only, beginning with a letter or digit."),
    )
    NOT_KNOWN = "not_known", _("This is none of the words that are known for this field.")
    NOT_A_DAY = "not_a_day", _("This is no day written as YYYY-MM-DD.")
    DAY_OUT_OF_RANGE = "day_out_of_range", _("This day lies before 1900 or after 2099.")
    MATRICULE_DIGITS = "matricule_digits", _("A matricule has thirteen digits.")
    MATRICULE_DATE = "matricule_date", _("The matricule does not begin with a date.")
    MATRICULE_CHECK = "matricule_check", _("The check digits of the matricule are wrong.")

"""Files for spreadsheets: semicolons, because one with decimal commas expects them."""

import csv
import io
from collections.abc import Iterable

BYTE_ORDER_MARK = "\ufeff"
"""Spreadsheets read a file without it in the alphabet of their country."""

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(text: str) -> str:
    """Words that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(BEGINS_A_FORMULA) else text


def csv_line(cells: Iterable[object]) -> str:
    """One line of a file; nothing in it is a formula."""
    line = io.StringIO()
    csv.writer(line, delimiter=";", lineterminator="\r\n").writerow(
        harmless(str(cell)) for cell in cells
    )
    return line.getvalue()

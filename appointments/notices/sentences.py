"""A refusal as a person reads it, with its moments and days in the language of the moment."""

from datetime import date, datetime
from typing import Any

from django.utils import formats

from appointments.rules.booking import WhyNot
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused


def sentence(refused: Refused | WhyNot) -> str:
    """The sentence of a refusal; times are Luxembourg's."""
    reason = refused.reason if isinstance(refused, Refused) else refused.refusal
    words = {name: _localised(value) for name, value in refused.details.items()}
    label = str(reason.label)
    return label.format(**words) if words else label


def _localised(value: Any) -> str:
    if isinstance(value, datetime):
        return formats.date_format(civil_time.wall(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    return str(value)

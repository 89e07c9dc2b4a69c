"""What the copy of one's data says of requests: words for every kind, and no codes."""

import pytest
from django.utils import translation

from cns_portal.privacy import words
from incapacity.choices.asking import StayReason
from insured.choices import RequestKind
from insured.choices.family import TieEnd
from insured.models import Request


def said(kind: RequestKind, details: dict) -> str:
    with translation.override("en"):
        return words.of(Request).columns["details"](Request(kind=kind), details)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        *((RequestKind.STAY_ABROAD, reason) for reason in StayReason),
        *((RequestKind.END_CO_INSURANCE, reason) for reason in TieEnd),
    ],
)
def test_every_reason_of_a_request_is_said_in_words(kind, reason):
    with translation.override("en"):
        label = str(reason.label)
    assert said(kind, {"reason": str(reason)}) == f"Reason: {label}"


def test_what_was_stated_about_a_stay_abroad_is_in_it():
    stated = {"address": "Rua Nova 1", "telephone": "+351912345678", "because": "My sister is ill."}
    for value in stated.values():
        assert value in said(RequestKind.STAY_ABROAD, stated)

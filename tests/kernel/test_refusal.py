"""The exception that carries a sentence."""

from cns_portal.kernel.refusal import Refused


class Reason:
    value, label = "too_many", "At most {limit} are possible."


def test_the_details_fill_the_sentence():
    refused = Refused(Reason(), limit=3)
    assert refused.sentence == "At most 3 are possible."
    assert str(refused) == "too_many"


def test_without_details_the_label_is_the_sentence():
    assert Refused("plain").sentence == "plain"


def test_a_placeholder_may_have_any_name():
    assert Refused(Reason(), limit=3, reason="because").details == {"limit": 3, "reason": "because"}

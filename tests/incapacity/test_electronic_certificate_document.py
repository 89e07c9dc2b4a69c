"""docs/electronic-certificate.md says what the endpoint does: its examples and tables are tried."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from incapacity.choices.certificates import Cause, Sequel
from incapacity.choices.electronic import Answer, Problem
from incapacity.rules import electronic as rules
from incapacity.rules import message_fields
from incapacity.services import reading_messages, senders
from incapacity.views import ecit

DOCUMENT = (Path(settings.BASE_DIR) / "docs" / "electronic-certificate.md").read_text()
SIGNED_AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def blocks(language: str) -> list[str]:
    every = re.findall(r"^```(\w*)\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
    return [text for called, text in every if called == language]


def table(first_column: str) -> list[list[str]]:
    """The cells of the rows of the table whose head begins so; code without its marks."""
    head = DOCUMENT.index(f"| {first_column} |")
    lines = DOCUMENT[head:].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip().replace("`", "") for cell in line.split("|")[1:-1]] for line in lines]


EXAMPLES = [json.loads(text) for text in blocks("json")]
MESSAGE = EXAMPLES[0]
CERTIFICATES = [MESSAGE["certificate"], *(one for one in EXAMPLES if "cause" in one)]
PLAIN = blocks("")
KEY = next(text for text in PLAIN if "PUBLIC KEY" in text)
SIGNED = next(text for text in PLAIN if text.startswith("ey")).strip()


# -- the examples ---------------------------------------------------------------------------------


def test_the_message_is_read_as_it_stands():
    read = rules.message(MESSAGE, sender="praxis-beispill", audience=MESSAGE["aud"])
    assert read.problems == ()
    assert read.value.signed_at == SIGNED_AT
    assert rules.why_not_now(read.value.signed_at, now=SIGNED_AT) is None


@pytest.mark.parametrize("raw", CERTIFICATES, ids=lambda raw: raw["cause"])
def test_each_certificate_is_read_as_it_stands(raw):
    assert rules.certificate(raw, now=SIGNED_AT).problems == ()


def test_there_is_an_example_of_each_kind():
    assert {raw["cause"] for raw in CERTIFICATES} == set(Cause) - {Cause.ACCIDENT}


def test_the_signed_message_is_the_message():
    assert reading_messages.opened(SIGNED.encode(), public_key=KEY) == MESSAGE


def test_the_program_signs_as_the_document_says():
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    from tests.incapacity.ecit_messages import pem

    (program,) = blocks("python")
    key, names = Ed25519PrivateKey.generate(), {}
    exec(program, names)  # the text of our own document
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    signed = names["sign"](MESSAGE, text)
    assert reading_messages.opened(signed.encode(), public_key=pem(key)) == MESSAGE


def test_the_header_is_the_one_that_is_accepted():
    (header,) = set(re.findall(r'`(\{"alg".*?\})`', DOCUMENT))
    assert json.loads(header) == reading_messages.HEADER


def test_the_example_of_an_answer_can_be_had():
    (answer,) = [one for one in EXAMPLES if "problems" in one]
    assert answer["code"] == Answer.INVALID
    assert answer["status"] == ecit.STATUS[Answer.INVALID]
    for one in answer["problems"]:
        assert one["problem"] in set(Problem)


# -- the tables -----------------------------------------------------------------------------------


def test_every_answer_stands_in_the_table_with_its_status():
    rows = {row[1]: row[0] for row in table("Status") if row[1]}
    assert rows == {answer.value: str(ecit.STATUS[answer].value) for answer in Answer}


def test_every_problem_stands_in_the_table():
    assert {row[0] for row in table("`problem`")} == set(Problem)


def test_every_field_of_the_message_stands_in_the_table():
    assert [row[0] for row in table("Field")] == list(MESSAGE)


def test_every_field_of_a_certificate_stands_in_the_table(monkeypatch):
    """What the rule reads is what the document describes; nothing more, nothing less."""
    asked = set()
    through = message_fields.Fields._typed

    def listening(self, name, kind, required):
        if self.at == "certificate":
            asked.add(name)
        return through(self, name, kind, required)

    monkeypatch.setattr(message_fields.Fields, "_typed", listening)
    for raw in (*CERTIFICATES, {"stay": {}, "child": {}}):
        rules.certificate(raw, now=SIGNED_AT)
    described = {
        name.strip() for row in table("Field of `certificate`") for name in row[0].split(",")
    }
    assert described == asked


def test_the_words_are_those_of_the_choices():
    cells = {row[0]: row[2] for row in table("Field of `certificate`")}
    assert set(re.findall(r"\b[a-z]+\b", cells["sequel"])) - {"or"} == set(Sequel)
    for cause in Cause:
        assert cause in cells["cause"]
    for part in (*rules.STAY, "country"):
        assert part in cells["stay"]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("16 KiB", ecit.MOST_BYTES == 16 * 1024),
        ("the last 24 hours", timedelta(hours=24) == rules.SIGNED_WITHIN),
        ("5 minutes\nahead", timedelta(minutes=5) == rules.SKEW),
        ("For seven days both pairs", timedelta(days=7) == senders.GOES_ON),
        ("After 30 tries a minute", ecit.STRANGERS == 30),
        ("60 unknown people an hour", ecit.FAILED == 60),
        ("300 messages a minute", ecit.MESSAGES == 300),
    ],
)
def test_the_numbers_are_those_of_the_rules(said, meant):
    assert said in DOCUMENT
    assert meant

"""What is hidden in a log, and what is not."""

import multiprocessing

import pytest

from cns_portal.kernel.redaction import redacted
from tests.factories import some_matricule

TOKEN = "c29tZXRoaW5nLXNpZ25lZC1mb3Itc29tZWJvZHk.9zQ-signature_of_it"
ROW = "0b1c4c1e-6d3a-4b57-9d43-6f0e9a4a2f11"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"Not Found: /a/{TOKEN}/", "Not Found: /a/…/"),
        (f"GET /a/{TOKEN}/video/?x=1 HTTP/1.1", "GET /a/…/video/?x=1 HTTP/1.1"),
        (f'"https://cns.example/a/{TOKEN}" 200', '"https://cns.example/a/…" 200'),
        (f"Not Found: /data-request/{TOKEN}/", "Not Found: /data-request/…/"),
        (
            f'"https://cns.example/data-request/{TOKEN}" 200',
            '"https://cns.example/data-request/…" 200',
        ),
        (
            f"GET /en/espace/data/email/{'k' * 43}/ HTTP/1.1",
            "GET /en/espace/data/email/…/ HTTP/1.1",
        ),
        (
            f"?next=%2Fen%2Fespace%2Fdata%2Femail%2F{'k' * 43}%2F",
            "?next=%2Fen%2Fespace%2Fdata%2Femail%2F…%2F",
        ),
        ("Too Many Requests: /verify/ED4TP5EFEVP5C4RE/", "Too Many Requests: /verify/…/"),
        ("GET /verify/?code=ED4T+P5EF+EVP5+C4RE HTTP/1.1", "GET /verify/?code=… HTTP/1.1"),
        (f"/en/appointments/sent/{ROW}/", "/en/appointments/sent/…/"),
        (f"/a/{TOKEN}/{ROW.upper()}", "/a/…/…"),
        ("delivery to vera.visitor+cns@people.example failed", "delivery to … failed"),
        ("?q=vera%40people.example&p=1", "?q=…&p=1"),
        ("the account LU28 0019 4006 4475 0000.", "the account …."),
        ("the account LU280019400644750000.", "the account …."),
        (
            "DETAIL:  Failing row contains (7, lu, Dr Vera\n\nVisitor, null).\n\n\nThe above "
            "exception was the direct cause of the following exception:",
            "DETAIL:  Failing row contains (…\n\n\nThe above "
            "exception was the direct cause of the following exception:",
        ),
        ("Failing row contains (7, Vera, null).", "Failing row contains (…"),
        (
            "DETAIL:  Key (last_name)=(Vera = Visitor) already exists.",
            "DETAIL:  Key (last_name)=(…) already exists.",
        ),
        (
            "Key (child_id)=(7) is still referenced from table",
            "Key (child_id)=(…) is still referenced from table",
        ),
    ],
)
def test_keys_and_names_are_hidden(text, left):
    assert redacted(text) == left


@pytest.mark.parametrize("gap", ["", " ", ".", "+", "%20"])
def test_a_matricule_is_hidden_however_it_is_written(gap):
    number = some_matricule(7)
    written = gap.join([number[:4], number[4:6], number[6:8], number[8:11], number[11:]])
    assert redacted(f"/admin/?q={written}") == "/admin/?q=…"


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21 18:05:12,123 INFO celery.worker 4711 records",
        f"Task inbox.deliver[{ROW}] succeeded in 0.012s",
        "GET /en/appointments/new/ HTTP/1.1 200 1763748312345",
        "The holding documents.unused: 12 records past their time.",
    ],
)
def test_the_rest_stays(text):
    assert redacted(text) == text


def test_a_long_address_does_not_keep_the_log_busy():
    """A search that goes back again and again would need hours: it is given a minute."""
    endless = "a." * 100_000 + " " + "A" * 100_000 + " " + "1" * 100_000
    reader = multiprocessing.get_context("fork").Process(target=redacted, args=(endless,))
    reader.start()
    reader.join(60)
    reader.kill()
    assert reader.exitcode == 0

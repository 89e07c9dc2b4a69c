"""Logs are read by many: no key to a page and no name of a person is written to them."""

import logging
import runpy
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from gunicorn.config import Config

from cns_portal.web.logs import Redacting
from tests.architecture.addresses import addresses, url

TOKEN = "c29tZXRoaW5nLXNpZ25lZA.9zQ-signature"


def record(message: str, *args, error: Exception | None = None) -> logging.LogRecord:
    exc_info = (type(error), error, None) if error else None
    return logging.LogRecord("x", logging.WARNING, __file__, 1, message, args, exc_info)


def written(entry: logging.LogRecord) -> str:
    assert Redacting().filter(entry)
    return logging.Formatter().format(entry)


def test_every_handler_redacts():
    filters = settings.LOGGING["filters"]
    for handler in settings.LOGGING["handlers"].values():
        assert [filters[name]["()"] for name in handler["filters"]] == [
            f"{Redacting.__module__}.{Redacting.__name__}"
        ]


def test_arguments_and_tracebacks_are_redacted_too():
    error = ValueError("vera@people.example is no address")
    text = written(record("Not Found: %s", f"/a/{TOKEN}/", error=error))
    assert "Not Found: /a/…/" in text
    assert "ValueError: … is no address" in text


def test_a_record_whose_arguments_do_not_fit_is_left_to_its_handler():
    assert Redacting().filter(record("%s and %s", "one"))


OPENING = [one for one in addresses() if {"token", "code"} & set(one.identifiers)]
"""The addresses with something in them that opens what is behind."""


@pytest.mark.parametrize("address", OPENING, ids=lambda one: one.name)
def test_no_address_that_opens_something_is_written_to_a_log(address):
    opened = url(address, dict.fromkeys(address.identifiers, TOKEN))
    assert TOKEN in opened
    text = written(record('"GET %s HTTP/1.1" 200 "https://cns.example%s"', opened, opened))
    assert TOKEN not in text


@pytest.mark.django_db
def test_what_django_says_about_a_page_that_is_not_there(client, caplog):
    client.get(f"/a/{TOKEN}/nothing/")
    told = [entry for entry in caplog.records if entry.name == "django.request"]
    assert told
    assert any(TOKEN in entry.getMessage() for entry in told), "nothing to redact"
    assert not any(TOKEN in written(entry) for entry in told)


def test_the_access_log_of_the_web_server_has_no_token(tmp_path):
    logger_class = runpy.run_path(str(Path(settings.BASE_DIR) / "gunicorn.conf.py"))["logger_class"]
    config = Config()
    config.set("accesslog", str(tmp_path / "access.log"))
    logger = logger_class(config)
    request = SimpleNamespace(headers=[("REFERER", f"https://cns.example/a/{TOKEN}/")])
    response = SimpleNamespace(status="200 OK", sent=1, headers=[])
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": f"/a/{TOKEN}/video/",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": f"https://cns.example/a/{TOKEN}/",
    }
    try:
        logger.access(response, request, environ, timedelta(seconds=1))
        line = (tmp_path / "access.log").read_text()
    finally:
        for handler in list(logger.access_log.handlers):
            logger.access_log.removeHandler(handler)
            handler.close()
    assert '"GET /a/…/video/ HTTP/1.1" 200' in line
    assert TOKEN not in line


def test_the_image_holds_the_configuration_of_the_web_server():
    kept = (Path(settings.BASE_DIR) / ".dockerignore").read_text().splitlines()
    assert "!gunicorn.conf.py" in kept

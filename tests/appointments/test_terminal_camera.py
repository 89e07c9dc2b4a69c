"""The terminal's camera: frames that are read and forgotten, from the terminal's own page only."""

import json
import re

import pytest
from django.test import Client

from appointments.models import Visit
from cns_portal.pdf import scanning
from tests.appointments.entrance import AtTheDevice, address
from tests.appointments.test_terminal_pages import due, terminal
from tests.pdf.test_scanning import jpeg, photo_of

pytestmark = pytest.mark.django_db
__all__ = ["due", "terminal"]


def test_the_camera_is_allowed_here_and_nowhere_else(terminal, client):
    for answer in (terminal.client.get(terminal.page), terminal.show("nobody's")):
        assert "camera=(self)" in answer["Permissions-Policy"]
        assert "microphone=()" in answer["Permissions-Policy"]
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
    for path in ("/en/", "/terminal/nowhere/", address(terminal.agency, "display/")):
        assert "camera=()" in client.get(path)["Permissions-Policy"]


def send_frame(terminal, picture: bytes, **headers):
    return terminal.client.post(
        address(terminal.agency, "frame"), picture, content_type="image/jpeg", **headers
    )


def test_a_frame_tells_the_code_in_it_and_changes_nothing(terminal, due, settings):
    code = due().check_in_code
    answer = send_frame(terminal, jpeg(photo_of(code)))
    assert json.loads(answer.content) == {"code": code}
    assert not Visit.objects.exists()
    assert json.loads(send_frame(terminal, b"no picture").content) == {"code": ""}


def test_a_frame_that_is_too_large_is_not_read(terminal):
    assert send_frame(terminal, b"\xff" * (scanning.MOST_BYTES + 1)).status_code == 413


def test_more_frames_than_a_terminal_sends_are_refused(terminal, monkeypatch):
    monkeypatch.setattr("appointments.views.terminal.FRAMES", 3)
    codes_of = [send_frame(terminal, b"x").status_code for _ in range(4)]
    assert codes_of == [200, 200, 200, 429]


def test_a_stranger_has_neither_camera_nor_answer(agency, due, client):
    appointment = due()
    frame = client.post(address(agency, "frame"), b"", content_type="image/jpeg")
    assert frame.status_code == 403
    assert client.get(address(agency, "alive")).status_code == 403
    shown = client.post(address(agency), {"code": appointment.check_in_code})
    assert "screen" not in shown.context
    appointment.refresh_from_db()
    assert appointment.status == "confirmed"


def test_another_site_cannot_press_the_buttons(agency, due):
    terminal = AtTheDevice(agency)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = terminal.client.cookies
    assert strict.post(terminal.page, {"code": due().check_in_code}).status_code == 403
    frame = strict.post(address(agency, "frame"), b"", content_type="image/jpeg")
    assert frame.status_code == 403
    html = strict.get(terminal.page).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)[1]
    frame = strict.post(
        address(agency, "frame"), b"x", content_type="image/jpeg", headers={"X-CSRFToken": token}
    )
    assert frame.status_code == 200

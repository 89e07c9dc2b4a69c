"""Camera and microphone are closed unless a view opens them."""

import pytest
from django.http import HttpResponse

from cns_portal.web.permissions import HEADER, allows, policy, take_in


def parts(header: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in header.split(", "))


def test_everything_is_closed():
    assert set(parts(policy()).values()) == {"()"}
    assert {"camera", "microphone", "geolocation"} <= set(parts(policy()))


def test_a_view_opens_what_it_names_for_this_portal_alone(rf):
    @allows("camera", "microphone")
    def view(request):
        return HttpResponse()

    opened = parts(view(rf.get("/"))[HEADER])
    assert opened["camera"] == opened["microphone"] == "(self)"
    assert opened["geolocation"] == "()"


def test_what_is_not_closed_cannot_be_opened():
    with pytest.raises(ValueError, match="teleport"):
        allows("teleport")


def test_another_site_is_taken_in_by_name():
    response = take_in(HttpResponse(), "https://rooms.example", features=["camera"])
    assert parts(response[HEADER])["camera"] == '(self "https://rooms.example")'
    assert parts(response[HEADER])["microphone"] == "()"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/en/", "/en/legal-notice/", "/healthz", "/nowhere/"])
def test_every_answer_carries_the_closed_policy(client, address):
    assert client.get(address)[HEADER] == policy()

"""A real identity provider on a free port, and somebody who signs in through it."""

import re
import threading
from urllib.parse import parse_qsl, urlsplit

import requests
from django.test import Client

from cns_portal.demo.identity_provider.provider import Provider
from cns_portal.demo.identity_provider.server import serve

CLIENT_ID, CLIENT_SECRET = "portal", "a-secret-for-tests"
CALLBACK = "/accounts/identity/eid/callback/"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


class RunningProvider:
    """The provider of the demonstration in a thread of its own."""

    def __init__(self) -> None:
        self.provider = Provider(
            issuer="",
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            redirect_uris=(f"http://testserver{CALLBACK}",),
        )
        self._server = serve(self.provider)
        self.provider.issuer = f"http://localhost:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def settings(self) -> dict:
        """What SOCIALACCOUNT_PROVIDERS must say to use it."""
        app = {
            "provider_id": "eid",
            "name": "LuxTrust, eID or eIDAS",
            "client_id": CLIENT_ID,
            "secret": CLIENT_SECRET,
            "settings": {
                "server_url": self.provider.issuer,
                "token_auth_method": "client_secret_basic",
            },
        }
        return {"electronic_identity": {"APPS": [app]}}


def start(client: Client, *, next_url: str = "") -> str:
    """Press the button in the portal; where it sends the browser."""
    data = {"next": next_url} if next_url else {}
    response = client.post("/accounts/identity/eid/login/", data)
    assert response.status_code == 302, response.content
    return response["Location"]


def choose(address: str, person: str) -> str:
    """Choose a person on the provider's page; where it sends the browser."""
    page = requests.get(address, timeout=60)
    assert page.status_code == 200, page.text
    data = dict(HIDDEN.findall(page.text)) | {"person": person}
    parts = urlsplit(address)
    answer = requests.post(
        f"{parts.scheme}://{parts.netloc}{parts.path}", data, allow_redirects=False, timeout=60
    )
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def come_back(client: Client, address: str):
    """Follow the provider's redirect into the portal."""
    parts = urlsplit(address)
    assert parts.netloc == "testserver"
    return client.get(parts.path, dict(parse_qsl(parts.query)))


def sign_in(client: Client, person: str, *, next_url: str = ""):
    """The whole way; the portal's answer to the callback."""
    return come_back(client, choose(start(client, next_url=next_url), person))

"""`make run`: the portal with everything it needs, on this machine."""

import http.client
import os
import secrets
import socket
import sys

from django.conf import settings
from django.core.management.base import BaseCommand

from appointments.choices import DeviceKind
from cns_portal import embedded
from cns_portal.demo import devices, running
from cns_portal.demo.people import AGENTS
from cns_portal.demo.today import AGENCY

HOST = "127.0.0.1"


class Command(BaseCommand):
    help = "Run the portal, its worker, its beat and the simulated identity provider together."
    requires_system_checks = ()

    def add_arguments(self, parser) -> None:
        parser.add_argument("--port", type=int, default=settings.PORT)

    def handle(self, *, port: int, **options) -> None:
        together = running.Together(
            folder=embedded.ROOT,
            logs=embedded.VAR / "log",
            environment=dict(os.environ),
            say=self._say,
        )
        try:
            together.claim(embedded.VAR / "running.json")
        except running.AlreadyRunning:
            raise SystemExit(
                f"The portal runs already with the data in {embedded.VAR}. Stop that one first."
            ) from None
        for number in (port, port + 1):
            _insist_on_free(number)
        self._say("Starting PostgreSQL and Redis ...")
        with embedded.borrowed() as addresses:
            together.environment |= _environment(port) | addresses
            try:
                last_words = self._run(together, port)
            finally:
                self._say("Stopping ...")
                together.end()
        if last_words:
            raise SystemExit(last_words)

    def _run(self, together: running.Together, port: int) -> str | None:
        manage = [sys.executable, "manage.py"]
        self._say("Preparing the database ...")
        together.run_once([*manage, "migrate", "--noinput"])
        together.run_once([*manage, "load_tariffs", "--lenient"])
        together.run_once([*manage, "load_content"])
        if settings.DEMO_MODE:
            self._say("Preparing the demonstration data ...")
            together.run_once([*manage, "seed_demo"])
            provider = running.argv(running.IDENTITY_PROVIDER)
            ports = ["--port", str(port + 1), "--portal-port", str(port)]
            together.start("identity-provider", [*provider, *ports])
        together.start("web", [*running.argv(running.WEB), "--bind", f"{HOST}:{port}"])
        together.start("worker", running.argv(running.WORKER))
        together.start("beat", running.argv(running.BEAT))
        self._say("Starting the portal ...")
        return together.watch(
            on_ready=lambda: self._welcome(port),
            ready=lambda: _is_ready(port),
            revive=embedded.start_again,
        )

    def _welcome(self, port: int) -> None:
        lines = ["", "=" * 78, f"  The portal is ready:   http://localhost:{port}/", ""]
        if settings.DEMO_MODE:
            lines += [
                "  The insured:   choose “Sign in” and then a person of the simulated identity",
                "                 provider. No password; every person is invented.",
                f"  Agents:        http://localhost:{port}/admin/",
                *_agents(),
                "                 The page after the password shows the code of the second factor.",
                "  The day:       at Esch-sur-Alzette somebody is served, called, waiting, late;",
                "                 Josette Fiktiv is expected soon, and a video call of Claire",
                "                 Fantasie begins in minutes (a visitor’s too: see the e-mails).",
                *_devices(port),
                "",
            ]
        lines += [
            f"  E-mails:       {embedded.VAR / 'mail'}",
            f"  Logs:          {embedded.VAR / 'log'}",
            "  Stop:          Ctrl-C (the data stays)",
            "=" * 78,
        ]
        self._say("\n".join(lines))

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _agents() -> list[str]:
    width = max(len(agent.username) for agent in AGENTS)
    return [
        f"                 {agent.username:<{width}}   password  {agent.password}"
        for agent in AGENTS
    ]


def _devices(port: int) -> list[str]:
    """Where terminal and display are, and what they ask for once."""
    addresses = ((DeviceKind.TERMINAL, ""), (DeviceKind.DISPLAY, "display/"))
    return [
        line
        for kind, end in addresses
        for line in (
            f"  {kind.value.capitalize() + ':':<14} http://localhost:{port}/terminal/{AGENCY}/{end}",
            f"                 token  {devices.token(kind, AGENCY)}",
        )
    ]


def _environment(port: int) -> dict[str, str]:
    """What every program must agree on; what the environment says already stays."""
    defaults = {
        "DJANGO_SETTINGS_MODULE": "cns_portal.settings.development",
        "PORT": str(port),
        "SITE_URL": f"http://localhost:{port}",
        "PYTHONUNBUFFERED": "1",
    }
    if settings.DEMO_MODE:
        defaults |= {
            "OIDC_SERVER_URL": f"http://localhost:{port + 1}",
            "OIDC_CLIENT_ID": "cns-portal",
            "OIDC_CLIENT_SECRET": secrets.token_urlsafe(32),
        }
    return {name: os.environ.get(name) or value for name, value in defaults.items()}


def _insist_on_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise SystemExit(
                f"Port {port} is taken (the portal needs two in a row). Stop the program that uses "
                "it, or choose others: make run PORT=8010"
            ) from None


def _is_ready(port: int) -> bool:
    asking = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        asking.request("GET", "/readyz", headers={"Host": f"localhost:{port}"})
        return asking.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()

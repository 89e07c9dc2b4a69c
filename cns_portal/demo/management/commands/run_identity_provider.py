"""`manage.py run_identity_provider --port 8001`: the simulated identity provider."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cns_portal.demo.identity_provider.provider import Provider
from cns_portal.demo.identity_provider.server import serve

CALLBACK = "/accounts/identity/{provider_id}/callback/"


class Command(BaseCommand):
    help = "Runs a simulated identity provider (OpenID Connect) for the demonstration."
    requires_system_checks = ()

    def add_arguments(self, parser) -> None:
        parser.add_argument("--port", type=int, default=settings.PORT + 1)
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument(
            "--portal-port", type=int, default=settings.PORT, help="where the portal listens"
        )

    def handle(self, *, host: str, port: int, portal_port: int, **options) -> None:
        if not settings.DEMO_MODE:
            raise CommandError("The simulated identity provider runs in DEMO_MODE only.")
        if not (settings.OIDC_CLIENT_ID and settings.OIDC_CLIENT_SECRET):
            raise CommandError("OIDC_CLIENT_ID and OIDC_CLIENT_SECRET must be set.")
        provider = Provider(
            issuer=(settings.OIDC_SERVER_URL or f"http://localhost:{port}").rstrip("/"),
            client_id=settings.OIDC_CLIENT_ID,
            client_secret=settings.OIDC_CLIENT_SECRET,
            redirect_uris=redirect_uris(portal_port),
        )
        server = serve(provider, host=host, port=port)
        self.stdout.write(f"Simulated identity provider: {provider.issuer}")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            server.server_close()


def redirect_uris(portal_port: int) -> tuple[str, ...]:
    """The portal's callback under each name a browser may know it by."""
    callback = CALLBACK.format(provider_id=settings.OIDC_PROVIDER_ID)
    site = urlsplit(settings.SITE_URL)
    origins = [f"http://{name}:{portal_port}" for name in ("localhost", "127.0.0.1", "[::1]")]
    origins.append(f"{site.scheme}://{site.netloc}")
    return tuple(dict.fromkeys(origin + callback for origin in origins))

"""The provider as a server of its own beside the portal."""

from collections.abc import Callable
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.test.utils import override_settings

from cns_portal.demo.identity_provider.provider import Provider

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.locale.LocaleMiddleware",
]


class ProviderHandler(WSGIHandler):
    """Django with the provider's addresses and none of the portal's sessions and cookies."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        super().__init__()

    def load_middleware(self, is_async: bool = False) -> None:
        with override_settings(MIDDLEWARE=MIDDLEWARE):
            super().load_middleware(is_async)

    def get_response(self, request: HttpRequest) -> HttpResponse:
        request.provider = self.provider
        request.urlconf = "cns_portal.demo.identity_provider.urls"
        return super().get_response(request)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    allow_reuse_address = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args) -> None:
        """Addresses carry codes: nothing is written."""


def application(provider: Provider) -> Callable:
    """The provider as a WSGI application, its stylesheet included."""
    return StaticFilesHandler(ProviderHandler(provider))


def serve(provider: Provider, *, host: str = "127.0.0.1", port: int = 0) -> _Server:
    """A server that is bound and waits for `serve_forever()`; port 0 takes a free one."""
    server = _Server((host, port), _Quiet)
    server.set_app(application(provider))
    return server

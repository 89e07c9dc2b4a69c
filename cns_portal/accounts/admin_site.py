"""The agents' door: no page of the admin without a second factor used in this session."""

from collections.abc import Callable
from dataclasses import dataclass

from allauth.account.internal.decorators import login_not_required
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLResolver, reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from cns_portal.accounts import second_factor

# Tables of allauth that hold seeds and tokens or are not used here: nobody reads them by hand.
NOT_FOR_AGENTS = frozenset({"account", "socialaccount", "mfa"})


@dataclass(frozen=True)
class Glance:
    """A number on the agents' first page, with the list it counts."""

    label: str
    count: int
    address: str


@dataclass(frozen=True)
class Page:
    """A page of a room that is no table: it stands first in the room's list."""

    app_label: str
    name: str
    url_name: str
    permission: str


class AgentAdminSite(AdminSite):
    """Django's admin; `admin.register` finds it as the default site."""

    site_header = _("CNS portal: agents")
    site_title = _("CNS agents")
    index_title = _("Today")

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self._glances: list[Callable[[HttpRequest], list[Glance]]] = []
        self._pages: list[Page] = []

    def register(self, model_or_iterable, admin_class=None, **options) -> None:
        models = (
            model_or_iterable
            if isinstance(model_or_iterable, (list, tuple))
            else (model_or_iterable,)
        )
        wanted = [model for model in models if model._meta.app_label not in NOT_FOR_AGENTS]
        super().register(wanted, admin_class, **options)

    def show_at_a_glance(self, ask: Callable[[HttpRequest], list[Glance]]) -> None:
        """A room's numbers for the first page; `ask` leaves out what the agent may not see."""
        self._glances.append(ask)

    def show_in_list(self, page: Page) -> None:
        """A page for the lists of what can be opened, for those who have its permission."""
        self._pages.append(page)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict]:
        """The rooms with their tables, and before them their pages."""
        rooms = super().get_app_list(request, app_label)
        for room in rooms:
            room["models"] = [
                *(_as_row(page) for page in self._pages_of(room["app_label"], request)),
                *room["models"],
            ]
        return rooms

    def _pages_of(self, app_label: str, request: HttpRequest) -> list[Page]:
        return [
            page
            for page in self._pages
            if page.app_label == app_label and request.user.has_perm(page.permission)
        ]

    def index(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """The rooms' numbers, then the list of what can be opened."""
        glances = [glance for ask in self._glances for glance in ask(request)]
        return super().index(request, {"glances": glances, **(extra_context or {})})

    def get_urls(self) -> list:
        urls = super().get_urls()
        _sends_to(reverse_lazy("admin:login"), urls)
        return urls

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and second_factor.was_used(request)

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """The admin has no password form of its own: this only says which step comes next."""
        if request.user.is_authenticated and not (request.user.is_staff and request.user.is_active):
            raise PermissionDenied
        wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
        if not url_has_allowed_host_and_scheme(
            wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        ):
            wanted = reverse("admin:index")
        if self.has_permission(request):
            return redirect(wanted)
        return redirect(f"{self._next_step(request)}?{urlencode({REDIRECT_FIELD_NAME: wanted})}")

    def _next_step(self, request: HttpRequest) -> str:
        if not request.user.is_authenticated:
            return reverse("agent_login")
        if not second_factor.is_set_up(request.user):
            return reverse("mfa_activate_totp")
        return reverse("mfa_reauthenticate")


def _as_row(page: Page) -> dict:
    """As the stock lists draw a table that is only read."""
    return {
        "name": page.name,
        "object_name": page.url_name.rpartition(":")[2],
        "admin_url": reverse(page.url_name),
        "add_url": None,
        "view_only": True,
        "perms": {"view": True},
    }


def _sends_to(login_url: str, patterns: list) -> None:
    """Tell LoginRequiredMiddleware where visitors of these pages sign in.

    Django says it for the site's own pages, not for those of the models.
    """
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            _sends_to(login_url, pattern.url_patterns)
        elif getattr(pattern.callback, "login_required", True):
            pattern.callback.login_url = login_url

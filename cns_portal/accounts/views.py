"""The pages of signing in: an electronic identity for the insured, two factors for agents."""

from allauth.account import views as account_views
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.base import views as mfa_views
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from requests import RequestException

from cns_portal.accounts import second_factor
from cns_portal.accounts.forms import AgentSignInForm, CodeAgainForm, CodeForm, PasswordForm
from cns_portal.accounts.provider import ElectronicIdentityOAuth2Adapter, ElectronicIdentityProvider

# -- The insured ----------------------------------------------------------------------------


@method_decorator([login_not_required, never_cache], name="dispatch")
class SignInView(TemplateView):
    """The choice of means. `?next=` is carried to the provider and back."""

    template_name = "account/login.html"

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        next_url = get_next_redirect_url(request)
        if request.user.is_authenticated:
            return redirect(next_url or resolve_url(account_home(request)))
        providers = [
            provider
            for provider in get_adapter().list_providers(request)
            if isinstance(provider, ElectronicIdentityProvider)
        ]
        agents = reverse("agent_login")
        return self.render_to_response(
            {
                "providers": providers,
                "next": next_url or "",
                "agents_url": f"{agents}?{urlencode({'next': next_url})}" if next_url else agents,
            }
        )


def account_home(request: HttpRequest) -> str:
    """Where an account goes that did not say where to."""
    from allauth.account.adapter import get_adapter as get_account_adapter

    return get_account_adapter(request).get_login_redirect_url(request)


@login_not_required
@require_POST
def electronic_identity_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send the person to the identity provider."""
    return _with_provider(OAuth2LoginView, request, provider_id)


@login_not_required
@never_cache
def electronic_identity_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The person returns with a code."""
    return _with_provider(OAuth2CallbackView, request, provider_id)


def _with_provider(view, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        return view.adapter_view(ElectronicIdentityOAuth2Adapter(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (RequestException, OAuth2Error, KeyError, ValueError):
        # allauth lets these pass when discovery fails: the provider is away or talks nonsense.
        return render(request, "socialaccount/unavailable.html", status=503)


# -- Agents ---------------------------------------------------------------------------------


class AgentSignInView(account_views.LoginView):
    """User name and password; the second factor follows."""

    template_name = "account/agent_login.html"
    form_class = AgentSignInForm


class ForAgents:
    """A page about passwords and second factors: an insured person has neither."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated and not request.user.is_staff:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class SecondFactorView(mfa_views.AuthenticateView):
    """The code after the password."""

    form_class = CodeForm

    def get_context_data(self, **kwargs) -> dict:
        account = self.stage.login.user
        return super().get_context_data(**kwargs) | {
            "demonstration": second_factor.demonstration_code(account)
        }


class SecondFactorAgainView(ForAgents, mfa_views.ReauthenticateView):
    """The code once more, for a session that has not shown it."""

    form_class = CodeAgainForm

    def form_valid(self, form) -> HttpResponse:
        self.request.session.cycle_key()  # this session may do more from here on
        return super().form_valid(form)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {
            "demonstration": second_factor.demonstration_code(self.request.user)
        }


class PasswordAgainView(ForAgents, account_views.ReauthenticateView):
    """The password once more, before the second factor is changed."""


class SetUpSecondFactorView(ForAgents, totp_views.ActivateTOTPView):
    """Scan, type the code: from then on the session counts as having used it."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_staff and second_factor.is_set_up(request.user):
            return redirect("mfa_index")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        self.request.session.cycle_key()
        authenticator = Authenticator.objects.get(
            user=self.request.user, type=Authenticator.Type.TOTP
        )
        record_authentication(
            self.request, self.request.user, "mfa", id=authenticator.pk, type="totp"
        )
        return response


class SecondFactorIndexView(ForAgents, mfa_views.IndexView):
    """What is set up."""


class RecoveryCodesView(ForAgents, recovery_views.ViewRecoveryCodesView):
    """The codes for the day the telephone is lost."""


class NewRecoveryCodesView(ForAgents, recovery_views.GenerateRecoveryCodesView):
    """Replace the codes."""


class PasswordChangeView(ForAgents, account_views.PasswordChangeView):
    """A new password."""

    form_class = PasswordForm

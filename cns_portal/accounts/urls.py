"""Addresses of signing in. The names are allauth's where allauth itself looks for them.

Registration, password reset by e-mail and the linking of accounts have no address: people come
with an electronic identity, and agents' passwords are given and reset by a supervisor.
"""

from allauth.account.views import account_inactive, logout
from django.urls import path

from cns_portal.accounts import views

urlpatterns = [
    path("login/", views.SignInView.as_view(), name="account_login"),
    path("logout/", logout, name="account_logout"),
    path("inactive/", account_inactive, name="account_inactive"),
    path(
        "identity/<slug:provider_id>/login/",
        views.electronic_identity_login,
        name="electronic_identity_login",
    ),
    path(
        "identity/<slug:provider_id>/callback/",
        views.electronic_identity_callback,
        name="electronic_identity_callback",
    ),
    path("agents/login/", views.AgentSignInView.as_view(), name="agent_login"),
    path("agents/again/", views.PasswordAgainView.as_view(), name="account_reauthenticate"),
    path("agents/password/", views.PasswordChangeView.as_view(), name="account_change_password"),
    path("agents/second-factor/", views.SecondFactorIndexView.as_view(), name="mfa_index"),
    path("agents/second-factor/code/", views.SecondFactorView.as_view(), name="mfa_authenticate"),
    path(
        "agents/second-factor/again/",
        views.SecondFactorAgainView.as_view(),
        name="mfa_reauthenticate",
    ),
    path(
        "agents/second-factor/set-up/",
        views.SetUpSecondFactorView.as_view(),
        name="mfa_activate_totp",
    ),
    path(
        "agents/recovery-codes/",
        views.RecoveryCodesView.as_view(),
        name="mfa_view_recovery_codes",
    ),
    path(
        "agents/recovery-codes/new/",
        views.NewRecoveryCodesView.as_view(),
        name="mfa_generate_recovery_codes",
    ),
]

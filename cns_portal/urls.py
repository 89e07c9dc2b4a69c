"""The table of contents of the site."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from cns_portal.home import health
from insured import urls as insured

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include("cns_portal.accounts.urls")),
    path("documents/", include("cns_portal.documents.urls")),
    path("admin/", admin.site.urls),
    path("", include("appointments.urls.fixed")),
    path("", include(insured.fixed)),
    *i18n_patterns(
        path("", include("cns_portal.home.urls")),
        path("", include("cns_portal.web.urls")),
        path("", include("insured.urls")),
        path("", include("appointments.urls.pages")),
        path("", include("reimbursements.urls")),
    ),
]

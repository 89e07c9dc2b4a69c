"""The table of contents of the site."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from cns_portal.home import health, maps, well_known
from cns_portal.rights import urls as rights
from incapacity import urls as incapacity
from insured import urls as insured

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path(".well-known/security.txt", well_known.security_txt, name="security_txt"),
    path("robots.txt", maps.robots_txt, name="robots_txt"),
    path("sitemap.xml", maps.sitemap_xml, name="sitemap_xml"),
    path("accounts/", include("cns_portal.accounts.urls")),
    path("documents/", include("cns_portal.documents.urls")),
    path("admin/", admin.site.urls),
    path("", include("appointments.urls.fixed")),
    path("", include(insured.fixed)),
    path("", include(incapacity.fixed)),
    path("", include(rights.fixed)),
    *i18n_patterns(
        path("", include("cns_portal.home.urls")),
        path("", include("cns_portal.web.urls")),
        path("", include("cns_portal.content.urls")),
        path("", include("cns_portal.contact.urls")),
        path("", include("cns_portal.rights.urls")),
        path("", include("insured.urls")),
        path("", include("appointments.urls.pages")),
        path("", include("reimbursements.urls")),
        path("", include("incapacity.urls")),
    ),
]

"""Addresses of the hall: below a language."""

from django.urls import path

from insured.views import (
    acting,
    co_insurance,
    co_insurance_sending,
    coverage,
    family_ends,
    family_sent,
    mandates,
    voluntary,
)

app_name = "insured"

urlpatterns = [
    path("espace/family/", coverage.Family.as_view(), name="family"),
    path("espace/family/lost-my-job/", coverage.LostJobPage.as_view(), name="lost_job"),
    path("espace/family/voluntary/", voluntary.Voluntary.as_view(), name="voluntary"),
    path("espace/family/add/", co_insurance.FamilyAdd.as_view(), name="family_add"),
    path("espace/family/add/person/", co_insurance.GiveMember.as_view(), name="family_add_member"),
    path("espace/family/add/facts/", co_insurance.GiveFacts.as_view(), name="family_add_facts"),
    path(
        "espace/family/add/documents/",
        co_insurance_sending.GiveDocuments.as_view(),
        name="family_add_documents",
    ),
    path(
        "espace/family/add/declaration/",
        co_insurance_sending.SwornDeclaration.as_view(),
        name="family_add_declaration",
    ),
    path(
        "espace/family/add/check/",
        co_insurance_sending.CheckAnswers.as_view(),
        name="family_add_check",
    ),
    path("espace/family/end/", family_ends.FamilyEnd.as_view(), name="family_end"),
    path("espace/family/remain/", family_ends.FamilyRemain.as_view(), name="family_remain"),
    path("espace/family/sent/", family_sent.FamilySent.as_view(), name="family_sent"),
    path("espace/open/", acting.OpenFile.as_view(), name="open_file"),
    path("espace/family/acting/", mandates.Acting.as_view(), name="acting"),
    path("espace/family/acting/new/", mandates.NewMandate.as_view(), name="mandate_new"),
    path("espace/family/acting/<uuid:public_id>/", mandates.OneMandate.as_view(), name="mandate"),
]

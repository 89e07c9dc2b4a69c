"""Addresses of the hall: below a language."""

from django.urls import path

from insured.views import (
    abroad,
    acting,
    bank,
    cards,
    co_insurance,
    co_insurance_sending,
    coverage,
    data,
    email_address,
    family_ends,
    family_sent,
    mandates,
    papers,
    verify,
    voluntary,
    where_covered,
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
    path("espace/family/papers/", papers.Papers.as_view(), name="papers"),
    path("espace/family/papers/order/", papers.OrderPaper.as_view(), name="paper_order"),
    path("espace/family/papers/<uuid:public_id>/", papers.PaperFile.as_view(), name="paper"),
    path("espace/family/abroad/", abroad.Abroad.as_view(), name="abroad"),
    path("espace/family/abroad/register/", abroad.Register.as_view(), name="abroad_register"),
    path("espace/family/abroad/care/", abroad.CareAbroad.as_view(), name="care_abroad"),
    path(
        "espace/family/abroad/<str:reference>/answer/",
        abroad.Answer.as_view(),
        name="abroad_answer",
    ),
    path("where-covered/", where_covered.WhereCovered.as_view(), name="where_covered"),
    path("espace/open/", acting.OpenFile.as_view(), name="open_file"),
    path("espace/family/acting/", mandates.Acting.as_view(), name="acting"),
    path("espace/family/acting/new/", mandates.NewMandate.as_view(), name="mandate_new"),
    path("espace/family/acting/<uuid:public_id>/", mandates.OneMandate.as_view(), name="mandate"),
    path("espace/data/", data.Data.as_view(), name="data"),
    path("espace/data/address/", data.Address.as_view(), name="data_address"),
    path("espace/data/reached/", data.Reached.as_view(), name="data_reached"),
    path("espace/data/email/", email_address.NewEmail.as_view(), name="data_email"),
    path(
        "espace/data/email/withdraw/",
        email_address.WithdrawEmail.as_view(),
        name="data_email_withdraw",
    ),
    path(
        "espace/data/email/<str:token>/",
        email_address.ConfirmEmail.as_view(),
        name="data_email_confirm",
    ),
    path("espace/data/bank/", bank.Bank.as_view(), name="data_bank"),
    path("espace/data/sessions/", data.Sessions.as_view(), name="data_sessions"),
    path("espace/data/looks/", data.Looks.as_view(), name="data_looks"),
    path("espace/cards/", cards.Cards.as_view(), name="cards"),
    path("espace/cards/order/", cards.OrderCard.as_view(), name="card_order"),
    path("espace/cards/<uuid:public_id>/lost/", cards.LostCard.as_view(), name="card_lost"),
    path(
        "espace/cards/<uuid:public_id>/missing/", cards.MissingCard.as_view(), name="card_missing"
    ),
    path(
        "espace/cards/<uuid:public_id>/arrived/", cards.ArrivedCard.as_view(), name="card_arrived"
    ),
    path(
        "espace/cards/<uuid:public_id>/returned/",
        cards.ReturnedCard.as_view(),
        name="card_returned",
    ),
]

fixed = (
    [
        path("verify/", verify.VerifyForm.as_view(), name="verify_form"),
        path("verify/<str:code>/", verify.Verify.as_view(), name="verify"),
    ],
    "insured_public",
)
"""Addresses without a language: what stands on paper."""

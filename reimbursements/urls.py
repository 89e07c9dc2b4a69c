"""Addresses of the room: below a language, one list a subject."""

from django.urls import path

from reimbursements.views import bills, drafts, how_we_calculate, listing, payees
from reimbursements.views import claims as claim_pages
from reimbursements.views import complementary as complementary_views
from reimbursements.views import pages as page_views
from reimbursements.views import statements as statement_pages
from reimbursements.views import year as year_views

app_name = "reimbursements"

# What a person sends: the list, the way to a claim, and taking it back.
sending = [
    path("espace/reimbursements/", listing.Reimbursements.as_view(), name="list"),
    path("espace/reimbursements/new/", listing.Begin.as_view(), name="new"),
    path("espace/reimbursements/drafts/<uuid:public_id>/", drafts.Draft.as_view(), name="draft"),
    path(
        "espace/reimbursements/drafts/<uuid:public_id>/check/",
        drafts.Check.as_view(),
        name="check",
    ),
    path("espace/reimbursements/bills/<uuid:public_id>/", bills.FillIn.as_view(), name="bill"),
    path(
        "espace/reimbursements/bills/<uuid:public_id>/estimate/",
        bills.EstimateBill.as_view(),
        name="estimate",
    ),
    path(
        "espace/reimbursements/bills/<uuid:public_id>/providers/",
        bills.SuggestProviders.as_view(),
        name="providers",
    ),
    path("espace/reimbursements/<uuid:public_id>/sent/", drafts.Sent.as_view(), name="sent"),
    path("espace/reimbursements/<uuid:public_id>/copy/", listing.BeginLike.as_view(), name="copy"),
]

# The files of a bill.
pages = [
    path(
        "espace/reimbursements/bills/<uuid:public_id>/pages/",
        page_views.Files.as_view(),
        name="bill_pages",
    ),
    path(
        "espace/reimbursements/bills/<uuid:public_id>/pages/<uuid:file>/",
        page_views.Picture.as_view(),
        name="bill_picture",
    ),
]

# A claim after it was sent, its statements, objections.
claims = [
    path(
        "espace/reimbursements/<uuid:public_id>/",
        claim_pages.OneClaim.as_view(),
        name="claim",
    ),
    path(
        "espace/reimbursements/statements/<uuid:public_id>/",
        statement_pages.OneStatement.as_view(),
        name="statement",
    ),
    path(
        "espace/reimbursements/statements/<uuid:public_id>/pdf/",
        statement_pages.StatementFile.as_view(),
        name="statement_pdf",
    ),
    path(
        "espace/reimbursements/statements/<uuid:public_id>/object/",
        statement_pages.ObjectToStatement.as_view(),
        name="object",
    ),
    path(
        "espace/reimbursements/statements/<uuid:public_id>/object/withdraw/",
        statement_pages.WithdrawObjection.as_view(),
        name="objection_withdraw",
    ),
]

# Money for the person: payees, payments.
payments = [
    path("espace/reimbursements/payee/", payees.Payees.as_view(), name="payees"),
    path("espace/reimbursements/payee/new/", payees.NewPayee.as_view(), name="payee_new"),
    path(
        "espace/reimbursements/payee/<uuid:public_id>/change/",
        payees.ChangePayee.as_view(),
        name="payee_change",
    ),
    path(
        "espace/reimbursements/payee/<uuid:public_id>/end/",
        payees.EndPayee.as_view(),
        name="payee_end",
    ),
]

# The year, and what it comes to.
year = [
    path("espace/reimbursements/year/", year_views.Year.as_view(), name="year"),
    path("espace/reimbursements/year/acts.csv", year_views.YearCsv.as_view(), name="year_csv"),
    path("espace/reimbursements/year/paper.pdf", year_views.YearPdf.as_view(), name="year_pdf"),
    path(
        "espace/reimbursements/complementary/",
        complementary_views.Complementary.as_view(),
        name="complementary",
    ),
]

# For everybody.
public = [
    path("how-we-calculate/", how_we_calculate.HowWeCalculate.as_view(), name="how"),
    path("how-we-calculate/acts/", how_we_calculate.HowActs.as_view(), name="how_acts"),
    path("how-we-calculate/changes/", how_we_calculate.HowChanges.as_view(), name="how_changes"),
]

# The more particular address first: a claim's is `espace/reimbursements/<uuid>/`.
urlpatterns = [*sending, *pages, *year, *payments, *claims, *public]

"""The pages that add somebody, end a co-insurance, and let it go on from 30."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from cns_portal import clock
from cns_portal.documents.models import Document
from insured.choices import Relation, TieEnd
from insured.choices.co_insurance import REMEDIES, Obstacle
from insured.models import Request
from tests.factories import AccountFactory, InsuredPersonFactory, some_matricule
from tests.insured.factories import GuardianshipFactory, MandateFactory, PeriodFactory
from tests.insured.families import child_of, co_insured, worker, years_ago

pytestmark = pytest.mark.django_db

PAGES = ("add", "add_member", "add_facts", "add_documents", "add_declaration", "add_check")
OTHERS = ("end", "remain", "sent")

WHO = {
    "first_name": "Nadia",
    "last_name": "Erdacht",
    "birth_date": "09/05/1987",
    "matricule": some_matricule(77, born="19870509"),
}
FACTS = {
    "union_lasts": "yes",
    "lives_here": "yes",
    "insured_here": "no",
    "insured_abroad": "no",
    "previous_cover": "none",
    "first_day": "01/10/2026",
}


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    settings.PRIVATE_ROOT = str(tmp_path / "private")


@pytest.fixture
def marie():
    return worker(first_name="Marie", last_name="Beispill")


@pytest.fixture
def mine(marie):
    return signed_in(marie)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def at(name: str) -> str:
    return reverse(f"insured:family_{name}")


def picture(name="paper.png") -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (40, 40), "white").save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), "image/png")


def to_the_documents(client, **facts):
    """A spouse, up to the documents."""
    client.post(at("add"), {"relation": Relation.SPOUSE})
    client.post(at("add_member"), WHO)
    return client.post(at("add_facts"), {**FACTS, **facts})


def add_file(client, kind="civil_status"):
    return client.post(at("add_documents"), {"add": "yes", "kind": kind, "file": picture()})


def to_the_check(client):
    to_the_documents(client)
    add_file(client, "civil_status")
    add_file(client, "residence")
    return client.post(at("add_documents"), {"continue": "yes"})


# -- before the form ---------------------------------------------------------------------------


def test_the_page_says_who_can_be_added_and_why_somebody_cannot(mine, marie):
    child_of(marie, number=1)
    co_insured(marie, first_name="Tom", relation=Relation.SPOUSE)
    html = mine.get(at("add")).content.decode()
    assert "Max" in html
    assert "Co-insured through you" in html
    for obstacle in (Obstacle.ANOTHER_SPOUSE, Obstacle.YOU_HAVE_A_SPOUSE):
        assert str(obstacle.label) in html
        assert str(REMEDIES[obstacle]) in html
    assert "Social Security Code, article 7, no. 1" in html
    assert 'value="own_child"' in html
    assert 'value="partner"' not in html  # no button for what is closed


def test_without_insurance_nobody_can_be_added_and_the_reason_stands_at_each():
    nobody = InsuredPersonFactory(signs_in=True)
    html = signed_in(nobody).get(at("add")).content.decode()
    assert html.count(str(Obstacle.NOT_INSURED.label)) == len(Relation)
    assert 'name="relation"' not in html


def test_whoever_lives_abroad_is_sent_to_the_form_s1():
    hans = worker(country="DE")
    html = signed_in(hans).get(at("add")).content.decode()
    assert "the fund of your country decides" in html
    assert "form S1" in html


@pytest.mark.parametrize(
    ("situation", "obstacle"),
    [("insured", Obstacle.INSURED_HERE), ("elsewhere", Obstacle.ALREADY_WITH_ANOTHER)],
)
def test_what_the_files_say_about_a_child(mine, marie, situation, obstacle):
    child = child_of(marie, born=years_ago(16))
    if situation == "insured":
        PeriodFactory(person=child)
    else:
        tie = co_insured(worker())
        tie.member = child
        tie.save()
    assert str(obstacle.label) in mine.get(at("add")).content.decode()
    # and the command says the same as the button
    answer = mine.post(at("add"), {"who": str(child.dossier.public_id)})
    assert answer.status_code == 404


@pytest.mark.parametrize("posted", [{"relation": "partner"}, {"relation": "cousin"}, {}])
def test_what_is_closed_cannot_be_begun(mine, marie, posted):
    co_insured(marie, relation=Relation.SPOUSE)
    assert mine.post(at("add"), posted).status_code == 404


def test_somebody_else_s_child_cannot_be_begun(mine):
    child = child_of(worker())
    assert mine.post(at("add"), {"who": str(child.dossier.public_id)}).status_code == 404


def test_the_page_costs_the_same_for_a_large_family(mine, marie, django_assert_num_queries):
    child_of(marie, number=1)
    co_insured(marie, birth_date=years_ago(3))
    with django_assert_num_queries(9):  # session, account, file; then the family
        mine.get(at("add"))
    for number in range(2, 7):
        child_of(marie, number=number)
        co_insured(marie, birth_date=years_ago(number))
    with django_assert_num_queries(9):
        mine.get(at("add"))


def test_while_a_spouse_is_asked_for_the_page_says_so_before_the_form(mine):
    to_the_check(mine)
    mine.post(at("add_check"))
    html = mine.get(at("add")).content.decode()
    assert html.count(str(Obstacle.REQUEST_WAITING.label)) == 2  # as spouse and as partner
    assert 'value="spouse"' not in html
    assert 'value="own_child"' in html
    assert mine.post(at("add"), {"relation": "partner"}).status_code == 404


def test_a_kind_of_child_that_is_none_spoils_no_page(mine, marie):
    child = child_of(marie)
    mine.post(at("add"), {"who": str(child.dossier.public_id)})
    assert mine.post(at("add_facts"), {"relation": "cousin"}).status_code == 200
    assert mine.get(at("add")).status_code == 200


# -- the way -----------------------------------------------------------------------------------


def test_the_whole_way_ends_in_a_request(mine, marie):
    assert to_the_check(mine).url == at("add_check")
    assert "Nadia Erdacht" in mine.get(at("add_check")).content.decode()
    assert mine.post(at("add_check")).url == at("sent")
    request = Request.objects.get()
    assert (request.person, request.documents.count()) == (marie, 2)
    assert request.procedure.reference in mine.get(at("sent")).content.decode()
    # The draft is gone, and a second click leads to the beginning, not to a second request.
    assert mine.post(at("add_check")).url == at("add")
    assert Request.objects.count() == 1


def test_wrong_input_keeps_what_was_typed(mine):
    mine.post(at("add"), {"relation": Relation.SPOUSE})
    answer = mine.post(at("add_member"), {**WHO, "birth_date": "31/02/1987"})
    assert "Enter a real date" in answer.content.decode()
    html = mine.get(at("add_member")).content.decode()
    assert 'value="Nadia"' in html
    assert 'value="31/02/1987"' in html


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("birth_date", "01/01/2099", "lies in the future"),
        ("birth_date", "01/01/1800", "Check the year of birth"),
        ("matricule", "1893120105733", "last two digits"),
        ("matricule", "1893120105732", "another date of birth"),
        ("first_name", "", "must be filled in"),
    ],
)
def test_what_cannot_be_true_about_a_person(mine, field, value, sentence):
    mine.post(at("add"), {"relation": Relation.SPOUSE})
    assert sentence in mine.post(at("add_member"), {**WHO, field: value}).content.decode()


def test_all_reasons_stand_on_the_form_and_the_answers_stay(mine):
    answer = to_the_documents(mine, insured_abroad="yes", union_lasts="no")
    html = answer.content.decode()
    for obstacle in (Obstacle.INSURED_ABROAD, Obstacle.UNION_IS_OVER):
        assert str(obstacle.label) in html
    assert "<title>Error:" in html
    for page in ("add_documents", "add_check"):
        assert mine.get(at(page)).url == at("add_facts")
    assert "checked" in mine.get(at("add_facts")).content.decode()


def test_what_decides_has_to_be_answered(mine):
    html = to_the_documents(mine, lives_here="", insured_here="").content.decode()
    assert html.count("Please answer this question: it decides.") >= 2


def test_an_exception_lets_an_agent_decide(mine):
    answer = to_the_documents(
        mine, lives_here="no", studies_away="no", serious_reasons="In hospital since May."
    )
    assert answer.url == at("add_documents")
    for kind in ("civil_status",):
        add_file(mine, kind)
    mine.post(at("add_documents"), {"continue": "yes"})
    assert "An exception is needed" in mine.get(at("add_check")).content.decode()


@pytest.mark.parametrize(
    ("facts", "document"),
    [
        ({"previous_cover": "luxembourg"}, "Notice of exit from the Centre commun"),
        ({"previous_cover": "abroad", "previous_country": "PT"}, "Form S041"),
        (
            {"previous_cover": "abroad_co_insured", "previous_country": "PT"},
            "Certificate of co-insurance of the fund",
        ),
        ({"previous_cover": "no_certificate"}, "Signed sworn declaration"),
    ],
)
def test_the_documents_follow_the_situation(mine, facts, document):
    to_the_documents(mine, **facts)
    assert document in mine.get(at("add_documents")).content.decode()


def test_the_country_of_an_insurance_abroad_is_asked(mine):
    html = to_the_documents(mine, previous_cover="abroad").content.decode()
    assert "Choose the country of the insurance." in html


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"first_day": "01/01/1980"}, "cannot begin before the person was born"),
        ({"first_day": "01/10/2206"}, "Check the year of this day"),
        (
            {"previous_cover": "abroad", "previous_country": "LU"},
            "Luxembourg is not another country",
        ),
    ],
)
def test_what_cannot_be_true_about_the_co_insurance(mine, facts, sentence):
    answer = to_the_documents(mine, **facts)
    assert answer.status_code == 200  # the documents are not asked for
    assert sentence in answer.content.decode()


def test_files_are_added_and_removed_again(mine, marie):
    to_the_documents(mine)
    assert add_file(mine).url == at("add_documents")
    document = Document.objects.get()
    assert (document.dossier, document.state) == (marie.dossier, "pending")
    html = mine.get(at("add_documents")).content.decode()
    assert "paper.png" in html
    mine.post(at("add_documents"), {"remove": str(document.public_id)})
    document.refresh_from_db()
    assert document.deleted_at is not None
    assert "paper.png" not in mine.get(at("add_documents")).content.decode()


def test_a_file_of_somebody_else_cannot_be_removed(mine, marie):
    to_the_documents(mine)
    other = signed_in(worker())
    to_the_documents(other)
    add_file(other)
    document = Document.objects.get()
    answer = mine.post(at("add_documents"), {"remove": str(document.public_id)})
    assert answer.status_code == 404
    document.refresh_from_db()
    assert document.deleted_at is None


def test_a_file_that_is_none_is_refused_at_once(mine):
    to_the_documents(mine)
    answer = mine.post(
        at("add_documents"),
        {
            "add": "yes",
            "kind": "civil_status",
            "file": SimpleUploadedFile("a.pdf", b"not a pdf", "application/pdf"),
        },
    )
    assert "is not what its name says" in answer.content.decode()
    assert not Document.objects.exists()


def test_a_rejected_file_does_not_count(mine):
    to_the_documents(mine)
    add_file(mine)
    add_file(mine, "residence")
    Document.objects.filter(purpose="co_insurance").update(
        state="rejected", rejection="virus", checked_at=clock.now()
    )
    html = mine.get(at("add_documents")).content.decode()
    assert "The file contains a virus." in html
    answer = mine.post(at("add_documents"), {"continue": "yes"})
    assert "Marriage certificate is missing." in answer.content.decode()
    assert mine.get(at("add_check")).url == at("add_documents")


def test_the_declaration_exists_where_it_is_needed_and_in_one_s_language(mine):
    to_the_documents(mine)
    assert mine.get(at("add_declaration")).status_code == 404
    to_the_documents(mine, previous_cover="no_certificate")
    answer = mine.get(at("add_declaration"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert "Nadia" not in answer["Content-Disposition"]


def test_a_child_on_file_is_not_asked_who_it_is(mine, marie):
    child = child_of(marie)
    mine.post(at("add"), {"who": str(child.dossier.public_id)})
    assert mine.get(at("add_member")).url == at("add_facts")
    facts = {
        "relation": "own_child",
        "tax_relief": "yes",
        "born_here": "yes",
        "lives_here": "yes",
        "insured_here": "no",
        "insured_abroad": "no",
        "previous_cover": "none",
        "first_day": "01/10/2026",
    }
    assert mine.post(at("add_facts"), facts).url == at("add_documents")
    assert "no documents are needed" in mine.get(at("add_documents")).content.decode()
    mine.post(at("add_documents"), {"continue": "yes"})
    assert mine.post(at("add_check")).url == at("sent")
    assert Request.objects.get().about == child
    # Now it is being checked, and the page says so instead of a button.
    assert str(Obstacle.REQUEST_WAITING.label) in mine.get(at("add")).content.decode()


def test_a_child_one_no_longer_acts_for_falls_out_of_the_draft(mine, marie):
    child = child_of(marie)
    mine.post(at("add"), {"who": str(child.dossier.public_id)})
    child.guardians.update(last_day=clock.today() - timedelta(days=1))
    assert mine.get(at("add_facts")).url == at("add")


def test_a_draft_can_be_gone_on_with_or_deleted(mine):
    to_the_documents(mine)
    add_file(mine)
    assert "You have begun a request" in mine.get(at("add")).content.decode()
    mine.post(at("add"), {"forget": "yes"})
    assert "You have begun a request" not in mine.get(at("add")).content.decode()
    assert Document.objects.get().deleted_at is not None


def test_another_file_has_another_draft(mine, marie):
    child = child_of(marie, born=years_ago(16))
    to_the_documents(mine)
    mine.post(reverse("insured:open_file"), {"file": str(child.dossier.public_id)})
    assert mine.get(at("add_facts")).url == at("add")
    mine.post(reverse("insured:open_file"), {"file": str(marie.dossier.public_id)})
    assert mine.get(at("add_facts")).status_code == 200


@pytest.mark.parametrize(
    ("revis", "sentence"),
    [
        ("", "Say what you know of the social inclusion income (REVIS); an agent decides."),
        ("1801.45", "The social inclusion income for one person is 1\xa0801.45\xa0€ a month."),
    ],
)
def test_the_amount_of_the_revis_is_shown_when_it_is_known(mine, settings, revis, sentence):
    settings.REVIS_ONE_PERSON = revis
    mine.post(at("add"), {"relation": Relation.OWN_CHILD})
    mine.post(at("add_member"), WHO)
    assert sentence in mine.get(at("add_facts")).content.decode()


# -- ending and remaining ----------------------------------------------------------------------


def test_a_separation_is_reported_on_a_page(mine, marie):
    tie = co_insured(marie, first_name="Tom", relation=Relation.SPOUSE)
    assert "Tom" in mine.get(at("end")).content.decode()
    yesterday = clock.today() - timedelta(days=1)
    said = {"tie": tie.pk, "reason": "separation", "last_day": f"{yesterday:%d/%m/%Y}"}
    tomorrow = {**said, "last_day": f"{clock.today() + timedelta(days=2):%d/%m/%Y}"}
    assert "not in the future" in mine.post(at("end"), tomorrow).content.decode()
    assert mine.post(at("end"), {**said, "file": picture()}).url == at("sent")
    request = Request.objects.get()
    assert (request.details["reason"], request.about) == ("separation", tie.member)
    assert request.documents.get().kind == "civil_status"
    assert "already sent such a request" in mine.post(at("end"), said).content.decode()


def test_nobody_ends_the_co_insurance_of_strangers(mine):
    tie = co_insured(worker(), relation=Relation.SPOUSE)
    html = mine.get(at("end")).content.decode()
    assert "There is no co-insurance to end" in html
    said = {"tie": tie.pk, "reason": "separation", "last_day": "01/10/2026"}
    assert mine.post(at("end"), said).status_code == 200
    assert not Request.objects.exists()


def test_remaining_is_asked_for_on_a_page(mine, marie):
    tie = co_insured(marie, first_name="Sophie", birth_date=years_ago(30, days=20))
    assert "Sophie" in mine.get(at("remain")).content.decode()
    answer = mine.post(at("remain"), {"tie": tie.pk})
    assert "Without one of both nobody remains" in answer.content.decode()
    said = {"tie": tie.pk, "grounds": ["studies"], "file": picture()}
    assert mine.post(at("remain"), said).url == at("sent")
    assert Request.objects.get().documents.get().kind == "studies"


def test_the_child_of_thirty_asks_from_their_own_file():
    tie = co_insured(worker(), signs_in=True, birth_date=years_ago(30, days=20))
    client = signed_in(tie.member)
    said = {"tie": tie.pk, "grounds": ["low_resources"]}
    assert client.post(at("remain"), said).url == at("sent")
    assert Request.objects.get().person == tie.member


def test_too_early_is_said_with_the_day(mine, marie):
    co_insured(marie, first_name="Lena", birth_date=years_ago(16))
    html = mine.get(at("remain")).content.decode()
    assert "There is nothing to ask for now" in html
    assert "from a few months before" in html


def test_a_tie_that_ended_at_thirty_can_still_be_asked_for(mine, marie):
    tie = co_insured(marie, birth_date=years_ago(30, days=-5))
    tie.last_day, tie.end_reason = clock.today() - timedelta(days=6), TieEnd.THIRTY
    tie.save()
    assert f'value="{tie.pk}"' in mine.get(at("remain")).content.decode()
    tie.end_reason = TieEnd.REQUEST
    tie.save()
    assert f'value="{tie.pk}"' not in mine.get(at("remain")).content.decode()


# -- who gets in -------------------------------------------------------------------------------


@pytest.mark.parametrize("page", [*PAGES, *OTHERS])
def test_a_visitor_signs_in_first(client, page):
    answer = client.get(at(page))
    assert answer.status_code == 302
    assert "/accounts/login/" in answer.url


@pytest.mark.parametrize("page", [*PAGES, *OTHERS])
def test_an_agent_has_no_family_here(client, page):
    client.force_login(AccountFactory(agent=True))
    assert client.get(at(page)).status_code == 403


@pytest.mark.parametrize("page", PAGES[1:])
def test_without_a_beginning_every_page_leads_there(mine, page):
    assert mine.get(at(page)).url == at("add")
    assert mine.get(at("sent")).url == reverse("insured:family")


def test_a_parent_adds_nothing_for_a_child_that_is_insured_through_somebody(mine, marie):
    """In the file of a child the page is open, and says that others come through main insured."""
    child = child_of(marie, born=years_ago(16))
    GuardianshipFactory(holder=worker(), child=child, first_day=child.birth_date)
    mine.post(reverse("insured:open_file"), {"file": str(child.dossier.public_id)})
    assert str(Obstacle.NOT_INSURED.label) in mine.get(at("add")).content.decode()


def test_whoever_holds_a_mandate_for_insurance_asks_and_both_are_named(marie):
    holder = worker(first_name="Tom", last_name="Modell")
    MandateFactory(grantor=marie, accepted=True, holder=holder, scopes=["insurance"])
    client = signed_in(holder)
    client.post(reverse("insured:open_file"), {"file": str(marie.dossier.public_id)})
    to_the_check(client)
    assert client.post(at("add_check")).url == at("sent")
    request = Request.objects.get()
    assert (request.person, request.sent_by) == (marie, holder.account)
    sent = request.procedure.events.get(what="request.sent")
    assert (sent.actor, sent.on_behalf_of) == (holder.account, "Marie Beispill")


def test_a_mandate_for_something_else_opens_none_of_these_pages(marie):
    holder = worker()
    MandateFactory(grantor=marie, accepted=True, holder=holder, scopes=["appointments"])
    client = signed_in(holder)
    client.post(reverse("insured:open_file"), {"file": str(marie.dossier.public_id)})
    for page in (*PAGES, *OTHERS):
        assert client.get(at(page)).status_code == 403

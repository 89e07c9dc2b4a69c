"""What readers think of a page: asked, kept without a trace of them, shown to editors."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import get_resolver

from cns_portal import clock, content
from cns_portal.content.choices.opinions import asking_pages
from cns_portal.content.models import PageOpinion
from cns_portal.content.presenters import opinions as presented
from cns_portal.content.privacy import Opinions
from cns_portal.content.selectors import opinions as selectors
from cns_portal.content.services.staff import ensure_editor_group
from cns_portal.web.spreadsheet import BYTE_ORDER_MARK
from tests.appointments.agents import window_of
from tests.architecture.test_views import OPEN
from tests.factories import AccountFactory, InsuredPersonFactory

pytestmark = pytest.mark.django_db

OPINION, THANKS = "/en/opinion/", "/en/opinion/thanks/"
LIST, PAGE, FILE = (f"/admin/content/pageopinion/{name}" for name in ("", "page/", "opinions.csv"))


def an_opinion(**said) -> dict:
    """What somebody sends from the foot of the page about contacts."""
    return {
        "found": "yes",
        "rating": "4",
        "comment": "Clear, thank you.",
        "page": "/en/contact/",
        "sent_key": str(uuid.uuid4()),
        **said,
    }


def kept(**columns) -> PageOpinion:
    columns = {
        "sent_key": uuid.uuid4(),
        "page": "/contact/",
        "language": "en",
        "found": True,
        "rating": 4,
        "given_on": clock.today(),
        **columns,
    }
    columns["has_comment"] = bool(columns.get("comment"))
    return PageOpinion.objects.create(**columns)


def an_editor() -> Client:
    account = AccountFactory(agent=True)
    account.groups.add(ensure_editor_group())
    return window_of(account)


@pytest.fixture(autouse=True)
def nobody_was_here_before(monkeypatch):
    """Each test begins without what earlier ones counted."""
    counted = {}

    def allows(key, *, limit, seconds):
        counted[key] = counted.get(key, 0) + 1
        return counted[key] <= limit

    monkeypatch.setattr("cns_portal.web.throttle.allows", allows)
    return counted


# -- asking ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page", ["contact/", "legal-notice/", "data-protection/", "where-covered/"]
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_public_page_asks_at_its_foot(client, page, language):
    shown = client.get(f"/{language}/{page}").content.decode()
    assert shown.count('id="opinion-title"') == 1
    assert f'action="/{language}/opinion/"' in shown
    assert f'value="/{language}/{page}"' in shown


def test_no_page_about_somebody_asks():
    person = InsuredPersonFactory(signs_in=True)
    client = Client()
    client.force_login(person.account)
    for page in ("espace/", "espace/procedures/", "contact/write/", "contact/status/"):
        assert b"opinion-title" not in client.get(f"/en/{page}").content, page


def test_only_pages_that_everybody_may_see_ask():
    """And every name that was declared is the name of a page."""
    by_name = {}

    def walk(patterns, way="", namespace=""):
        for one in patterns:
            here = way + str(one.pattern)
            if hasattr(one, "url_patterns"):
                inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
                walk(one.url_patterns, here, inner)
            else:
                by_name[f"{namespace}{one.name}"] = here.removeprefix("en/")

    walk(get_resolver().url_patterns)
    assert asking_pages() <= by_name.keys()
    assert {by_name[name] for name in asking_pages()} <= OPEN


def test_asking_costs_no_question_to_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert b"opinion-title" in client.get("/en/contact/").content


# -- keeping --------------------------------------------------------------------------------------


def test_an_opinion_is_kept_with_its_day_and_nothing_about_who_gave_it(client):
    answer = client.post(OPINION, an_opinion())
    assert (answer.status_code, answer["Location"]) == (302, THANKS)
    row = PageOpinion.objects.get()
    assert (row.page, row.language, row.found, row.rating) == ("/contact/", "en", True, 4)
    assert (row.comment, row.has_comment) == ("Clear, thank you.", True)
    assert row.given_on == clock.today()
    assert {field.name for field in PageOpinion._meta.fields} == {
        *("id", "sent_key", "page", "language", "found", "rating"),
        *("comment", "has_comment", "given_on"),
    }
    thanks = client.get(THANKS).content.decode()
    assert "zesumme-vereinfachen.lu" in thanks
    assert "/en/contact/write/" in thanks


def test_the_same_page_in_two_languages_is_one_page(client):
    client.post(OPINION, an_opinion())
    client.post("/fr/opinion/", an_opinion(page="/fr/contact/"))
    assert set(PageOpinion.objects.values_list("page", "language")) == {
        ("/contact/", "en"),
        ("/contact/", "fr"),
    }


def test_neither_a_session_nor_a_cookie_nor_an_address_is_left(client):
    answer = client.post(OPINION, an_opinion(), REMOTE_ADDR="203.0.113.77")
    assert set(answer.cookies) <= {"csrftoken"}
    assert "sessionid" not in client.cookies
    with connection.cursor() as cursor:
        cursor.execute("SELECT content_pageopinion::text FROM content_pageopinion")
        (row,) = cursor.fetchone()
    assert "203.0.113.77" not in row
    assert "Clear" not in row


def test_somebody_signed_in_is_not_remembered_either():
    person = InsuredPersonFactory(signs_in=True)
    client = Client()
    client.force_login(person.account)
    client.post(OPINION, an_opinion())
    keys = [field for field in PageOpinion._meta.fields if field.is_relation]
    assert PageOpinion.objects.count() == 1
    assert keys == []


def test_a_form_sent_twice_counts_once(client):
    said = an_opinion()
    assert [client.post(OPINION, said).status_code for _ in range(2)] == [302, 302]
    assert PageOpinion.objects.count() == 1


@pytest.mark.parametrize(
    ("number", "word"),
    [
        ("1985 04 12 031 76", "matricule"),
        ("LU28 0019 4006 4475 0000", "bank account"),
        ("621 123 456", "telephone"),
        ("vera@visitors.example", "e-mail address"),
    ],
)
def test_what_says_who_somebody_is_must_be_taken_out_and_is_not_kept(client, caplog, number, word):
    caplog.set_level("DEBUG")
    answer = client.post(OPINION, an_opinion(comment=f"Please answer {number}"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "please take out of your comment" in page
    assert word in page
    assert number in page  # still in the box, to be corrected
    assert not PageOpinion.objects.exists()
    assert number not in "".join(one.getMessage() for one in caplog.records)
    assert client.post(OPINION, an_opinion(comment="Please answer")).status_code == 302


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"found": ""}, "Say whether you found"),
        ({"found": "maybe"}, "maybe"),
        ({"rating": ""}, "Rate this page"),
        ({"rating": "6"}, "6"),
        ({"comment": "x" * 1001}, "1000"),
        ({"comment": "a\x00b"}, "Null characters"),
        ({"page": "/en/espace/"}, "does not ask"),
        ({"page": "/en/news/never-was/"}, "does not ask"),
        ({"page": "https://elsewhere.example/"}, "does not ask"),
        ({"page": "javascript:alert(1)"}, "does not ask"),
        ({"page": "/fr/contact/"}, "does not ask"),
        ({"sent_key": "x"}, "UUID"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(client, said, sentence):
    answer = client.post(OPINION, an_opinion(**said))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert 'href="javascript' not in answer.content.decode()
    assert 'href="https://elsewhere' not in answer.content.decode()
    assert not PageOpinion.objects.exists()


def test_a_thousand_characters_are_kept_whole(client):
    client.post(OPINION, an_opinion(comment="é" * 1000))
    assert PageOpinion.objects.get().comment == "é" * 1000


def test_a_flood_from_one_connection_ends(client):
    answers = [client.post(OPINION, an_opinion()).status_code for _ in range(35)]
    assert answers == [302] * 30 + [429] * 5
    assert PageOpinion.objects.count() == 30


def test_the_address_of_the_form_alone_leads_to_the_front_page(client):
    assert client.get(OPINION)["Location"] == "/en/"


# -- what editors see -----------------------------------------------------------------------------


def test_editors_see_every_page_with_its_figures():
    for rating in (1, 5, 5, 4, 5):
        kept(rating=rating, found=rating > 1)
    kept(page="/news/", rating=2, found=False, comment="Old.")
    page = an_editor().get(LIST).content.decode()
    assert page.index("/contact/") < page.index("/news/")
    for figure in ("<td>5</td>", "80", "4.0", "(few)"):
        assert figure in page


def test_the_figures_of_a_page_are_those_of_its_rows():
    days = [clock.today() - timedelta(days=back) for back in (0, 29, 30)]
    for day in days:
        kept(given_on=day, rating=5)
    kept(page="/news/", rating=1)
    judged = selectors.of_page("/contact/", days[1], days[0])
    assert (judged.count, judged.ratings[5], judged.average) == (2, 2, 5)
    everything = selectors.of_page("", None, days[0])
    assert (everything.count, everything.ratings) == (4, {1: 1, 2: 0, 3: 0, 4: 0, 5: 3})


def test_one_page_shows_bars_with_a_table_and_the_comments_in_their_language():
    kept(rating=2, comment="Où est le formulaire ?", language="fr")
    kept(rating=5)
    kept(page="/news/", comment="Elsewhere")
    page = an_editor().get(PAGE, {"of": "/contact/"}).content.decode()
    assert "Very poor" in page
    assert 'lang="fr"' in page
    assert "Où est le formulaire ?" in page
    assert "Elsewhere" not in page
    assert page.count("<tr>") > 5


def test_shares_are_rounded_not_cut_off():
    assert presented.share(1, 6) == "17 %"
    assert presented.share(0, 0) == "–"


def test_a_page_with_no_opinion_says_so():
    client = an_editor()
    assert "Nobody has said anything" in client.get(LIST).content.decode()
    assert "Nobody has said anything" in client.get(PAGE, {"of": "/x/"}).content.decode()


@pytest.mark.parametrize("query", [{"days": "x"}, {"days": "1' OR 1=1"}, {"of": "x" * 300}])
def test_a_wrong_question_is_answered_with_a_sentence(query):
    client = an_editor()
    for address in (LIST, PAGE):
        assert client.get(address, query).status_code == 200
    assert client.get(FILE, query).status_code == 302


def test_the_file_holds_every_row_and_no_formula():
    kept(comment='=HYPERLINK("https://evil.example")')
    kept(comment='@SUM(A1); "quoted"\nsecond line')
    answer = an_editor().get(FILE, {"days": "ever"})
    text = b"".join(answer.streaming_content).decode()
    lines = text.removeprefix(BYTE_ORDER_MARK).split("\r\n")
    assert lines[0] == "day;page;language;found;rating;comment"
    assert "'=HYPERLINK" in text
    assert "'@SUM" in text
    assert answer["Content-Type"].startswith("text/csv")


@pytest.mark.parametrize("address", [LIST, PAGE, FILE])
def test_who_is_no_editor_sees_nothing(address):
    kept(comment="Only for editors")
    assert window_of(AccountFactory(agent=True)).get(address).status_code == 403
    assert Client().get(address).status_code == 302
    assert an_editor().post(address).status_code in {403, 405}


def test_the_figures_cost_the_same_whatever_there_is(django_assert_max_num_queries):
    client = an_editor()
    for number in range(40):
        kept(page=f"/p{number}/", comment="Words")
    for address in (LIST, PAGE):
        with django_assert_max_num_queries(8):
            client.get(address)


# -- forgetting and promises ----------------------------------------------------------------------


def test_after_a_year_an_opinion_is_forgotten():
    kept(given_on=clock.today() - timedelta(days=366))
    kept(given_on=clock.today() - timedelta(days=364))
    holding = Opinions()
    assert holding.due(now=clock.now()) == 1
    assert holding.forget(now=clock.now()) == 1
    assert PageOpinion.objects.count() == 1


@pytest.mark.parametrize(
    ("promise", "columns"),
    [
        ("page_opinion_rating_is_known", {"rating": 6}),
        ("page_opinion_rating_is_known", {"rating": 0}),
        ("page_opinion_language_is_known", {"language": "it"}),
        ("page_opinion_names_a_page", {"page": "contact/"}),
    ],
)
def test_the_database_refuses_nonsense(promise, columns):
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        kept(**columns)


def test_the_database_counts_a_form_once():
    row = kept()
    with pytest.raises(IntegrityError, match="page_opinion_counts_once"), transaction.atomic():
        kept(sent_key=row.sent_key)


def test_rooms_say_which_of_their_pages_ask():
    content.ask_opinions_on("contact:contact")
    assert "contact:contact" in asking_pages()

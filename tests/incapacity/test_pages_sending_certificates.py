"""The pages on the way of a certificate, without a browser."""

from datetime import timedelta

import pytest

from cns_portal import clock
from incapacity.choices.certificates import Cause
from incapacity.models import Certificate, Diagnosis
from incapacity.presenters.drafts import DraftView
from incapacity.selectors import checking, drafts
from incapacity.services import drafts as services
from tests.factories import InsuredPersonFactory, some_matricule
from tests.incapacity.sendable import (
    add_page,
    ago,
    at,
    draft_of,
    marie,
    sent,
    signed_in,
    text_of,
    typed,
)
from tests.insured.families import child_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return marie()


@pytest.fixture
def client(person):
    return signed_in(person)


def written(day) -> str:
    return f"{day:%d/%m/%Y}"


# -- the deadline first -------------------------------------------------------------------------


def test_the_deadline_is_said_before_anything_else(client):
    answer = client.post(at("new"), {"cause": "illness", "first_day": written(ago(0))})
    assert answer.status_code == 200
    text = text_of(answer)
    assert "Send it by" in text
    assert "Give sheet 2 to your employer" in text
    assert not Certificate.objects.exists()


def test_going_on_begins_a_draft_with_the_answers(client, person):
    day = ago(1)
    sent_to = client.post(
        at("new"), {"cause": "accident", "first_day": written(day), "begin": "yes"}
    )
    certificate = Certificate.objects.get()
    assert sent_to["Location"] == at("draft", certificate.public_id)
    assert (certificate.cause, certificate.first_day, certificate.person) == (
        "accident",
        day,
        person,
    )


def test_a_prolongation_of_a_known_certificate_needs_no_first_day(client, person):
    earlier = sent(person)
    answers = {"cause": "illness", "sequel": "prolongation", "earlier": str(earlier.public_id)}
    answer = client.post(at("new"), answers)
    assert "Send it by" in text_of(answer)
    client.post(at("new"), {**answers, "begin": "yes"})
    certificate = Certificate.objects.drafts().get()
    assert certificate.earlier == earlier
    assert certificate.first_day == earlier.last_day + timedelta(days=1)


@pytest.mark.parametrize(
    ("answers", "complaint"),
    [
        ({}, "Choose one of the options."),
        ({"cause": "illness"}, "Enter the first day of absence"),
        ({"cause": "illness", "first_day": "31/02/2026"}, "enter a real date"),
        ({"cause": "illness", "first_day": "01/01/1986"}, "check the year"),
        ({"cause": "illness", "first_day": "01/01/2126"}, "check the year"),
    ],
)
def test_what_is_missing_or_wrong_in_the_first_answers(client, answers, complaint):
    for button in ({}, {"begin": "yes"}):
        answer = client.post(at("new"), {**answers, **button})
        assert complaint in text_of(answer)
    assert not Certificate.objects.exists()


def test_for_a_birth_no_deadline_is_invented(client):
    answer = client.post(at("new"), {"cause": "maternity"})
    assert "No deadline is known for it" in text_of(answer)
    client.post(at("new"), {"cause": "maternity", "begin": "yes"})
    assert Certificate.objects.get().cause == Cause.MATERNITY


def test_the_certificate_of_somebody_else_cannot_be_chosen(client):
    other = sent(marie())
    answer = client.post(
        at("new"),
        {
            "cause": "illness",
            "sequel": "prolongation",
            "earlier": str(other.public_id),
            "first_day": written(ago(0)),
            "begin": "yes",
        },
    )
    assert answer.status_code == 302  # nothing of one's own to choose from: the field is not there
    assert Certificate.objects.drafts().get().earlier is None


def test_after_too_many_drafts_one_of_them_comes_first(client, person):
    for _number in range(10):
        services.begin(person=person, actor=person.account)
    answers = {"cause": "illness", "first_day": written(ago(0)), "begin": "yes"}
    answer = client.post(at("new"), answers, follow=True)
    assert "You have begun 10 certificates." in text_of(answer)


# -- filling in ---------------------------------------------------------------------------------


def test_what_is_typed_is_kept_and_comes_back(client, person):
    certificate = draft_of(person, first_day=None, last_day=None, issued_on=None)
    answer = client.post(at("draft", certificate.public_id), typed(note="Hello"))
    assert answer["Location"] == at("check", certificate.public_id)
    certificate.refresh_from_db()
    assert (certificate.first_day, certificate.note) == (ago(0), "Hello")
    page = text_of(client.get(at("draft", certificate.public_id)))
    assert "Hello" in page


def test_only_a_script_may_promise_that_typing_is_enough(client, person):
    page = client.get(at("draft", draft_of(person).public_id)).content.decode()
    assert "<span data-while-typing hidden>Everything is kept while you type" in page
    assert "<noscript>What you fill in is kept when you press one of the two buttons" in page
    assert page.count("Everything is kept") == 1


def test_what_is_wrong_is_said_and_the_rest_is_kept_already(client, person):
    certificate = draft_of(person)
    answer = client.post(
        at("draft", certificate.public_id),
        typed(last_day="31/02/2026", doctor_name="Dr Weber"),
    )
    assert answer.status_code == 200
    assert "Last day: enter a real date" in text_of(answer)
    assert 'value="31/02/2026"' in answer.content.decode()
    certificate.refresh_from_db()
    assert certificate.doctor_name == "Dr Weber"


def test_the_answer_while_one_types_says_what_it_means(client, person):
    certificate = draft_of(person)
    answer = client.post(at("keep", certificate.public_id), typed(last_day=written(ago(3))))
    text = text_of(answer)
    assert "Saved at" in text
    assert "lies before the first day" in text
    assert "Send it by" in text
    certificate.refresh_from_db()
    assert certificate.last_day == ago(3)


def began_of(answer) -> str:
    """What the page carries along from here on."""
    page = answer.content.decode()
    start = page.index('id="id_began"')
    tag = page[page.rindex("<", 0, start) : page.index(">", start)]
    value = tag.partition('value="')[2].partition('"')[0]
    return value.replace("&quot;", '"').replace("&#x27;", "'").replace("&amp;", "&")


def test_what_is_changed_and_changed_back_is_kept_both_times(client, person):
    certificate = draft_of(person, doctor_name="Dr Weber")
    began = began_of(client.get(at("draft", certificate.public_id)))
    for name in ("Dr Muller", "Dr Weber"):
        answer = client.post(
            at("keep", certificate.public_id), typed(doctor_name=name, began=began)
        )
        began = began_of(answer)
        certificate.refresh_from_db()
        assert certificate.doctor_name == name


def test_a_child_that_was_left_for_an_illness_is_there_again_when_one_comes_back(client, person):
    child = child_of(person)
    certificate = draft_of(person, cause="family", child=child)
    key = str(child.dossier.public_id)
    began = began_of(client.get(at("draft", certificate.public_id)))
    for cause in ("illness", "family"):
        fields = typed(cause=cause, child=key, began=began)
        began = began_of(client.post(at("keep", certificate.public_id), fields))
    certificate.refresh_from_db()
    assert (certificate.cause, certificate.child) == ("family", child)


def test_what_another_window_filled_in_is_not_emptied(client, person):
    certificate = draft_of(person, doctor_name="")
    began = began_of(client.get(at("draft", certificate.public_id)))
    services.fill_in(certificate.pk, values={"doctor_name": "Dr Weber"})
    fields = typed(doctor_name="", note="Here", began=began)
    client.post(at("keep", certificate.public_id), fields)
    certificate.refresh_from_db()
    assert (certificate.doctor_name, certificate.note) == ("Dr Weber", "Here")


def test_a_box_can_be_ticked_and_unticked(client, person):
    certificate = draft_of(person)
    began = began_of(client.get(at("draft", certificate.public_id)))
    fields = typed(in_hospital="on", elsewhere="on", stay_place="Arlon", began=began)
    began = began_of(client.post(at("keep", certificate.public_id), fields))
    certificate.refresh_from_db()
    assert (certificate.in_hospital, certificate.stay["place"]) == (True, "Arlon")
    client.post(at("keep", certificate.public_id), typed(began=began))
    certificate.refresh_from_db()
    assert (certificate.in_hospital, certificate.stay) == (False, None)


def test_the_number_of_ones_own_child_is_recognised(client, person):
    child = child_of(person)
    certificate = draft_of(person, cause="family")
    fields = typed(cause="family", child="another", child_matricule=child.matricule)
    client.post(at("draft", certificate.public_id), fields)
    certificate.refresh_from_db()
    assert certificate.child == child


def test_a_matricule_that_cannot_be_one_is_refused_in_words(client, person):
    certificate = draft_of(person)
    fields = typed(sheet_matricule="1234567890123")
    answer = client.post(at("draft", certificate.public_id), fields)
    assert answer.status_code == 200
    certificate.refresh_from_db()
    assert certificate.sheet_matricule == ""


def test_the_matricule_of_somebody_else_is_said_and_nobody_named(client, person):
    other = InsuredPersonFactory(
        first_name="Quasimodo", matricule=some_matricule(5, born="19700101")
    )
    certificate = draft_of(person)
    fields = typed(sheet_matricule=other.matricule)
    text = text_of(client.post(at("keep", certificate.public_id), fields))
    assert "not the one of this file" in text
    assert "Quasimodo" not in text
    unknown = typed(sheet_matricule=some_matricule(6, born="19700101"))
    assert "not the one of this file" in text_of(
        client.post(at("keep", certificate.public_id), unknown)
    )


def test_ones_own_matricule_with_spaces_is_ones_own(client, person):
    certificate = draft_of(person)
    number = person.matricule
    fields = typed(sheet_matricule=f"{number[:4]} {number[4:8]} {number[8:]}")
    text = text_of(client.post(at("keep", certificate.public_id), fields))
    assert "not the one of this file" not in text


# -- the diagnosis ------------------------------------------------------------------------------


def test_the_diagnosis_is_kept_and_never_shown_again(client, person):
    certificate = draft_of(person)
    answer = client.post(at("keep", certificate.public_id), typed(diagnosis="j06.9"))
    assert Diagnosis.objects.get().code == "J06.9"
    pages = [
        answer,
        client.post(at("draft", certificate.public_id), typed(diagnosis="J06.9", last_day="x")),
        client.get(at("draft", certificate.public_id)),
        client.get(at("check", certificate.public_id)),
    ]
    for page in pages:
        assert "06.9" not in page.content.decode()
    assert "A code is entered." in text_of(pages[2])
    assert "only the medical side of the CNS reads it" in text_of(pages[3])


def test_a_code_that_was_just_kept_is_not_called_missing_when_something_else_is_wrong(
    client, person
):
    address = at("draft", draft_of(person).public_id)
    page = text_of(client.post(address, typed(diagnosis="J06.9", last_day="31/02/2026")))
    assert "Last day: enter a real date" in page
    assert Diagnosis.objects.get().code == "J06.9"
    assert "A code is entered." in page
    assert "Take the code away that was entered before" in page
    page = text_of(client.post(address, typed(diagnosis_away="on", last_day="31/02/2026")))
    assert not Diagnosis.objects.exists()
    assert "A code is entered." not in page


def test_a_code_that_replaces_another_one_is_not_taken_away_by_the_next_press(client, person):
    address = at("draft", draft_of(person).public_id)
    client.post(address, typed(diagnosis="J06.9"))
    answer = client.post(
        address, typed(diagnosis="J11.1", diagnosis_away="on", last_day="31/02/2026")
    )
    assert Diagnosis.objects.get().code == "J11.1"
    assert not answer.context["form"]["diagnosis_away"].value()


def test_an_empty_code_leaves_the_one_that_is_there(client, person):
    certificate = draft_of(person)
    client.post(at("keep", certificate.public_id), typed(diagnosis="J06.9"))
    client.post(at("keep", certificate.public_id), typed())
    assert Diagnosis.objects.get().code == "J06.9"
    client.post(at("keep", certificate.public_id), typed(diagnosis_away="on"))
    assert not Diagnosis.objects.exists()


def test_something_else_than_a_code_is_not_kept(client, person):
    certificate = draft_of(person)
    answer = client.post(at("keep", certificate.public_id), typed(diagnosis="a cold, I think!"))
    assert "Not saved yet" in text_of(answer)
    assert not Diagnosis.objects.exists()


# -- the last look ------------------------------------------------------------------------------


def test_everything_is_there_before_it_is_sent(client, person):
    certificate = draft_of(
        person, doctor_name="Dr Weber", stay={"place": "Arlon", "country": "BE", "bell": "Marie"}
    )
    text = text_of(client.get(at("check", certificate.public_id)))
    for words in ("Dr Weber", "Arlon", "bell: Marie", "Send the certificate", "Send it by"):
        assert words in text


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"last_day": ago(3)}, "The last day lies before the first day."),
        ({"issued_on": None}, "on which day the sheet was issued"),
        ({"first_day": None, "last_day": None}, "Enter the first and the last day"),
        ({"cause": ""}, "Say first why you are away from work."),
        ({"cause": "family"}, "Say first which child is ill."),
        ({"cause": "maternity"}, "Enter the expected date of birth first."),
        ({"pages": 0}, "Add a photo or a PDF file"),
    ],
)
def test_what_stops_it_is_said_where_the_button_would_be(client, person, columns, sentence):
    certificate = draft_of(person, **columns)
    answer = client.get(at("check", certificate.public_id))
    assert sentence in text_of(answer)
    assert "Send the certificate" not in text_of(answer)


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"last_day": ago(-399)}, "more than a year"),
        ({"issued_on": ago(-1)}, "later than the day on which it is sent"),
        (
            {"first_day": ago(9), "last_day": ago(5), "issued_on": ago(6)},
            "A certificate is drawn up by the third day",
        ),
        ({"first_day": ago(30), "last_day": ago(20), "issued_on": ago(30)}, "It had to be sent by"),
        ({"matricule_on_sheet": "missing"}, "There is no matricule on the sheet."),
        ({"country": "PT", "sheet_language": "other"}, "neither in French nor in German"),
        ({"sequel": "prolongation"}, "but not of which certificate"),
    ],
)
def test_what_looks_wrong_is_said_and_can_be_sent(client, person, columns, sentence):
    certificate = draft_of(person, **columns)
    answer = client.get(at("check", certificate.public_id))
    assert sentence in text_of(answer)
    assert "Send the certificate" in text_of(answer)


def test_for_a_birth_no_day_is_asked_for_to_say_a_deadline(client, person):
    certificate = draft_of(person, cause=Cause.MATERNITY, first_day=None, last_day=None)
    for name in ("draft", "check"):
        text = text_of(client.get(at(name, certificate.public_id)))
        assert "Enter the reason and the first day" not in text
        assert "No text that we know sets a day; an agent decides." in text


def test_a_second_leave_for_a_birth_is_held_against_the_first_one(client, person):
    sent(person, maternity=True, first_day=ago(16))
    certificate = draft_of(
        person, cause=Cause.MATERNITY, expected_on=ago(-50), first_day=None, last_day=None
    )
    text = text_of(client.get(at("check", certificate.public_id)))
    assert "Another certificate covers some of these days" in text


def test_why_it_is_late_can_be_said_from_the_last_page(client, person):
    columns = {"first_day": ago(20), "last_day": ago(15), "issued_on": ago(20)}
    certificate = draft_of(person, **columns)
    way = f'href="{at("draft", certificate.public_id)}#id_late_because"'
    page = client.get(at("check", certificate.public_id))
    assert way in page.content.decode()
    assert "It had to be sent by" in text_of(page)
    services.fill_in(certificate.pk, values={"late_because": "The sheet came by post."})
    page = client.get(at("check", certificate.public_id))
    assert way not in page.content.decode()
    assert "It is late and still accepted. An agent reads why." in text_of(page)
    assert "It had to be sent by" not in text_of(page)


def test_the_days_left_for_a_child_are_said_on_the_last_page(client, person):
    child = child_of(person, born=ago(365 * 6))
    certificate = draft_of(person, cause=Cause.FAMILY, child=child)
    text = text_of(client.get(at("check", certificate.public_id)))
    assert "18 days of leave are left at this age." in text


def test_lifting_the_restrictions_is_offered_only_where_it_can_be_asked_for(client, person):
    certificate = sent(person, first_day=ago(1), last_day=ago(-2))
    page = client.get(at("sent", certificate.public_id)).content.decode()
    assert at("stay_abroad") in page
    assert at("outings") not in page


def test_what_was_sent_is_not_asked_to_be_sent(client, person):
    sent(person, first_day=ago(3), last_day=ago(0))
    certificate = sent(person, first_day=ago(1), last_day=ago(0))
    text = text_of(client.get(at("sent", certificate.public_id)))
    assert "Another certificate covers some of these days" in text
    assert "If they are right, send it" not in text
    assert "take the certificate back and send it anew" in text


def test_missing_days_are_still_spoken_of_once_it_is_sent(client, person):
    sent(person, first_day=ago(9), last_day=ago(6))
    certificate = sent(person, first_day=ago(3), last_day=ago(0))
    text = text_of(client.get(at("sent", certificate.public_id)))
    assert "you need a certificate for them: ask the doctor" in text


def send(client, certificate):
    page = client.get(at("check", certificate.public_id)).content.decode()
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    return client.post(at("check", certificate.public_id), {"seen": seen})


def test_it_is_sent_and_the_receipt_is_there(client, person):
    certificate = draft_of(person)
    answer = send(client, certificate)
    assert answer["Location"] == at("sent", certificate.public_id)
    certificate.refresh_from_db()
    text = text_of(client.get(at("sent", certificate.public_id)))
    assert certificate.procedure.reference in text
    assert "it came in time" in text
    assert "Give sheet 2 to your employer" in text


def test_a_second_press_leads_to_the_same_receipt(client, person):
    certificate = draft_of(person)
    send(client, certificate)
    again = client.post(at("check", certificate.public_id), {"seen": "whatever"})
    assert again["Location"] == at("sent", certificate.public_id)
    assert person.dossier.procedures.count() == 1


@pytest.mark.parametrize("name", ["draft", "check"])
def test_the_pages_of_a_draft_that_was_sent_lead_to_its_receipt(client, person, name):
    certificate = draft_of(person)
    send(client, certificate)
    answer = client.get(at(name, certificate.public_id))
    assert answer["Location"] == at("sent", certificate.public_id)


def test_what_changed_since_it_was_seen_is_shown_before_it_is_sent(client, person):
    certificate = draft_of(person)
    page = client.get(at("check", certificate.public_id)).content.decode()
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    services.fill_in(certificate.pk, values={"note": "One word more"})
    answer = client.post(at("check", certificate.public_id), {"seen": seen})
    assert "Your certificate was not sent" in text_of(answer)
    assert "One word more" in text_of(answer)
    certificate.refresh_from_db()
    assert certificate.state == "draft"


def test_a_draft_is_thrown_away(client, person):
    certificate = draft_of(person)
    answer = client.post(at("draft", certificate.public_id), {"discard": "yes"}, follow=True)
    assert "Nothing was sent." in text_of(answer)
    assert not Certificate.objects.exists()


def test_a_certificate_is_prolonged_at_the_press_of_a_button(client, person):
    earlier = sent(person)
    answer = client.post(at("prolong", earlier.public_id))
    certificate = Certificate.objects.drafts().get()
    assert answer["Location"] == at("draft", certificate.public_id)
    assert certificate.earlier == earlier
    assert client.post(at("prolong", earlier.public_id), {"sequel": "x"}).status_code == 404


# -- strangers ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["draft", "check", "keep"])
def test_somebody_elses_draft_is_not_there(person, name):
    certificate = draft_of(person)
    stranger = signed_in(InsuredPersonFactory(signs_in=True))
    for method in ("get", "post"):
        answer = getattr(stranger, method)(at(name, certificate.public_id))
        assert answer.status_code in {404, 405}
    certificate.refresh_from_db()
    assert certificate.state == "draft"


@pytest.mark.parametrize("name", ["sent", "receipt"])
def test_somebody_elses_receipt_is_not_there(person, name):
    certificate = sent(person)
    stranger = signed_in(InsuredPersonFactory(signs_in=True))
    assert stranger.get(at(name, certificate.public_id)).status_code == 404
    draft = draft_of(person)
    assert signed_in(person).get(at(name, draft.public_id)).status_code == 404


def test_a_certificate_of_somebody_else_is_not_prolonged(client):
    earlier = sent(marie())
    assert client.post(at("prolong", earlier.public_id)).status_code == 404


# -- cost ---------------------------------------------------------------------------------------


def test_the_form_asks_as_much_after_many_certificates_as_after_one(
    client, person, django_assert_max_num_queries
):
    certificate = draft_of(person, pages=4)
    for number in range(1, 12):
        earlier = sent(person, first_day=ago(40 * number))
        add_page(earlier)
    assert clock.today() == certificate.first_day
    with django_assert_max_num_queries(32):
        client.get(at("draft", certificate.public_id))
    with django_assert_max_num_queries(45):
        client.post(at("keep", certificate.public_id), typed())


def test_nothing_is_offered_to_ask_for_once_the_days_are_over(client, person):
    certificate = sent(person, first_day=ago(9), last_day=ago(1))
    page = client.get(at("sent", certificate.public_id)).content.decode()
    assert at("stay_abroad") not in page


@pytest.mark.parametrize(
    ("country", "advice"),
    [
        ("BE", "A Belgian certificate mostly has one sheet."),
        ("DE", "Ask the doctor for a printout"),
        ("FR", "a sheet for your employer"),
    ],
)
def test_sheets_from_abroad_are_not_spoken_of_by_number_once_sent(client, person, country, advice):
    certificate = sent(person, country=country, first_day=ago(1), last_day=ago(-4))
    text = text_of(client.get(at("sent", certificate.public_id)))
    assert "Give your employer their sheet" in text
    assert advice in text
    assert "heet 2" not in text
    assert "Sheet 3" not in text


def test_before_it_is_sent_only_sheets_of_luxembourg_are_numbered(client, person):
    mine = text_of(client.get(at("check", draft_of(person).public_id)))
    assert "give them sheet 2 yourself" in mine
    abroad = text_of(client.get(at("check", draft_of(person, country="BE").public_id)))
    assert "give them their sheet yourself" in abroad
    assert "heet 2" not in abroad


def test_what_the_deadline_of_a_sheet_from_abroad_says_names_no_number(person):
    draft = draft_of(person, country="BE")
    whole = drafts.draft_of(person, draft.public_id)
    view = DraftView(checking.checked(whole, today=clock.today()), clock.today())
    assert view.due.sentence.startswith("Send the certificate by")

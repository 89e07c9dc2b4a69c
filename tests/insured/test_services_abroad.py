"""Forms for care abroad: from asking to the answer of the other fund."""

from contextlib import contextmanager
from datetime import date

import pytest
import time_machine
from django.db import connection

from cns_portal.inbox.models import Email, Message
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures import history
from cns_portal.procedures.selectors import out_of_step
from insured.choices import Fund, PaperKind, RequestKind, RequestRefusal, RequestState
from insured.choices.abroad import AbroadRefusal, Care, MedicalOpinion, WhyNotAbroad
from insured.choices.countries import Country
from insured.models import Paper
from insured.selectors import abroad as selectors
from insured.services import abroad, request_kinds, requests
from tests.factories import AccountFactory, DocumentFactory, InsuredPersonFactory
from tests.insured.factories import PeriodFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
SECRET = "a knee that hurts in the rain"


@pytest.fixture(autouse=True)
def _sunday_noon():
    with time_machine.travel("2026-11-22T11:00:00Z", tick=False):
        yield


def somebody(country: str, **columns):
    person = InsuredPersonFactory(
        signs_in=True, country=country, street="1, rue Modèle", postcode="6700", locality="Arlon"
    )
    PeriodFactory(person=person, **columns)
    return person


@pytest.fixture
def agent():
    return AccountFactory(agent=True)


@contextmanager
def refused(reason):
    with pytest.raises(Refused) as refusal:
        yield
    assert refusal.value.reason == reason


def register(person, form=RequestKind.S1):
    return abroad.ask_to_register(
        person=person, actor=person.account, form=form, returns_weekly=True
    )


def authorise(person, **changed):
    asked = {
        "country": Country.DE,
        "hospital": "Klinik Musterstadt",
        "place": "Musterstadt",
        "care": Care.HOSPITAL,
        "treatment": SECRET,
        "first": date(2027, 1, 11),
        "last": date(2027, 1, 15),
        "report": DocumentFactory(dossier=person.dossier, purpose="medical_report"),
    }
    return abroad.ask_authorisation(person=person, actor=person.account, **{**asked, **changed})


def accepted(request, agent):
    requests.take(request.pk, agent=agent)
    return requests.accept(request.pk, agent=agent)


def whats(request) -> list[str]:
    return [event.what for event in history(request.procedure)]


# -- S1 and BL1 --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("country", "form"), [("FR", RequestKind.S1), ("GB", RequestKind.S1), ("BE", RequestKind.BL1)]
)
def test_the_form_of_the_country_is_asked_for_with_the_address_on_file(country, form):
    person = somebody(country)
    request = register(person, form)
    assert (request.kind, request.state) == (form, RequestState.SENT)
    assert request.details["country"] == country
    assert request.details["town"] == "6700 Arlon"


@pytest.mark.parametrize(
    ("country", "form", "reason"),
    [
        ("LU", RequestKind.S1, WhyNotAbroad.LIVES_HERE),
        ("BE", RequestKind.S1, WhyNotAbroad.LIVES_IN_BELGIUM),
        ("FR", RequestKind.BL1, WhyNotAbroad.NOT_IN_BELGIUM),
        ("US", RequestKind.S1, WhyNotAbroad.OUTSIDE_EUROPE),
        ("", RequestKind.S1, WhyNotAbroad.COUNTRY_UNKNOWN),
    ],
)
def test_what_the_rule_refuses_is_not_sent(country, form, reason):
    with refused(reason):
        register(somebody(country), form)


def test_whoever_is_not_affiliated_asks_for_nothing():
    with refused(WhyNotAbroad.NOT_AFFILIATED):
        register(somebody("FR", last_day=date(2026, 10, 31)))


def test_it_is_asked_for_once_at_a_time():
    person = somebody("FR")
    register(person)
    with refused(RequestRefusal.ALREADY_SENT):
        register(person)


@pytest.mark.parametrize("fund", list(Fund))
def test_an_agent_issues_the_form_and_the_person_is_told_where_to_hand_it(agent, fund):
    person = somebody("FR", fund=fund, last_day=date(2027, 6, 30))
    request = accepted(register(person), agent)
    paper = abroad.issue(request.pk, agent=agent)
    request.refresh_from_db()
    assert request.state == RequestState.ISSUED
    assert (paper.kind, paper.request_id) == (PaperKind.S1, request.pk)
    assert (paper.first_day, paper.last_day) == (date(2024, 1, 1), date(2027, 6, 30))
    assert paper.facts["fund"] == fund
    assert paper.facts["country"] == "FR"
    message = Message.objects.get(title="A paper for you is ready")
    assert message.reference == request.procedure.reference
    assert "form S071" in message.body
    assert out_of_step().count() == 0


def test_a_form_is_issued_for_an_accepted_request_only(agent):
    request = register(somebody("FR"))
    with refused(RequestRefusal.NOT_ACCEPTED):
        abroad.issue(request.pk, agent=agent)
    assert not Paper.objects.exists()


def test_a_form_is_issued_once(agent):
    request = accepted(register(somebody("FR")), agent)
    abroad.issue(request.pk, agent=agent)
    with refused(RequestRefusal.NOT_ACCEPTED):
        abroad.issue(request.pk, agent=agent)
    assert Paper.objects.count() == 1


def test_the_days_of_a_form_may_be_the_agents(agent):
    request = accepted(register(somebody("FR")), agent)
    paper = abroad.issue(request.pk, agent=agent, first=date(2026, 12, 1), last=date(2027, 11, 30))
    assert (paper.first_day, paper.last_day) == (date(2026, 12, 1), date(2027, 11, 30))


def test_a_form_cannot_end_before_it_begins(agent):
    request = accepted(register(somebody("FR")), agent)
    with refused(AbroadRefusal.ENDS_BEFORE_BEGINNING):
        abroad.issue(request.pk, agent=agent, first=date(2026, 12, 1), last=date(2026, 11, 1))
    request.refresh_from_db()
    assert request.state == RequestState.ACCEPTED


def test_nobody_insured_means_no_fund_to_name(agent):
    person = somebody("FR")
    request = accepted(register(person), agent)
    person.periods.all().delete()
    with refused(AbroadRefusal.NO_FUND):
        abroad.issue(request.pk, agent=agent)


FAMILY = [
    {"name": "Zoé Beispill", "born": "2017-03-21", "accepted": True, "first": "2026-11-01"},
    {"name": "Jean Modèle", "born": "", "accepted": False, "first": ""},
]


@pytest.mark.parametrize(
    ("country", "form", "answer"), [("FR", RequestKind.S1, "s071"), ("BE", RequestKind.BL1, "bl6")]
)
def test_the_answer_says_what_was_decided_about_each_of_the_family(agent, country, form, answer):
    request = accepted(register(somebody(country), form), agent)
    abroad.issue(request.pk, agent=agent)
    abroad.record_answer(request.pk, agent=agent, answered_on=TODAY, family=FAMILY)
    request.refresh_from_db()
    assert (request.state, request.answer_kind) == (RequestState.ANSWERED, answer)
    assert request.answered_on == TODAY
    lines = dict(request_kinds.lines_of(request))
    assert lines["Zoé Beispill"] == "Member of the family since 1 November 2026"
    assert "Not a member" in lines["Jean Modèle"]
    message = Message.objects.get(title="The fund of your country of residence has answered")
    assert "Beispill" not in message.body
    assert whats(request)[-1] == "request.answered_abroad"


def test_an_answer_needs_an_issued_form(agent):
    request = register(somebody("FR"))
    with refused(RequestRefusal.CLOSED):
        abroad.record_answer(request.pk, agent=agent, answered_on=TODAY)


def test_an_answer_of_tomorrow_is_no_answer(agent):
    request = accepted(register(somebody("FR")), agent)
    abroad.issue(request.pk, agent=agent)
    with refused(AbroadRefusal.ANSWER_IN_THE_FUTURE):
        abroad.record_answer(request.pk, agent=agent, answered_on=date(2026, 11, 23))


def test_the_person_can_hand_in_the_answer_once(agent):
    person = somebody("FR")
    request = accepted(register(person), agent)
    document = DocumentFactory(dossier=person.dossier)
    with refused(AbroadRefusal.NO_ANSWER_EXPECTED):
        abroad.report_answer(request, actor=person.account, document=document)
    abroad.issue(request.pk, agent=agent)
    abroad.report_answer(request, actor=person.account, document=document)
    request.refresh_from_db()
    assert request.state == RequestState.ISSUED
    assert whats(request)[-1] == "request.answer_reported"
    assert request.documents.get().kind == "answer"
    with refused(AbroadRefusal.REPORTED_ALREADY):
        abroad.report_answer(
            request, actor=person.account, document=DocumentFactory(dossier=person.dossier)
        )


def test_a_strangers_file_is_no_answer(agent):
    person = somebody("FR")
    request = accepted(register(person), agent)
    abroad.issue(request.pk, agent=agent)
    with refused(RequestRefusal.DOCUMENT_UNREADABLE):
        abroad.report_answer(
            request,
            actor=person.account,
            document=DocumentFactory(dossier=InsuredPersonFactory().dossier),
        )


# -- S2 ----------------------------------------------------------------------------------------


def test_planned_care_is_asked_for_with_the_report():
    person = somebody("LU", fund=Fund.CMFEP)
    request = authorise(person)
    assert request.documents.get().kind == "medical_report"
    assert ("Treatment", SECRET) in request_kinds.lines_of(request)


def test_what_somebody_is_treated_for_is_told_to_nobody_and_readable_nowhere(agent):
    person = somebody("LU")
    request = authorise(person)
    requests.take(request.pk, agent=agent)
    abroad.note_opinion(request.pk, agent=agent, opinion=MedicalOpinion.FAVOURABLE, given_on=TODAY)
    requests.accept(request.pk, agent=agent)
    abroad.issue(request.pk, agent=agent)
    for message in Message.objects.all():
        assert SECRET not in message.title + message.body
    for email in Email.objects.all():
        assert SECRET not in email.subject + email.text_body + email.html_body
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        )
        for (table,) in cursor.fetchall():
            for hidden in (SECRET, SECRET.encode().hex()):  # bytes are shown as hexadecimals
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{hidden}%"]
                )
                found += [table] * cursor.fetchone()[0]
    assert found == []


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"care": Care.OUTPATIENT}, WhyNotAbroad.NOT_NEEDED),
        ({"country": Country.LU}, WhyNotAbroad.IN_LUXEMBOURG),
        ({"first": date(2026, 11, 1)}, WhyNotAbroad.ALREADY_BEGUN),
        ({"last": date(2027, 1, 1)}, WhyNotAbroad.ENDS_BEFORE_BEGINNING),
    ],
)
def test_care_that_needs_no_authorisation_is_not_asked_for(changed, reason):
    with refused(reason):
        authorise(somebody("LU"), **changed)


def test_care_after_the_cover_has_ended_is_not_asked_for():
    with refused(WhyNotAbroad.NOT_COVERED_THEN):
        authorise(somebody("LU", last_day=date(2026, 6, 30)))


def test_the_same_care_is_asked_for_once(agent):
    person = somebody("LU")
    request = authorise(person)
    requests.take(request.pk, agent=agent)
    abroad.note_opinion(request.pk, agent=agent, opinion=MedicalOpinion.FAVOURABLE, given_on=TODAY)
    with refused(RequestRefusal.ALREADY_SENT):
        authorise(person)
    assert authorise(person, hospital="Another one").pk != request.pk


def test_several_kinds_of_care_can_be_asked_for_at_once():
    person = somebody("LU")
    authorise(person)
    authorise(person, country=Country.FR)
    assert len(selectors.requests_of(person)) == 2


def test_nothing_is_authorised_without_a_favourable_opinion(agent):
    request = authorise(somebody("LU"))
    requests.take(request.pk, agent=agent)
    with refused(AbroadRefusal.OPINION_MISSING):
        requests.accept(request.pk, agent=agent)
    abroad.note_opinion(
        request.pk, agent=agent, opinion=MedicalOpinion.UNFAVOURABLE, given_on=TODAY
    )
    with refused(AbroadRefusal.OPINION_UNFAVOURABLE):
        requests.accept(request.pk, agent=agent)
    request.refresh_from_db()
    assert (request.state, request.decided_at) == (RequestState.BEING_CHECKED, None)
    abroad.note_opinion(request.pk, agent=agent, opinion=MedicalOpinion.FAVOURABLE, given_on=TODAY)
    assert requests.accept(request.pk, agent=agent).state == RequestState.ACCEPTED


def test_an_opinion_is_noted_by_the_agent_who_has_the_request(agent):
    request = authorise(somebody("LU"))
    with refused(RequestRefusal.CLOSED):
        abroad.note_opinion(
            request.pk, agent=agent, opinion=MedicalOpinion.FAVOURABLE, given_on=TODAY
        )
    requests.take(request.pk, agent=AccountFactory(agent=True))
    with refused(RequestRefusal.NOT_YOURS):
        abroad.note_opinion(
            request.pk, agent=agent, opinion=MedicalOpinion.FAVOURABLE, given_on=TODAY
        )


def test_an_opinion_of_tomorrow_is_no_opinion(agent):
    request = authorise(somebody("LU"))
    requests.take(request.pk, agent=agent)
    with refused(AbroadRefusal.OPINION_IN_THE_FUTURE):
        abroad.note_opinion(
            request.pk,
            agent=agent,
            opinion=MedicalOpinion.FAVOURABLE,
            given_on=date(2026, 11, 23),
        )


def test_the_authorisation_is_a_paper_for_the_days_asked_for(agent):
    request = authorise(somebody("LU"))
    requests.take(request.pk, agent=agent)
    abroad.note_opinion(request.pk, agent=agent, opinion=MedicalOpinion.FAVOURABLE, given_on=TODAY)
    requests.accept(request.pk, agent=agent)
    paper = abroad.issue(request.pk, agent=agent)
    assert paper.kind == PaperKind.S2
    assert (paper.first_day, paper.last_day) == (date(2027, 1, 11), date(2027, 1, 15))
    assert paper.facts["hospital"] == "Klinik Musterstadt"
    with refused(AbroadRefusal.NO_ANSWER_EXPECTED):
        abroad.record_answer(request.pk, agent=agent, answered_on=TODAY)


def test_an_agent_reads_what_speaks_against_a_request_today(agent):
    person = somebody("LU")
    request = authorise(person)
    assert selectors.doubts(request) == [str(AbroadRefusal.OPINION_MISSING.label)]
    person.periods.all().delete()
    assert str(WhyNotAbroad.NOT_COVERED_THEN.label) in selectors.doubts(request)
    frontier = somebody("FR")
    asked = register(frontier)
    assert selectors.doubts(asked) == []
    frontier.country = "LU"
    frontier.save()
    asked.refresh_from_db()
    assert selectors.doubts(asked) == [str(WhyNotAbroad.LIVES_HERE.label)]

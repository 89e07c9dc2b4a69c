"""Nothing is decided that the officer did not see: what came in meanwhile is shown first."""

import re
import threading
import uuid

import pytest
from django.db import connections, transaction

from cns_portal import privacy, procedures
from cns_portal.documents import State
from cns_portal.documents.models import Document
from cns_portal.kernel.refusal import Refused
from cns_portal.rights.choices.requests import RightsKind, RightsRefusal, RightsState
from cns_portal.rights.models import RightsRequest
from cns_portal.rights.rules.states import Verb
from cns_portal.rights.services import deciding, outside, steps, working
from insured.models import InsuredPerson
from insured.services.seen import mark_of
from tests.appointments.visitors import photo
from tests.factories import InsuredPersonFactory
from tests.insured.agents import window_of
from tests.rights.factories import RightsRequestFactory
from tests.rights.officers import an_officer, page_of, seen

CHANGED = "The request has changed in the meantime. Look at it again."


@pytest.fixture
def officer():
    return an_officer()


@pytest.fixture
def anna():
    return InsuredPersonFactory(first_name="Anna", last_name="Adam")


@pytest.fixture
def berta():
    return InsuredPersonFactory(first_name="Berta", last_name="Bock")


def identified(request, person, officer) -> RightsRequest:
    return outside.identify(request.pk, agent=officer, matricule=person.matricule, compared=True)


@pytest.fixture
def request_of(officer):
    def taken(person, **columns) -> RightsRequest:
        given = {"outside": True, "kind": RightsKind.ERASURE, **columns}
        request = working.take(RightsRequestFactory(**given).pk, agent=officer)
        return identified(request, person, officer)

    return taken


def erase(request, officer, *, seen: str) -> RightsRequest:
    said = {"said": "It is erased.", "bases": ["art_17_1"], "seen": seen}
    return deciding.decide(request.pk, Verb.ACCEPT, agent=officer, **said)


def why_not_erase(request, officer, *, seen: str):
    with pytest.raises(Refused) as why:
        erase(request, officer, seen=seen)
    return why.value.reason


@pytest.mark.django_db
class TestWhatCameInMeanwhile:
    def test_another_person(self, request_of, officer, anna, berta):
        request = request_of(anna)
        shown = seen(request)
        identified(request, berta, officer)
        assert why_not_erase(request, officer, seen=shown) == RightsRefusal.CHANGED
        assert privacy.erasure_of(anna.dossier) is None
        assert privacy.erasure_of(berta.dossier) is None
        erase(request, officer, seen=seen(request))
        assert privacy.erasure_of(berta.dossier) is not None

    def test_a_letter_of_somebody_without_sign_in_that_nobody_asked_for(
        self, request_of, officer, anna
    ):
        request = request_of(anna)
        shown = seen(request)
        outside.reply(request.pk, text="Please do NOT erase it.", sent_key=uuid.uuid4())
        assert why_not_erase(request, officer, seen=shown) == RightsRefusal.CHANGED
        assert privacy.erasure_of(anna.dossier) is None

    def test_a_message_of_somebody_who_signed_in_that_nobody_asked_for(self, officer):
        me = InsuredPersonFactory(signs_in=True)
        sent = RightsRequestFactory(kind=RightsKind.ERASURE, person=me)
        request = working.take(sent.pk, agent=officer)
        shown = seen(request)
        said = {"text": "Please do NOT erase it.", "by": me.account, "sent_key": uuid.uuid4()}
        procedures.reply(request.procedure, **said)
        request.refresh_from_db()
        assert request.state == RightsState.BEING_CHECKED
        assert why_not_erase(request, officer, seen=shown) == RightsRefusal.CHANGED

    def test_another_copy_of_the_identity_document(self, request_of, officer, anna):
        request = request_of(anna)
        Document.objects.filter(pk=request.identity_copy_id).update(
            state=State.REJECTED, rejection="unreadable", checked_at=request.sent_at
        )
        shown = seen(request)
        outside.replace_copy(request.pk, copy=photo())
        assert why_not_erase(request, officer, seen=shown) == RightsRefusal.CHANGED

    def test_nothing_was_seen_at_all(self, request_of, officer, anna):
        assert why_not_erase(request_of(anna), officer, seen="") == RightsRefusal.CHANGED

    def test_a_letter_about_an_answered_request_changes_nothing_of_it(self):
        request = RightsRequestFactory(answered_no=True)
        before, me = seen(request), request.person.account
        said = {"text": "I do not agree.", "by": me, "sent_key": uuid.uuid4()}
        procedures.reply(request.procedure, **said)
        assert seen(request) == before

    def test_the_page_says_so_shows_it_and_keeps_what_was_typed(
        self, request_of, officer, anna, berta
    ):
        request, window = request_of(anna), window_of(officer)
        form = window.get(page_of(request, "accept")).content.decode()
        said = {"words": "All of it goes.", "bases": ["art_17_1"], "seen": shown_in(form)}
        outside.reply(request.pk, text="Please do NOT erase it.", sent_key=uuid.uuid4())
        identified(request, berta, officer)
        page = window.post(page_of(request, "accept"), said).content.decode()
        for words in (CHANGED, "All of it goes.", "Please do NOT erase it.", "Berta"):
            assert words in page
        request.refresh_from_db()
        assert request.state == RightsState.BEING_CHECKED
        assert privacy.erasure_of(berta.dossier) is None
        # The form that was shown again is about what the page shows now.
        answer = window.post(page_of(request, "accept"), {**said, "seen": shown_in(page)})
        assert answer.status_code == 302
        assert privacy.erasure_of(berta.dossier) is not None

    def test_a_preview_is_no_decision_and_the_form_after_it_is_bound_anew(
        self, request_of, officer, anna
    ):
        request, window = request_of(anna), window_of(officer)
        said = {"words": "It goes.", "bases": ["art_17_1"], "seen": "old", "_preview": "1"}
        page = window.post(page_of(request, "accept"), said).content.decode()
        assert shown_in(page) == seen(request)


def shown_in(page: str) -> str:
    return re.search(r'name="seen" value="([^"]+)"', page)[1]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.fixture(autouse=True)
    def _no_broker(self, monkeypatch):
        monkeypatch.setattr("cns_portal.queue._send", lambda task: None)

    def test_deciding_and_saying_that_it_is_somebody_else(
        self, request_of, officer, anna, berta, monkeypatch
    ):
        """The decision has read whom it is about, and waits until another window has said so."""
        request = request_of(anna)
        shown, outcome, waits = seen(request), [], threading.Event()
        hold = steps.hold

        def told(people):
            waits.set()
            hold(people)

        def decide():
            try:
                erase(request, officer, seen=shown)
            except Refused as refused:
                outcome.append(refused.reason)
            finally:
                connections.close_all()

        other = threading.Thread(target=decide)
        with transaction.atomic():
            identified(request, berta, officer)
            monkeypatch.setattr(steps, "hold", told)
            other.start()
            assert waits.wait(60)
        other.join(60)
        assert outcome == [RightsRefusal.CHANGED]
        assert privacy.erasure_of(anna.dossier) is None
        assert privacy.erasure_of(berta.dossier) is None

    def test_saying_whose_it_is_holds_both_people(self, request_of, officer, anna, berta):
        request, free = request_of(anna), []

        def look():
            rows = InsuredPerson.objects.select_for_update(
                of=("self",), no_key=True, skip_locked=True
            )
            try:
                with transaction.atomic():
                    free.extend(rows.filter(pk__in=[anna.pk, berta.pk]))
            finally:
                connections.close_all()

        with transaction.atomic():
            identified(request, berta, officer)
            other = threading.Thread(target=look)
            other.start()
            other.join(60)
        assert free == []

    def test_whoever_became_somebody_else_before_the_request_was_held_is_not_decided_about(
        self, request_of, officer, anna, berta, monkeypatch
    ):
        """Even with the right mark: the file that changes is always one that is held."""
        request = request_of(anna)
        hold = steps.hold

        def too_late(people):
            monkeypatch.setattr(steps, "hold", hold)
            RightsRequest.objects.filter(pk=request.pk).update(person=berta)
            hold(people)

        monkeypatch.setattr(steps, "hold", too_late)
        assert why_not_erase(request, officer, seen=mark_of(request)) == RightsRefusal.CHANGED

"""Requests of people who did not sign in."""

import io
import uuid
from datetime import date

import pytest
from PIL import Image

from cns_portal import documents
from cns_portal.audit.choices import ActorKind
from cns_portal.audit.models import AuditEntry
from cns_portal.documents import State
from cns_portal.documents.models import Document
from cns_portal.inbox.models import Email, Message
from cns_portal.kernel.refusal import Refused
from cns_portal.rights.choices.bases import AnswerBasis
from cns_portal.rights.choices.requests import RightsKind, RightsRefusal, RightsState
from cns_portal.rights.models import RightsRequest
from cns_portal.rights.notices import links
from cns_portal.rights.rules.states import Verb
from cns_portal.rights.services import deciding, outside, working
from tests.appointments.visitors import photo
from tests.documents import samples
from tests.factories import InsuredPersonFactory
from tests.rights.officers import an_officer, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return an_officer()


def send(**given) -> RightsRequest:
    said = {
        "kind": RightsKind.ACCESS,
        "applicant": outside.Applicant("Vera", "Visitor", "", date(1980, 1, 15)),
        "email": "vera@people.example",
        "text": "What do you hold on me?",
        "copy": photo(),
        "language": "en",
        "sent_key": uuid.uuid4(),
        **given,
    }
    return outside.send(**said)


def refused(verb, *args, **kwargs):
    with pytest.raises(Refused) as why:
        verb(*args, **kwargs)
    return why.value.reason


def test_a_request_from_outside_is_answered_by_e_mail_with_a_link_and_no_content():
    sent = send()
    assert (sent.signed_in, sent.person) == (False, None)
    email = Email.objects.get()
    assert email.recipient == "vera@people.example"
    assert links.address(sent) in email.text_body
    for word in ("What do you hold", "Vera", "Access"):
        assert word not in email.text_body + email.html_body + email.subject


def test_a_second_click_sends_nothing():
    key = uuid.uuid4()
    assert send(sent_key=key) == send(sent_key=key)
    assert (RightsRequest.objects.count(), Document.objects.count()) == (1, 1)


def test_no_request_without_a_copy_or_without_words():
    assert refused(send, copy=None) == RightsRefusal.COPY_MISSING
    assert refused(send, text=" ") == RightsRefusal.NOTHING_WRITTEN
    assert not RightsRequest.objects.exists()


def test_a_link_opens_its_own_request_only():
    first, second = send(), send()
    assert links.read(links.token(first)) == first.public_id
    assert links.token(first) != links.token(second)
    assert links.read(links.token(first)[:-1] + "x") is None
    assert links.read("nonsense") is None


def test_the_purpose_is_written_across_the_copy_before_it_is_kept():
    white = io.BytesIO()
    Image.new("RGB", (900, 600), "white").save(white, "JPEG")
    sent = send(copy=photo(white.getvalue()))
    assert documents.check_now(sent.identity_copy_id) == State.CLEAN
    kept = Document.objects.get(pk=sent.identity_copy_id)
    picture = Image.open(io.BytesIO(documents.content_of(kept))).convert("RGB")
    red = [pixel for pixel in picture.get_flattened_data() if pixel[0] - pixel[1] > 30]
    assert len(red) > picture.width * picture.height / 100


def test_a_pdf_copy_becomes_pictures_with_the_words_on_every_page():
    sent = send(copy=photo(samples.PDF, name="card.pdf", kind="application/pdf"))
    assert documents.check_now(sent.identity_copy_id) == State.CLEAN
    kept = Document.objects.get(pk=sent.identity_copy_id)
    assert kept.content_type == "application/pdf"
    content = documents.content_of(kept)
    assert b"/Font" not in content
    picture, _kind = documents.drawn_page_of(kept, page=1, longest=900)
    drawn = Image.open(io.BytesIO(picture)).convert("RGB")
    assert any(pixel[0] - pixel[1] > 30 for pixel in drawn.get_flattened_data())


def test_other_files_are_kept_without_words():
    mine = InsuredPersonFactory(signs_in=True)
    white = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(white, "PNG")
    other = documents.store(
        photo(white.getvalue(), name="bill.png", kind="image/png"),
        dossier=mine.dossier,
        by=mine.account,
        purpose="rights_evidence",
    )
    documents.check_now(other.pk)
    other.refresh_from_db()
    picture = Image.open(io.BytesIO(documents.content_of(other))).convert("RGB")
    assert set(picture.get_flattened_data()) == {(255, 255, 255)}


def test_the_copy_goes_with_the_answer(officer):
    sent = send()
    working.take(sent.pk, agent=officer)
    deciding.decide(
        sent.pk,
        Verb.REFUSE,
        agent=officer,
        said="We could not find out who you are.",
        bases=[AnswerBasis.NOT_IDENTIFIED],
        seen=seen(sent),
    )
    assert Document.objects.get(pk=sent.identity_copy_id).deleted_at is not None


def test_the_copy_goes_when_the_request_is_taken_back():
    sent = send()
    outside.withdraw(sent.pk)
    assert Document.objects.get(pk=sent.identity_copy_id).deleted_at is not None
    assert outside.withdraw(sent.pk).state == RightsState.WITHDRAWN


def test_nothing_is_granted_before_it_is_known_whose_data_it_is_about(officer):
    sent = send()
    working.take(sent.pk, agent=officer)
    said = {"agent": officer, "said": "Here.", "bases": [AnswerBasis.ACCESS]}
    why = refused(deciding.decide, sent.pk, Verb.ACCEPT, **said, seen=seen(sent))
    assert why == RightsRefusal.NOT_WITHOUT_PERSON
    person = InsuredPersonFactory(signs_in=True)
    outside.identify(sent.pk, agent=officer, matricule=person.matricule, compared=True)
    decided = deciding.decide(sent.pk, Verb.ACCEPT, **said, seen=seen(sent))
    assert decided.state == RightsState.ACCEPTED


def test_whoever_it_is_about_is_told_that_somebody_asked(officer):
    sent, person = send(), InsuredPersonFactory(signs_in=True)
    working.take(sent.pk, agent=officer)
    outside.identify(sent.pk, agent=officer, matricule=person.matricule, compared=True)
    outside.identify(sent.pk, agent=officer, matricule=person.matricule, compared=True)
    message = Message.objects.get(dossier=person.dossier)
    assert sent.procedure.reference in message.body


def test_an_unknown_number_finds_nobody_and_nobody_finds_themselves(officer):
    sent = send()
    working.take(sent.pk, agent=officer)
    unknown = InsuredPersonFactory.build().matricule
    why = refused(outside.identify, sent.pk, agent=officer, matricule=unknown)
    assert why == RightsRefusal.NOBODY_WITH_THIS_NUMBER
    me = InsuredPersonFactory(account=officer)
    why = refused(outside.identify, sent.pk, agent=officer, matricule=me.matricule)
    assert why == RightsRefusal.OWN_FILE


def test_a_question_and_its_answer_go_by_the_link(officer):
    sent = send()
    working.take(sent.pk, agent=officer)
    key = uuid.uuid4()
    outside.ask(sent.pk, agent=officer, text="Which year?", sent_key=key)
    outside.ask(sent.pk, agent=officer, text="Which year?", sent_key=key)
    sent.refresh_from_db()
    assert (sent.state, sent.letters.count()) == (RightsState.NEEDS_YOU, 1)
    email = Email.objects.order_by("pk").last()
    assert "Which year?" not in email.text_body
    assert links.address(sent) in email.text_body
    outside.reply(sent.pk, text="2025", sent_key=uuid.uuid4())
    sent.refresh_from_db()
    assert sent.state == RightsState.BEING_CHECKED
    assert [letter.text for letter in sent.letters.all()] == ["Which year?", "2025"]


def test_nobody_writes_in_what_is_over():
    sent = send()
    outside.withdraw(sent.pk)
    why = refused(outside.reply, sent.pk, text="And now?", sent_key=uuid.uuid4())
    assert why == RightsRefusal.CLOSED
    assert refused(outside.replace_copy, sent.pk, copy=photo()) == RightsRefusal.CLOSED


def test_another_copy_is_asked_for_once_when_the_first_is_not_accepted():
    sent = send()
    Document.objects.filter(pk=sent.identity_copy_id).update(
        state=State.REJECTED, rejection="unreadable", checked_at=sent.sent_at
    )
    before = Email.objects.count()
    assert outside.tell_of_rejected_copies() == 1
    outside.tell_of_rejected_copies()
    assert Email.objects.count() == before + 1
    old = sent.identity_copy_id
    again = outside.replace_copy(sent.pk, copy=photo())
    assert again.identity_copy_id != old
    assert outside.replace_copy(sent.pk, copy=photo()).identity_copy_id == again.identity_copy_id
    assert outside.tell_of_rejected_copies() == 0


def test_what_a_visitor_does_is_recorded_as_a_visitors():
    sent = send()
    entry = AuditEntry.objects.get(action="rights.sent")
    assert (entry.actor_kind, entry.details) == (ActorKind.VISITOR, {"kind": "access"})
    assert entry.subject_id == str(sent.pk)

"""Only legal bases and ready texts that fit the right and the answer are offered, and taken."""

from itertools import product

import pytest
from pytest_django.asserts import assertContains, assertRedirects

from cns_portal.rights.admin.deciding import SUGGESTED
from cns_portal.rights.choices.bases import AnswerBasis
from cns_portal.rights.choices.requests import RightsKind, RightsRefusal, RightsState
from cns_portal.rights.rules import answering, states
from cns_portal.rights.rules.states import Verb
from cns_portal.rights.services import working
from insured.models import ReplyTemplate
from insured.selectors import replies
from tests.insured.agents import window_of
from tests.rights.factories import RightsRequestFactory
from tests.rights.officers import an_officer, page_of, seen

B, K, V = AnswerBasis, RightsKind, Verb
REFUSALS = {B.NOT_IDENTIFIED, B.EXCESSIVE}


@pytest.mark.parametrize(
    ("kind", "verb", "bases"),
    [
        (K.ACCESS, V.ACCEPT, {B.ACCESS}),
        (K.ACCESS, V.ACCEPT_PARTLY, {B.ACCESS, B.OTHERS_RIGHTS}),
        (K.ACCESS, V.REFUSE, {B.OTHERS_RIGHTS} | REFUSALS),
        (K.CORRECTION, V.ACCEPT, {B.RECTIFICATION}),
        (K.CORRECTION, V.ACCEPT_PARTLY, {B.RECTIFICATION, B.CORRECT_ALREADY}),
        (K.CORRECTION, V.REFUSE, {B.CORRECT_ALREADY} | REFUSALS),
        (K.RESTRICTION, V.ACCEPT, {B.RESTRICTION}),
        (K.RESTRICTION, V.ACCEPT_PARTLY, {B.RESTRICTION, B.NO_GROUND}),
        (K.RESTRICTION, V.REFUSE, {B.NO_GROUND} | REFUSALS),
        (K.OBJECTION, V.ACCEPT, {B.OBJECTION}),
        (K.OBJECTION, V.ACCEPT_PARTLY, {B.OBJECTION, B.NO_OBJECTION}),
        (K.OBJECTION, V.REFUSE, {B.NO_OBJECTION} | REFUSALS),
        (K.ERASURE, V.ACCEPT, {B.ERASURE}),
        (K.ERASURE, V.ACCEPT_PARTLY, {B.ERASURE, B.LEGAL_DUTY, B.LEGAL_CLAIMS}),
        (K.ERASURE, V.REFUSE, {B.LEGAL_DUTY, B.LEGAL_CLAIMS} | REFUSALS),
        (K.ACCESS_QUESTION, V.ANSWER, {B.ACCESS, B.INFORMATION}),
        (K.ACCESS_QUESTION, V.REFUSE, {B.OTHERS_RIGHTS, B.EXCESSIVE}),
        (K.OTHER, V.ANSWER, {B.ACCESS, B.INFORMATION}),
        (K.OTHER, V.REFUSE, {B.OTHERS_RIGHTS} | REFUSALS),
        (K.ERASURE, V.ANSWER, set()),
        (K.OTHER, V.ACCEPT, set()),
        (K.ACCESS, V.TAKE, set()),
    ],
)
def test_which_bases_serve_which_right_and_answer(kind, verb, bases):
    assert set(answering.bases_for(kind, verb)) == bases


def test_every_answer_that_can_be_given_has_a_basis_and_no_other_has_one():
    for kind, verb in product(RightsKind, Verb):
        refusal = states.why_not(verb, state=RightsState.BEING_CHECKED, kind=kind)
        possible = verb in states.DECIDING and refusal is None
        assert bool(answering.bases_for(kind, verb)) == possible, (kind, verb)
    assert {basis for bases in answering.BASES.values() for basis in bases} == set(AnswerBasis)


def test_what_is_ticked_at_first_fits():
    for (kind, verb), bases in SUGGESTED.items():
        assert answering.why_not_rest_on(bases, kind=kind, verb=verb) is None, (kind, verb)


@pytest.mark.parametrize(
    ("bases", "refusal"),
    [
        ([B.LEGAL_DUTY], None),
        ([B.LEGAL_CLAIMS, B.LEGAL_DUTY], None),
        ([B.LEGAL_DUTY, "art_99"], None),
        ([], RightsRefusal.NO_BASIS),
        (["art_99"], RightsRefusal.NO_BASIS),
        ([B.ERASURE], RightsRefusal.UNFIT_BASIS),
        ([B.LEGAL_DUTY, B.ACCESS], RightsRefusal.UNFIT_BASIS),
    ],
)
def test_on_what_the_refusal_of_an_erasure_rests(bases, refusal):
    assert answering.why_not_rest_on(bases, kind=K.ERASURE, verb=V.REFUSE) == refusal


@pytest.mark.parametrize(
    ("code", "kind", "verb", "fits"),
    [
        ("rights-accept-corrected", K.CORRECTION, V.ACCEPT, True),
        ("rights-accept-corrected", K.CORRECTION, V.ACCEPT_PARTLY, False),
        ("rights-accept-corrected", K.ERASURE, V.ACCEPT, False),
        ("rights-accept-look-explained", K.ACCESS_QUESTION, V.ANSWER, True),
        ("rights-accept-look-explained", K.OTHER, V.ANSWER, False),
        ("rights-refuse-legal-duty", K.ERASURE, V.REFUSE, True),
        ("rights-refuse-legal-duty", K.RESTRICTION, V.REFUSE, True),
        ("rights-refuse-legal-duty", K.ACCESS, V.REFUSE, False),
        ("rights-refuse-not-identified", K.ACCESS, V.REFUSE, True),
        ("rights-refuse-not-identified", K.ACCESS_QUESTION, V.REFUSE, False),
        ("rights-ask-proof", K.CORRECTION, V.ASK, True),
        ("rights-ask-proof", K.ACCESS, V.ASK, False),
        ("rights-ask-which-data", K.ACCESS, V.ASK, True),
        ("written-by-a-supervisor", K.ACCESS, V.REFUSE, True),
    ],
)
def test_which_ready_texts_fit_which_right_and_answer(code, kind, verb, fits):
    assert answering.text_fits(code, kind=kind, verb=verb) is fits


@pytest.mark.django_db
def test_the_table_of_texts_names_those_that_exist():
    known = set(ReplyTemplate.objects.filter(kind="rights").values_list("code", flat=True))
    assert set(answering.TEXTS) == known
    everywhere = {one.code for one in replies.offered(kind="rights", use="accept")} - known
    assert all(answering.text_fits(code, kind=K.ACCESS, verb=V.ACCEPT) for code in everywhere)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "page", "bases", "text", "other_text"),
    [
        (K.CORRECTION, "accept", ["art_16"], "accept-corrected", "accept-look-explained"),
        (K.ACCESS, "accept", ["art_15"], "", "accept-corrected"),
        (
            *(K.RESTRICTION, "refuse", ["art_18_none", "art_12_6", "art_12_5"]),
            *("refuse-legal-duty", "accept-corrected"),
        ),
        (
            *(K.ACCESS_QUESTION, "answer", ["art_15", "art_12_1"]),
            *("accept-look-explained", "accept-corrected"),
        ),
        (
            *(K.OBJECTION, "refuse", ["art_21_none", "art_12_6", "art_12_5"]),
            *("refuse-not-identified", "refuse-legal-duty"),
        ),
    ],
)
def test_the_form_offers_what_fits(kind, page, bases, text, other_text):
    officer = an_officer()
    request = working.take(RightsRequestFactory(kind=kind).pk, agent=officer)
    form = window_of(officer).get(page_of(request, page)).context["form"]
    assert [code for code, _label in form.fields["bases"].choices] == bases
    assert set(form["bases"].initial) <= set(bases)
    texts = {one.code for one in form.texts}
    assert not text or f"rights-{text}" in texts
    assert f"rights-{other_text}" not in texts


@pytest.mark.django_db
def test_what_does_not_fit_is_not_taken_from_a_form():
    officer = an_officer()
    request = working.take(RightsRequestFactory(kind=K.ACCESS).pk, agent=officer)
    window = window_of(officer)
    said = {"words": "Here it is.", "bases": ["art_17_3_b"], "seen": seen(request)}
    page = window.post(page_of(request, "accept"), said)
    assertContains(page, "This legal basis does not fit")
    request.refresh_from_db()
    assert request.state == RightsState.BEING_CHECKED
    said["bases"] = ["art_15"]
    assertRedirects(window.post(page_of(request, "accept"), said), page_of(request))

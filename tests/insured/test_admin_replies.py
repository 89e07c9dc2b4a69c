"""Ready texts: the rule about placeholders and languages, the first set, who edits them."""

import importlib

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.asserts import assertContains

from cns_portal.audit.models import AuditEntry
from insured.choices.replies import Placeholder, ReplyProblem, ReplyUse
from insured.choices.requests import RequestKind
from insured.models import ReplyTemplate
from insured.rules.replies import filled, placeholders_in, spoken_in, unfilled, what_is_wrong
from tests.factories import AccountFactory
from tests.insured.agents import an_agent, window_of

FIRST_SET = importlib.import_module("insured.migrations.0004_first_ready_texts").BASE_SET
LIST = "/admin/insured/replytemplate/"
KNOWN = Placeholder.values


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Nothing to fill in.", None),
        ("Hello {name}, {reference} and {name}.", None),
        ("Hello {nom}.", ReplyProblem.UNKNOWN_PLACEHOLDER),
        ("Hello {name.", ReplyProblem.STRAY_BRACE),
        ("Hello name}.", ReplyProblem.STRAY_BRACE),
        ("Hello { name }.", ReplyProblem.STRAY_BRACE),
        ("Hello {{name}}.", ReplyProblem.STRAY_BRACE),
        ("Hello {}.", ReplyProblem.STRAY_BRACE),
    ],
)
def test_what_is_wrong_with_a_text(text, problem):
    wrong = what_is_wrong(text, known=KNOWN)
    assert (wrong.problem if wrong else None) == problem


@pytest.mark.parametrize(
    ("there", "wanted", "language"),
    [
        ({"fr", "de", "lb", "en"}, "lb", "lb"),
        ({"fr", "de", "en"}, "lb", "fr"),
        ({"de", "en"}, "lb", "de"),
        ({"en"}, "fr", "en"),
        ({"lb"}, "de", "lb"),
    ],
)
def test_the_language_of_a_text(there, wanted, language):
    spoken = spoken_in({name: f"in {name}" for name in there}, wanted)
    assert (spoken.language, spoken.text) == (language, f"in {language}")
    assert spoken.fell_back == (wanted not in there)


def test_a_text_without_words_is_none():
    with pytest.raises(LookupError):
        spoken_in({"fr": "  "}, "fr")


@given(
    names=st.lists(st.sampled_from(KNOWN)),
    between=st.text(alphabet=st.characters(exclude_characters="{}")),
)
def test_what_is_accepted_can_be_filled_in_completely(names, between):
    text = between.join(f"{{{name}}}" for name in names)
    assert what_is_wrong(text, known=KNOWN) is None
    values = dict.fromkeys(KNOWN, "Value")
    assert unfilled(filled(text, values)) == []
    assert filled(text, values).count("Value") >= len(names)


def test_what_has_no_value_stays_as_it_is_written():
    assert filled("By {deadline}, {name}.", {"name": "Marie", "deadline": ""}) == (
        "By {deadline}, Marie."
    )


@pytest.mark.parametrize("entry", FIRST_SET, ids=lambda entry: entry[0])
def test_the_first_set_is_complete_in_four_languages(entry):
    _code, kind, use, _position, words = entry
    assert kind in ["", *RequestKind.values]
    assert use in ReplyUse.values
    assert set(words) == {"fr", "de", "lb", "en"}
    used = {frozenset(placeholders_in(text)) for _title, text in words.values()}
    assert len(used) == 1, "each language fills in the same"
    for title, text in words.values():
        assert title
        assert what_is_wrong(text, known=KNOWN) is None
        assert use == ReplyUse.ASK or "{deadline}" not in text


def test_the_first_set_has_something_for_every_use():
    assert {use for _code, _kind, use, _position, _words in FIRST_SET} == set(ReplyUse.values)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("promise", "columns"),
    [
        ("reply_template_code_is_unique", {}),
        ("reply_template_kind_is_a_code", {"code": "two", "kind": "A holiday"}),
        ("reply_template_use_is_known", {"code": "two", "use": "sing"}),
        ("reply_template_has_words_in_french", {"code": "two", "text_fr": ""}),
    ],
)
def test_the_database_refuses_nonsense(promise, columns):
    text = {"code": "one", "use": "ask", "title_fr": "Titre", "text_fr": "Bonjour."}
    ReplyTemplate.objects.create(**text)
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        ReplyTemplate.objects.create(**{**text, **columns})
    assert broken.value.__cause__.diag.constraint_name == promise


# -- editing --------------------------------------------------------------------------------


@pytest.fixture
def template(db):
    return ReplyTemplate.objects.create(
        code="mine", use=ReplyUse.ASK, title_fr="Titre", text_fr="Bonjour {name}."
    )


def typed(template, **changed):
    names = [field.name for field in ReplyTemplate._meta.fields if field.name not in {"id", "code"}]
    return {**{name: getattr(template, name) for name in names}, "is_active": "on", **changed}


def test_a_supervisor_changes_a_text_and_it_is_written_down(template):
    window = window_of(AccountFactory(supervisor=True))
    page = f"{LIST}{template.pk}/change/"
    assertContains(window.get(page), "{reference}: the reference of the request")
    answer = window.post(page, typed(template, text_en="Hello {name}.", code="other"))
    assert answer.status_code == 302, answer.context["errors"]
    template.refresh_from_db()
    assert (template.text_en, template.code) == ("Hello {name}.", "mine")
    [entry] = AuditEntry.objects.filter(action="replytemplate.changed")
    assert entry.details == {"fields": ["text_en"]}


def test_an_unknown_placeholder_is_refused_in_the_language_where_it_stands(template):
    window = window_of(AccountFactory(supervisor=True))
    answer = window.post(f"{LIST}{template.pk}/change/", typed(template, text_de="Hallo {Name}."))
    assert "text_de" in answer.context["adminform"].form.errors
    answer = window.post(f"{LIST}{template.pk}/change/", typed(template, text_de="Hallo {nom}."))
    assertContains(answer, "Nothing is known by these names: nom.")


@pytest.mark.django_db
def test_agents_use_the_texts_and_do_not_edit_them(template):
    window = window_of(an_agent())
    assert window.get(LIST).status_code == 403
    assert window.get(f"{LIST}{template.pk}/change/").status_code == 403


def test_a_text_is_retired_never_deleted(template):
    window = window_of(AccountFactory(supervisor=True))
    assert window.get(f"{LIST}{template.pk}/delete/").status_code == 403

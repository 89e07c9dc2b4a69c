"""The crispy pack: label, hint, error, input in this order, with ids that lead somewhere."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template

from cns_portal.web.fields import (
    CardChoiceField,
    CardMultipleChoiceField,
    DocumentField,
    LongTextField,
    LuxembourgDateField,
    MatriculeField,
    Option,
    PhoneField,
    PortalEmailField,
)
from cns_portal.web.forms import SentOnce
from cns_portal.web.samples import SampleForm

CRISPY = Template("{% load crispy_forms_tags %}{% crispy form %}")
FILTER = Template("{% load crispy_forms_tags %}{{ form|crispy }}")


class _Page(HTMLParser):
    """Collects ids and what refers to them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids, self.references, self.described = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if tag == "label" and "for" in attrs:
            self.references.append(attrs["for"])
        if (attrs.get("href") or "").startswith("#"):
            self.references.append(attrs["href"][1:])
        if "aria-describedby" in attrs:
            self.described += attrs["aria-describedby"].split()


def draw(form, template=FILTER) -> str:
    return template.render(Context({"form": form}))


@pytest.fixture
def wrong():
    return SampleForm({"channel": "on_site", "matricule": "1", "needs": ["lift"]})


@pytest.mark.parametrize("template", [CRISPY, FILTER])
@pytest.mark.parametrize("bound", [False, True])
def test_every_reference_of_a_form_resolves(template, bound):
    form = SampleForm({"matricule": "1"} if bound else None)
    summary = Template("{% error_summary form=form %}").render(Context({"form": form}))
    page = _Page(summary + draw(form, template))
    assert len(page.ids) == len(set(page.ids))
    assert set(page.references + page.described) <= set(page.ids)


def test_label_hint_error_and_input_come_in_this_order(wrong):
    html = draw(wrong)
    places = [
        html.index(part)
        for part in (
            '<label for="id_matricule"',
            'id="id_matricule_helptext"',
            'id="id_matricule_error"',
            'name="matricule"',
        )
    ]
    assert places == sorted(places)


def test_a_wrong_field_is_marked_and_described(wrong):
    control = re.search(r'<input[^>]*name="matricule"[^>]*>', draw(wrong))[0]
    assert 'aria-invalid="true"' in control
    assert 'aria-describedby="id_matricule_helptext id_matricule_error"' in control
    assert 'value="1"' in control


def test_the_summary_leads_to_the_first_radio_that_can_be_chosen():
    form = SampleForm({})
    html = Template("{% error_summary form=form %}").render(Context({"form": form}))
    assert 'href="#id_channel_0"' in html
    assert 'role="alert"' in html


def test_a_radio_group_with_an_error_keeps_what_was_chosen():
    form = SampleForm({"channel": "on_site", "time": "09:30"})
    form.add_error("channel", "Not today.")
    html = draw(form)
    assert re.search(r'value="on_site"[^>]*checked', html)
    assert re.search(r'value="09:30"[^>]*checked', html)
    assert re.search(r'<fieldset id="div_id_channel"[^>]*aria-describedby="id_channel_error"', html)


def test_a_closed_option_says_why_and_cannot_be_chosen():
    html = draw(SampleForm())
    assert re.search(r'value="video"[^>]*disabled', html)
    assert 'aria-describedby="id_channel_1_closed"' in html
    form = SampleForm({"channel": "video"})
    assert "handled at an agency only" in form.errors["channel"][0]


def test_hints_of_options_belong_to_their_radio():
    assert 'aria-describedby="id_channel_0_hint"' in draw(SampleForm())


def test_required_fields_are_announced_once_and_marked():
    html = draw(SampleForm())
    assert html.count("are mandatory") == 1
    assert html.count('<span class="required" aria-hidden="true">') == sum(
        field.required for field in SampleForm.base_fields.values()
    )


class _Optional(forms.Form):
    note = forms.CharField(required=False)


def test_without_required_fields_there_is_no_sentence_about_them():
    assert "mandatory" not in draw(_Optional())


def test_a_general_error_is_in_the_summary_without_a_link():
    form = _Optional({})
    form.add_error(None, "Somebody was faster.")
    html = Template("{% error_summary form=form %}").render(Context({"form": form}))
    assert "Somebody was faster." in html
    assert "<a " not in html


def test_djangos_general_sentence_is_named_in_the_summary():
    class Plain(forms.Form):
        street = forms.CharField(label="Street")

    html = Template("{% error_summary form=form %}").render(Context({"form": Plain({})}))
    assert "Street: this must be filled in." in html


def test_options_may_be_set_per_form():
    class Choice(forms.Form):
        place = CardChoiceField(label="Place")

    first, second = Choice({"place": "esch"}), Choice({"place": "esch"})
    first.fields["place"].options = [Option(value="esch", label="Esch")]
    second.fields["place"].options = [Option(value="esch", label="Esch", closed_because="Full.")]
    assert first.is_valid()
    assert second.errors["place"] == ["Full."]


def test_several_cards_refuse_a_closed_one():
    field = CardMultipleChoiceField(options=[Option(value="a", label="A", closed_because="No.")])
    with pytest.raises(forms.ValidationError, match="No"):
        field.clean(["a"])


@pytest.mark.parametrize("typed", ["1893120105732", "1893 12 01 05732", " 1893.1201-05732 "])
def test_a_matricule_may_be_typed_with_spaces(typed):
    assert MatriculeField().clean(typed) == "1893120105732"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "required"),
        ("123", "not_thirteen_digits"),
        ("1893120105733", "check_digits"),
        ("1893120105742", "check_digits"),
        ("1893139905732", "not_a_date"),
    ],
)
def test_a_wrong_matricule_gets_its_own_sentence(typed, code):
    with pytest.raises(forms.ValidationError) as refused:
        MatriculeField().clean(typed)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "typed", ["24/11/1985", "24.11.1985", "24 11 1985", "24 / 11 / 1985", "1985-11-24"]
)
def test_a_date_is_day_month_year(typed):
    assert LuxembourgDateField().clean(typed) == date(1985, 11, 24)


@pytest.mark.parametrize("typed", ["31/02/1990", "11/24/1985", "yesterday"])
def test_an_impossible_date_is_refused(typed):
    with pytest.raises(forms.ValidationError, match="day/month/year"):
        LuxembourgDateField().clean(typed)


def test_a_date_is_shown_as_it_is_typed():
    class Birth(forms.Form):
        born = LuxembourgDateField()

    assert 'value="24/11/1985"' in str(Birth(initial={"born": date(1985, 11, 24)}))


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("621 123 456", "+352621123456"),
        ("+33 (0)6 12 34 56 78", "+33612345678"),
        ("0049 651 123456", "+49651123456"),
    ],
)
def test_a_telephone_number_becomes_international(typed, number):
    assert PhoneField().clean(typed) == number


@pytest.mark.parametrize("typed", ["call me", "12", "+1234567890123456"])
def test_a_wrong_telephone_number_is_refused(typed):
    with pytest.raises(forms.ValidationError):
        PhoneField().clean(typed)


def test_an_email_field_helps_the_keyboard():
    attrs = PortalEmailField().widget.attrs
    assert attrs["autocomplete"] == "email"
    assert attrs["spellcheck"] == "false"


def test_a_long_text_says_how_long_it_may_be():
    assert str(LongTextField(max_length=500).help_text) == "At most 500 characters."


def test_a_long_text_is_refused_and_not_cut():
    """A browser cuts what is pasted at `maxlength` without a word."""
    field = LongTextField(max_length=500)
    assert "maxlength" not in field.widget.attrs
    assert field.widget.attrs["data-counted"] == "500"
    with pytest.raises(forms.ValidationError, match=r"500.*501"):
        field.clean("x" * 501)


def test_the_end_of_a_line_is_one_character():
    """Browsers send two, and show one in the counter."""
    assert LongTextField(max_length=5).clean("a\r\nb\r\nc") == "a\nb\nc"


def _file(name="card.pdf", content=b"x"):
    return SimpleUploadedFile(name, content)


def test_a_document_states_its_limits_before_and_after():
    field = DocumentField(max_bytes=2 * 1024 * 1024)
    assert str(field.help_text) == "PDF, JPEG, PNG, HEIC, at most 2 MB."
    with pytest.raises(forms.ValidationError, match="bigger than 2 MB"):
        field.clean(_file(content=b"x" * (2 * 1024 * 1024 + 1)))
    with pytest.raises(forms.ValidationError, match="kind that is not accepted"):
        field.clean(_file("card.exe"))
    with pytest.raises(forms.ValidationError, match="empty"):
        field.clean(_file(content=b""))
    assert field.clean(_file("CARD.PDF")).name == "CARD.PDF"


def test_a_document_input_carries_its_limits_for_the_script():
    class Upload(forms.Form):
        card = DocumentField(label="Card")

    html = draw(Upload())
    assert 'data-max-bytes="10485760"' in html
    assert 'data-too-big="This file is bigger than 10 MB.' in html
    assert 'accept=".pdf,.jpg' in html


def test_a_form_that_counts_once_brings_a_key_of_its_own_and_keeps_the_one_it_came_with():
    first, second = SentOnce(), SentOnce()
    assert first["sent_key"].value() != second["sent_key"].value()
    assert SentOnce(initial={"sent_key": "known"})["sent_key"].value() == "known"
    sent = SentOnce({"sent_key": first["sent_key"].value()})
    assert sent.is_valid()
    assert str(sent.cleaned_data["sent_key"]) == first["sent_key"].value()
    assert not SentOnce({}).is_valid()

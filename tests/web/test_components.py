"""Components keep their signatures, and nothing lies in their folder unused."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import get_template
from django.test import RequestFactory

from cns_portal.web import drawing
from cns_portal.web.templatetags import finding, saying, showing

ROOT = Path(settings.BASE_DIR)
COMPONENTS = ROOT / "templates" / "components"
MONDAY = date(2026, 11, 23)
MOMENT = datetime(2026, 11, 20, 9, 5, tzinfo=UTC)


def draw(source: str, **context) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    "source",
    [
        "{% status_tag label='Open' %}",
        "{% status_tag label='Open' tone='info' colour='red' %}",
        "{% status_tag 'Open' 'info' %}",
        "{% callout heading='x' %}{% endcallout %}",
        "{% summary_row label='x' %}",
        "{% card_link title='x' %}",
        "{% step_caption current=1 %}",
        "{% countdown %}",
        "{% day_nav %}",
        "{% slot_radios name='x' %}",
    ],
)
def test_a_component_called_wrongly_fails_when_the_template_is_loaded(source):
    with pytest.raises(TemplateSyntaxError):
        Template(source)


@pytest.mark.parametrize(
    "source", ["{% icon name='unicorn' %}", "{% status_tag label='x' tone='pink' %}"]
)
def test_unknown_signs_and_tones_are_refused(source):
    with pytest.raises(ValueError, match="Unknown"):
        draw(source)


def test_the_sprite_holds_exactly_the_known_icons():
    sprite = (ROOT / "static" / "icons.svg").read_text()
    assert set(re.findall(r'<symbol id="([^"]+)"', sprite)) == drawing.ICONS


def test_every_tone_has_an_icon():
    assert drawing.TONES <= drawing.ICONS


def test_every_component_template_belongs_to_a_tag():
    modules = (finding, saying, showing)
    source = "".join(Path(module.__file__).read_text() for module in modules)
    used = set(re.findall(r'"components/(\w+)\.html"', source))
    used |= set(re.findall(r'drawn\(\s*"(\w+)"', source))
    assert {path.stem for path in COMPONENTS.glob("*.html")} == used


@pytest.mark.parametrize(
    "path",
    sorted(
        str(path.relative_to(ROOT / "templates"))
        for folder in ("components", "layouts", "cns", "web")
        for path in (ROOT / "templates" / folder).rglob("*.html")
    ),
)
def test_every_template_of_the_design_layer_compiles(path):
    get_template(path)


def test_no_template_of_the_design_layer_holds_inline_code():
    for path in (ROOT / "templates").glob("**/*.html"):
        text = path.read_text()
        if path.name == "email.html" or "notices" in path.parts:
            continue  # mail programs know nothing but inline styles
        assert not re.search(r"<(script(?![^>]*\bsrc=)|style)\b|\sstyle=|\son\w+=\"", text), path


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "today"), (1, "tomorrow"), (-1, "yesterday"), (4, "in 4 days"), (-2, "2 days ago")],
)
def test_a_day_is_said_with_its_distance(days, words):
    html = draw(
        "{% contextual_date day=day today=today %}", day=MONDAY + timedelta(days), today=MONDAY
    )
    assert words in html


def test_a_date_is_written_the_way_it_is_here():
    assert "Monday 23 November 2026" in draw("{% contextual_date day=d today=d %}", d=MONDAY)


def test_what_people_typed_is_escaped():
    html = draw(
        "{% summary_list %}{% summary_row label='Name' value=v %}{% endsummary_list %}", v="<b>"
    )
    assert "&lt;b&gt;" in html
    assert "&lt;b&gt;" in draw("{% callout %}{{ v }}{% endcallout %}", v="<b>")


def test_an_empty_answer_says_so_but_zero_is_an_answer():
    assert "Not given" in draw("{% summary_row label='x' value='' %}")
    assert "Not given" not in draw("{% summary_row label='x' value=0 %}")


def test_a_change_link_says_what_it_changes():
    html = draw(
        "{% summary_row label='Topic' value='x' change_url='/t/' change_what='the topic' %}"
    )
    assert "the topic</span></a>" in html


def test_a_full_day_is_text_and_a_free_day_is_a_link():
    days = [
        {"day": MONDAY, "free": 0, "url": None, "current": False},
        {"day": MONDAY + timedelta(1), "free": 1, "url": "/24/", "current": True},
    ]
    html = draw("{% day_nav days=days %}", days=days)
    assert html.count("<a ") == 1
    assert 'href="/24/" aria-current="date"' in html
    assert "1 time<" in html
    assert "full" in html


def test_times_are_real_radios_in_named_groups():
    groups = [
        {"label": "Morning", "slots": [{"value": "09:30", "label": "9:30"}]},
        {"label": "Afternoon", "slots": [{"value": "13:00", "label": "13:00"}]},
    ]
    html = draw("{% slot_radios name='at' groups=groups selected='13:00' %}", groups=groups)
    assert html.count('type="radio" name="at"') == 2
    assert html.count("<legend>") == 2
    assert re.search(r'value="13:00" checked', html)
    assert len(set(re.findall(r'id="([^"]+)"', html))) == 2


def test_a_hold_says_until_when_without_a_script_and_speaks_at_three_moments():
    html = draw(
        "{% countdown until=u now=n extend_url='/e/' %}", n=MOMENT, u=MOMENT + timedelta(minutes=10)
    )
    assert "for 10 minutes, until 10:15." in html
    assert 'data-seconds="600"' in html
    assert all(f"data-{key}=" in html for key in ("five", "one", "over"))
    assert 'role="status"' in html
    assert 'aria-live="assertive"' not in html


def test_an_expired_hold_never_counts_below_zero():
    html = draw("{% countdown until=u now=n %}", n=MOMENT, u=MOMENT - timedelta(minutes=3))
    assert 'data-seconds="0"' in html


def test_pages_keep_the_other_parts_of_the_question():
    request = RequestFactory().get("/", {"q": "a b", "page": "2"})
    html = draw(
        "{% pagination page=page %}", page=Paginator(range(50), 10).page(2), request=request
    )
    assert "?q=a+b&amp;page=3" in html
    assert html.count('aria-current="page"') == 1


def test_one_page_needs_no_pagination():
    assert draw("{% pagination page=page %}", page=Paginator([1], 10).page(1)).strip() == ""


def test_a_table_keeps_its_meaning_when_it_becomes_cards():
    html = draw(
        "{% data_table caption='c' headers=h rows=r %}", h=["Date", "Place"], r=[["Monday", "Esch"]]
    )
    assert 'data-label="Place"' in html
    assert html.count('role="rowheader"') == 1


def test_a_row_that_does_not_fit_its_headers_is_refused():
    with pytest.raises(ValueError, match="zip"):
        draw("{% data_table caption='c' headers=h rows=r %}", h=["Date"], r=[["Monday", "Esch"]])


def test_steps_are_said_in_words():
    html = draw("{% step_caption current=2 total=6 %}")
    assert "Step 2 of 6" in html
    assert html.count("is-next") == 4


@pytest.mark.parametrize(
    ("folder", "suffix", "limit"), [("css", "portal.css", 40_000), ("js", ".js", 30_000)]
)
def test_the_page_stays_light(folder, suffix, limit):
    files = [path for path in (ROOT / "static" / folder).iterdir() if path.name.endswith(suffix)]
    assert 0 < sum(path.stat().st_size for path in files) <= limit


def test_the_pdf_layout_fetches_nothing():
    html = get_template("layouts/print.html").render({})
    assert "<style>" in html
    assert "<link" not in html
    assert "src=" not in html


def test_an_email_layout_needs_no_stylesheet():
    html = get_template("layouts/email.html").render({})
    assert "<link" not in html
    assert "<style" not in html

"""The pages about declarations in a real browser: axe, narrow and wide, light and dark."""

import os

import pytest
from django.conf import settings as django_settings
from django.test import Client

from insured import tasks
from insured.choices.declaration_files import Encoding
from insured.models import Declaration, InsuredPerson
from insured.services import declarations
from insured.services.declarations import importing
from tests.accounts.agents import an_agent, sign_in_agent
from tests.insured.declarations import a_file, a_row, number_of, periods_of
from tests.journeys.looking import looks_right

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("ADMIN_PICTURES")
QUEUE, IMPORTS = "/admin/insured/declaration/", "/admin/insured/declarationimport/"
EMPLOYER = "Atelier Modèle de la Très Longue Dénomination s.à r.l."


@pytest.fixture
def agent(page, live_server):
    agent = an_agent(is_superuser=True, first_name="Simone", last_name="Regard")
    client = Client()
    sign_in_agent(client, agent)
    name = django_settings.SESSION_COOKIE_NAME
    value = client.cookies[name].value
    page.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    return agent


@pytest.fixture
def two_exits(agent):
    declarations.apply(
        [
            a_row("2026-000001", employer_name=EMPLOYER),
            a_row("2026-000002", "exit", 30, employer_name=EMPLOYER),
            a_row("2026-000003", "exit", 60, employer_name=EMPLOYER),
        ]
    )
    return Declaration.objects.get(number="2026-000003")


def an_import(agent):
    wrong = [
        b"2026-1%05d;entry;1893120105733;A;B;compulsory;cns;2026-01-01;;" % n for n in range(9)
    ]
    content = a_file(a_row("D-1"), *wrong, b"x" * 9000)
    return importing.receive(content, name="march.csv", encoding=Encoding.UTF_8, by=agent)


def look(page, name):
    looks_right(page)
    if PICTURES:
        for width, scheme in ((360, "dark"), (1280, "light")):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)


def test_the_pages_about_declarations_look_right(page, live_server, agent, two_exits):
    source = an_import(agent)
    addresses = {
        "queue": QUEUE,
        "contradiction": f"{QUEUE}{two_exits.pk}/change/",
        "imports": IMPORTS,
        "upload": f"{IMPORTS}add/",
        "waiting": f"{IMPORTS}{source.pk}/change/",
    }
    for name, address in addresses.items():
        page.goto(live_server.url + address)
        if name != "waiting":  # it reloads itself
            look(page, name)
    tasks.import_declarations()
    page.goto(f"{live_server.url}{IMPORTS}{source.pk}/change/")
    look(page, "read")


def test_an_agent_sets_one_aside_with_the_keyboard(page, live_server, two_exits):
    page.goto(live_server.url + QUEUE)
    page.get_by_role("link", name="2026-000003").click()
    page.get_by_role("radio", name="2026-000002").focus()
    page.keyboard.press("Space")
    page.get_by_label("Reason").focus()
    page.keyboard.type("The employer confirmed the later day.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("The declaration is set aside.").wait_for()
    person = InsuredPerson.objects.get(matricule=number_of(1))
    assert periods_of(person) == [("compulsory", "A", 0, 60)]


def test_the_page_of_an_import_shows_progress_by_itself_without_scripts(
    browser, live_server, page, agent
):
    source = an_import(agent)
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(page.context.cookies())
    watching = context.new_page()
    watching.goto(f"{live_server.url}{IMPORTS}{source.pk}/change/")
    assert watching.get_by_text("0 of 12 lines").is_visible()
    tasks.import_declarations()
    watching.get_by_text("What changed").wait_for()
    assert watching.get_by_text("The line is too long.").is_visible()
    context.close()


def test_an_agent_uploads_a_file_and_fetches_the_rejected_lines(page, live_server, agent, tmp_path):
    path = tmp_path / "march.csv"
    path.write_bytes(a_file(a_row("D-1"), b"nonsense").getvalue())
    page.goto(live_server.url + IMPORTS)
    page.goto(f"{live_server.url}{IMPORTS}add/")
    page.get_by_label("File of declarations").set_input_files(path)
    page.get_by_role("button", name="Upload and read").click()
    page.get_by_text("How far reading has come").wait_for()
    tasks.import_declarations()
    with page.expect_download() as download:
        page.get_by_role("link", name="All rejected lines").click()
    content = download.value.path().read_text(encoding="utf-8-sig")
    assert content.splitlines()[1].startswith("3;")

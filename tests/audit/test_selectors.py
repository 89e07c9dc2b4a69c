"""Who looked at a file: what the person is told, and what not."""

import importlib
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group

from cns_portal import audit
from cns_portal.audit import selectors, words
from tests.factories import AccountFactory, AgencyFactory, AppointmentFactory, InsuredPersonFactory

pytestmark = pytest.mark.django_db
STAFF = sorted(
    ".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts)
    for folder in ("cns_portal", "appointments", "insured", "reimbursements", "incapacity")
    for path in Path(settings.BASE_DIR, folder).rglob("services/staff.py")
)


@pytest.fixture
def person():
    return InsuredPersonFactory(signs_in=True)


@pytest.fixture
def agent():
    agent = AccountFactory(agent=True, first_name="Danielle", last_name="Guichet")
    AgencyFactory(name="Esch").agents.add(agent)
    AgencyFactory(name="Wiltz").agents.add(agent)
    return agent


def told(person) -> list[selectors.Look]:
    return selectors.in_words(selectors.looks_at(person.dossier, own=person.account))


def test_an_agent_is_told_by_office_and_purpose_not_by_name(person, agent):
    audit.record_view(agent, person, purpose="insured.page", dossier=person.dossier)
    [look] = told(person)
    assert (look.by_agent, look.name, look.office) == (True, "", "Esch, Wiltz")
    assert look.purpose == "Work on your file"
    assert "Danielle" not in str(look)


def test_an_agent_is_told_by_role(person, agent):
    """What every group does is said by its room; whoever is in none and may do all supervises."""
    without, chief = AccountFactory(agent=True), AccountFactory(agent=True, is_superuser=True)
    for name in ("Agents for reimbursements", "Agents", "Nobody has words for it"):
        agent.groups.add(Group.objects.get_or_create(name=name)[0])
    for who in (agent, without, chief):
        audit.record_view(who, person, purpose="insured.page", dossier=person.dossier)
    roles = [look.role for look in told(person)]
    assert roles == ["supervision", "", "appointments, reimbursements"]


@pytest.mark.parametrize("module", STAFF)
def test_every_group_that_works_with_people_has_words(module):
    """Editors write texts and open nobody's file."""
    staff = importlib.import_module(module)
    names = {value for name, value in vars(staff).items() if name.endswith("GROUP")}
    assert names
    assert names - {"Editors"} <= words.roles().keys()


def test_a_holder_is_told_by_name(person):
    parent = InsuredPersonFactory(signs_in=True, first_name="Marie").account
    parent.first_name, parent.last_name = "Marie", "Beispill"
    parent.save()
    audit.record_view(parent, person, purpose="mandate", dossier=person.dossier)
    [look] = told(person)
    assert (look.by_agent, look.name) == (False, "Marie Beispill")
    assert look.purpose == "Opened your file with your mandate"


def test_the_case_is_named(person, agent):
    appointment = AppointmentFactory(person=person)
    audit.record_views(
        agent,
        [appointment],
        purpose="appointments.list",
        dossier_id=lambda row: person.dossier_id,
    )
    [look] = told(person)
    assert look.reference == appointment.procedure.reference
    assert look.in_a_list


def test_ones_own_looks_and_those_of_nobody_are_left_out(person, agent):
    audit.record_view(person.account, person, purpose="insured.page", dossier=person.dossier)
    audit.record_view(audit.SYSTEM, person, purpose="insured.page", dossier=person.dossier)
    audit.record_view(audit.VISITOR, person, purpose="insured.page", dossier=person.dossier)
    audit.record(agent, "insured.contact_changed", person, dossier=person.dossier)
    assert told(person) == []


def test_looks_at_another_file_are_another_persons(person, agent):
    other = InsuredPersonFactory()
    audit.record_view(agent, other, purpose="insured.page", dossier=other.dossier)
    assert told(person) == []


def test_the_latest_come_first_and_many_cost_no_more(person, agent, django_assert_max_num_queries):
    for _ in range(30):
        audit.record_view(agent, person, purpose="insured.page", dossier=person.dossier)
    looks = selectors.looks_at(person.dossier, own=person.account)
    with django_assert_max_num_queries(4):
        moments = [look.at for look in selectors.in_words(looks[:20])]
    assert len(moments) == 20
    assert moments == sorted(moments, reverse=True)


def test_every_purpose_in_the_code_has_words():
    pattern = re.compile(r"""purpose\s*=\s*f?["']([a-z_.]+)""")
    found = {
        (file.name, code.rstrip("."))
        for room in ("appointments", "insured", "cns_portal/inbox")
        for file in (Path(settings.BASE_DIR) / room).rglob("*.py")
        for code in pattern.findall(file.read_text())
    }
    assert len(found) > 5
    assert {(name, code) for name, code in found if not words.purpose(code)} == set()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("insured", "Work on your file"),
        ("insured.search", "Work on your file"),
        ("insured.requests.list", "Work on a request of yours"),
        ("nothing.known", ""),
    ],
)
def test_a_purpose_is_known_by_its_beginning(code, said):
    assert words.purpose(code) == said


def test_words_are_said_once():
    words.declare_purposes({"insured": "Work on your file"})
    with pytest.raises(ValueError, match="insured"):
        words.declare_purposes({"insured": "Something else"})
